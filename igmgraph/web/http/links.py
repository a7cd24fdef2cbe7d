"""Links in pages: what is ours stays on this site and keeps the visitor's language, what is not goes out."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from urllib.parse import quote, unquote, urlencode, urlsplit

from flask import request

from igmgraph.iris import path_of_iri, rebase
from igmgraph.languages import LANGUAGES

__all__ = ["asked_spellings", "href", "site_url", "spellings", "switch_language", "url_of", "url_path"]

_SERVED = (
    "/id/",
    "/graph/",
    "/ontology",
    "/alignment",
    "/shapes",
    "/house",
    "/dataset",
    "/download/",
    "/sparql",
    "/about/",
    "/problems/",
)
_OUTWARD = ("http://", "https://")
#: Characters of an IRI path that a URL path may hold as they are.
_PLAIN = "/:@!$&'()*+,;=~"
#: Most characters of a path that is remembered.
_SHORT = 300


def spellings(path: str, raw: str = "") -> Iterator[str]:
    """IRI paths that a decoded URL path may stand for, most literal first; `raw` is what the client wrote, if known.

    WSGI hands over URL paths decoded; an IRI may hold the character itself or its escape.

    >>> list(spellings("/id/place/ñuñoa"))
    ['/id/place/ñuñoa', '/id/place/%C3%B1u%C3%B1oa']
    >>> list(spellings("place/a/b", "place/a%2Fb"))
    ['place/a%2Fb', 'place/a/b']
    """
    yield from dict.fromkeys([*([raw] if raw else []), path, quote(path, safe=_PLAIN)])


def asked_spellings(path: str) -> Iterator[str]:
    """Spellings of the end of the current request's path, which may lack its extension.

    What the client wrote is in `RAW_URI` or `REQUEST_URI` of the WSGI environment, where the server puts it there: of
    the two paths `a%2Fb` and `a/b`, which WSGI cannot tell apart, it says which was meant.
    """
    target = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or ""
    whole = urlsplit(target).path.removeprefix(request.script_root)
    # The first part of the path is the route.
    tail = whole.lstrip("/").partition("/")[2]
    written = (each for each in (tail, tail.rpartition(".")[0]) if unquote(each) == path)
    return spellings(path, next(written, ""))


def url_path(path: str) -> str:
    """URL path under which an IRI path reaches us again.

    >>> url_path("/id/place/%C3%B1u%C3%B1oa")
    '/id/place/%C3%B1u%C3%B1oa'
    >>> url_path("/id/a%2Fb")
    '/id/a%252Fb'
    """
    # A client chooses how long the address is that it asks for.
    return _known_url_path(path) if len(path) <= _SHORT else _url_path(path)


def _url_path(path: str) -> str:
    kept = _escape(path)
    return kept if path in spellings(unquote(kept)) else quote(path, safe=_PLAIN)


_known_url_path = lru_cache(maxsize=20_000)(_url_path)


def _escape(text: str) -> str:
    """Escape what is not escaped yet."""
    return quote(text, safe=f"{_PLAIN}%")


def site_url(path: str, **parameters: str | Sequence[str]) -> str:
    """Site-relative URL of an IRI path, which may end in a fragment; a parameter may have several values."""
    place, hash_, fragment = path.partition("#")
    query = f"?{urlencode(parameters, doseq=True)}" if parameters else ""
    return f"{request.script_root}{url_path(place)}{query}{hash_}{_escape(fragment)}"


def url_of(path: str, **parameters: str | Sequence[str]) -> str:
    """Site-relative URL of a page; the language in the URL of the current page is kept."""
    chosen = request.args.get("lang")
    kept = {"lang": chosen} if chosen in LANGUAGES else {}
    return site_url(path, **{**kept, **parameters})


def href(iri: str, base: str) -> str | None:
    """Where a link to an IRI leads: into this site, out over http(s), or nowhere.

    Instance IRIs of the canonical base are someone else's when this service has its own base.
    """
    path = path_of_iri(iri, base)
    if path and (path == "/" or path.startswith(_SERVED)) and rebase(iri, base) == iri:
        return url_of(path)
    return iri if iri.lower().startswith(_OUTWARD) else None


def switch_language(language: str) -> str:
    """URL of the current page in another language."""
    parameters = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{request.script_root}{url_path(request.path)}?{urlencode([*parameters, ('lang', language)])}"
