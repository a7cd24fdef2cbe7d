"""One body of facts in many representations: RDF in six formats and a page, with the headers that tell them apart."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from types import MappingProxyType

from flask import Response, request
from pyoxigraph import NamedNode, Quad, RdfFormat
from werkzeug.urls import iri_to_uri

from igmgraph import __version__
from igmgraph.errors import NotFound
from igmgraph.languages import LANGUAGES
from igmgraph.web.links import site_url, url_of
from igmgraph.web.negotiation import best_media_type, choose_media_type, language
from igmgraph.web.serialization import write
from igmgraph.web.state import state

__all__ = [
    "HTML",
    "RDF_FORMATS",
    "Published",
    "format_links",
    "known_extension",
    "publish",
    "redirect_to_document",
    "split_extension",
]

HTML = "html"

#: Extension to RDF format, in the order in which formats are preferred when a client does not care.
RDF_FORMATS = MappingProxyType(
    {
        "ttl": RdfFormat.TURTLE,
        "jsonld": RdfFormat.JSON_LD,
        "rdf": RdfFormat.RDF_XML,
        "nt": RdfFormat.N_TRIPLES,
        "trig": RdfFormat.TRIG,
        "nq": RdfFormat.N_QUADS,
    }
)
_MEDIA_TYPES = {
    "text/html": HTML,
    **{form.media_type: extension for extension, form in RDF_FORMATS.items()},
    # What older clients call N-Triples and Turtle.
    "text/plain": "nt",
    "text/n3": "ttl",
    "application/x-turtle": "ttl",
}
#: Those in which every statement stands in its named graph.
_KEEP_GRAPHS = {"trig", "nq"}
_CACHE = "public, max-age=300"


@dataclass(frozen=True, slots=True)
class Published:
    """Something to be represented.

    Attributes:
        path: URL path of the document, without extension.
        canonical: IRI of the document.
        thing: IRI of what the document is about.
        quads: makes the facts.
        page: makes the HTML.
        modified: when the facts last changed, if that is known.
        licenses: of the facts.
        more: Link header for what the facts leave out, "" when they are whole.
    """

    path: str
    canonical: str
    thing: str
    quads: Callable[[], Iterable[Quad]]
    page: Callable[[], str]
    modified: date | None = None
    licenses: Sequence[NamedNode] = ()
    more: str = ""


def split_extension(path: str) -> tuple[str, str | None]:
    """Take a known extension off a path.

    >>> split_extension("place/cl.ttl")
    ('place/cl', 'ttl')
    >>> split_extension("place/cl.exe")
    ('place/cl.exe', None)
    """
    stem, dot, extension = path.rpartition(".")
    known = bool(dot) and extension in {HTML, *RDF_FORMATS}
    return (stem, extension) if known else (path, None)


def known_extension(name: str, extension: str | None) -> str | None:
    """Check the extension of a document that has a fixed name.

    Raises:
        NotFound: there is no such representation.
    """
    if extension is None or split_extension(f"{name}.{extension}")[1]:
        return extension
    raise NotFound(f"{name}.{extension}: there is no such format")


def publish(published: Published, extension: str | None) -> Response:
    """Answer with the representation that the extension or else the client's Accept asks for.

    Raises:
        NotAcceptable: the client accepts none of them.
    """
    chosen = extension or negotiate_extension()
    response = _html(published) if chosen == HTML else _rdf(published, chosen)
    response.headers["Content-Location"] = site_url(f"{published.path}.{chosen}", **_language_of(chosen))
    response.headers["Cache-Control"] = _CACHE
    response.headers["Link"] = ", ".join(_links(published, chosen))
    if extension is None:
        response.vary.add("Accept")
    if extension is None or chosen == HTML:
        response.vary.add("Accept-Language")
    if published.modified:
        response.last_modified = datetime.combine(published.modified, time(), UTC)
    variant = "-".join([chosen, *_language_of(chosen).values()])
    response.set_etag(f"{state().engine.snapshot_id}-{__version__}-{variant}")
    return response.make_conditional(request)  # type: ignore[return-value]


def redirect_to_document(path: str) -> Response:
    """303 from a thing to the document about it; `path` is the document's, without extension."""
    extension = negotiate_extension()
    response = Response(status=303)
    response.headers["Location"] = url_of(path) if extension == HTML else site_url(f"{path}.{extension}")
    response.headers["Link"] = f'<{site_url(path)}>; rel="describedby"'
    response.headers["Cache-Control"] = _CACHE
    response.vary.update(("Accept", "Accept-Language"))
    return response


def negotiate_extension() -> str:
    """Extension of the representation that the request's Accept asks for.

    Raises:
        NotAcceptable: none of them is accepted.
    """
    chosen = _MEDIA_TYPES[best_media_type(list(_MEDIA_TYPES))]
    if chosen in _KEEP_GRAPHS:
        # Who reads the default graph only finds nothing in it; a client that likes triples as well gets them.
        triples = [each for each, extension in _MEDIA_TYPES.items() if extension not in {HTML, *_KEEP_GRAPHS}]
        instead = choose_media_type(request.headers.get("Accept", ""), triples, least=0.5)
        chosen = _MEDIA_TYPES[instead] if instead else chosen
    return chosen


def format_links(path: str) -> list[tuple[str, str, str]]:
    """Name, media type and URL of every RDF representation of a document."""
    return [(form.name, form.media_type, site_url(f"{path}.{extension}")) for extension, form in RDF_FORMATS.items()]


def _html(published: Published) -> Response:
    response = Response(published.page(), mimetype="text/html")
    response.content_language.add(language())
    return response


def _rdf(published: Published, extension: str) -> Response:
    form = RDF_FORMATS[extension]
    return Response(write(published.quads(), form), content_type=f"{form.media_type}; charset=utf-8")


def _language_of(extension: str) -> dict[str, str]:
    return {"lang": language()} if extension == HTML else {}


def _links(published: Published, chosen: str) -> Iterable[str]:
    yield f'<{iri_to_uri(published.canonical)}>; rel="canonical"'
    yield f'<{iri_to_uri(published.thing)}>; rel="describes"'
    yield from (f'<{iri_to_uri(license_.value)}>; rel="license"' for license_ in published.licenses)
    if published.more:
        yield published.more
    for extension, form in RDF_FORMATS.items():
        if extension != chosen:
            relations = "alternate describedby" if chosen == HTML else "alternate"
            yield f'<{site_url(f"{published.path}.{extension}")}>; rel="{relations}"; type="{form.media_type}"'
    for code in LANGUAGES:
        url = site_url(f"{published.path}.{HTML}", lang=code)
        yield f'<{url}>; rel="alternate"; type="text/html"; hreflang="{code}"'
