"""Memento (RFC 7089): documents are their own TimeGates, and older versions of the data hold their mementos.

`Accept-Datetime` leads to the document as it was then; a version counts from its release (`Kept.moment`).
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from flask import Flask, Response, request

from igmgraph.errors import InputError
from igmgraph.iris import iri_of_path
from igmgraph.versions.kept import Kept, kept_versions
from igmgraph.versions.numbers import precedence
from igmgraph.web.http.links import spellings, url_path
from igmgraph.web.snapshots.state import state
from igmgraph.web.versions.mounting import is_mounted

__all__ = ["absolute", "choose_memento", "holds", "http_date", "init_app", "outside", "version_root"]

#: Endpoints of which there are mementos, to the beginning of their documents' paths where it is another one.
_ORIGINALS = {
    "documents.thing": ("/id/", "/doc/"),
    "documents.document": ("", ""),
    "graphs.graph": ("", ""),
    "dataset.document": ("", ""),
    "vocabulary.ontology": ("", ""),
    "sparql.get": ("", ""),
    "sparql.post": ("", ""),
}
_QUERIES = {"sparql.get", "sparql.post"}
_EXTENSIONS = {"html", "ttl", "nt", "jsonld", "rdf", "trig", "nq"}
#: What else of a version never changes.
_FILES = {"downloads.index", "downloads.file"}
#: What holds whatever happens: a version never changes. Pages also depend on the software.
_FOREVER, _A_DAY = "public, max-age=31536000, immutable", "public, max-age=86400"


def init_app(app: Flask) -> None:
    """Send clients to the time they ask for, and tell of older versions with every document."""
    app.before_request(_travel)
    app.after_request(_tell)
    app.context_processor(_notice)


def choose_memento(versions: Sequence[Kept], moment: datetime) -> Kept:
    """The last version that counted at a moment; the first one if none did yet (RFC 7089, section 4.5.3)."""
    counting = [each for each in versions if each.moment <= moment]
    # Of several versions of one day, the one with the last number.
    return max(counting, key=lambda each: (each.moment, precedence(each.number)), default=versions[0])


def holds(kept: Kept, path: str) -> bool:
    """Whether a version has the document at a path, with or without extension."""
    stem, _, extension = path.rpartition(".")
    paths = {path, stem} if extension in _EXTENSIONS else {path}
    if paths & {"dataset", "ontology"}:
        return True
    iris = {iri_of_path(spelling, str(kept.manifest["base_iri"])) for each in paths for spelling in spellings(each)}
    if path.startswith("graph/"):
        return not iris.isdisjoint(kept.manifest["graphs"])
    return path.startswith("doc/") and any(kept.describes(iri.replace("/doc/", "/id/", 1)) for iri in iris)


def http_date(moment: datetime) -> str:
    """A moment as HTTP writes it."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def outside(path: str, root: str = "") -> str:
    """Site-relative URL of an IRI path, outside of the version that the request is about, or below another root."""
    kept = state().kept
    script = request.script_root.removesuffix(f"/version/{kept.number}") if kept else request.script_root
    return f"{script}{root}{url_path(path)}"


def absolute(path: str, root: str = "") -> str:
    """The same with the host that the client asks: clients of Memento follow no relative links."""
    return f"{request.host_url.rstrip('/')}{outside(path, root)}"


def version_root(kept: Kept) -> str:
    """Where the routes of a version are mounted."""
    return f"/version/{kept.number}"


def _travel() -> Response | None:
    """Lead to the memento that the client asks for.

    Raises:
        InputError: Accept-Datetime is no date as HTTP writes it.
    """
    asked = request.headers.get("Accept-Datetime")
    if asked is None or request.endpoint not in _ORIGINALS or is_mounted() or request.method == "OPTIONS":
        return None
    moment = _parse(asked)
    versions: Sequence[Kept] = kept_versions(state().settings.store)
    if not versions:
        return None
    begin, document = _ORIGINALS[request.endpoint]
    path = document + request.path.removeprefix(begin)
    if request.endpoint not in _QUERIES:
        versions = _since_the_first(versions, path.removeprefix("/"))
    response = Response(status=307 if request.method == "POST" else 302)
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    response.headers["Location"] = outside(path, version_root(choose_memento(versions, moment))) + query
    return response


def _since_the_first(versions: Sequence[Kept], path: str) -> Sequence[Kept]:
    """Those that are no earlier than the first that has a document; all if none has it."""
    first = next((each for each in sorted(versions, key=lambda each: each.moment) if holds(each, path)), None)
    return [each for each in versions if each.moment >= first.moment] if first else versions


def _parse(text: str) -> datetime:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        raise InputError(
            "Accept-Datetime: {text}: a date like {example}", text=text[:100], example=http_date(datetime.now(UTC))
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _tell(response: Response) -> Response:
    kept = state().kept
    if kept and request.endpoint in _FILES and response.status_code < 400:
        _tell_memento(response, kept)
    if request.endpoint not in _ORIGINALS or response.status_code >= 400:
        return response
    if kept is None:
        response.vary.add("Accept-Datetime")
    elif request.endpoint not in _QUERIES:
        _tell_memento(response, kept)
    # With a 304 these links would take the place of all that a cache has kept (RFC 9111, section 3.2).
    if request.endpoint not in _QUERIES and response.status_code != 304:
        told = response.headers.get("Link")
        response.headers["Link"] = ", ".join([*([told] if told else []), *_links(kept)])
    return response


def _tell_memento(response: Response, kept: Kept) -> None:
    # A 304 has no media type, but the address of what it stands for.
    place = response.headers.get("Content-Location", "").partition("?")[0]
    is_page = place.endswith(".html") if place else response.mimetype == "text/html"
    response.headers["Cache-Control"] = _A_DAY if is_page else _FOREVER
    if response.status_code in {200, 304}:
        response.headers["Memento-Datetime"] = http_date(kept.moment)


def _notice() -> dict[str, object]:
    """What every page about an older version says of it."""
    kept = state().kept
    return {"kept": kept, "today": outside(request.path)} if kept else {}


def _links(kept: Kept | None) -> list[str]:
    original = absolute(request.path)
    links = [f'<{original}>; rel="original timegate"', f'<{absolute("/timemap" + request.path)}>; rel="timemap"']
    if kept:
        links.append(f'<{original}>; rel="latest-version"')
    return [*links, f'<{absolute("/version")}>; rel="version-history"']
