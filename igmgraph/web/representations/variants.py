"""The formats that a document comes in, and which of them a request asks for: by extension, or else by Accept."""

from dataclasses import dataclass
from types import MappingProxyType

from flask import request
from pyoxigraph import RdfFormat

from igmgraph.errors import NotFound
from igmgraph.web.http.negotiation import best_media_type, choose_media_type, language

__all__ = ["HTML", "RDF_FORMATS", "Variant", "choose_variant", "known_extension", "split_extension"]

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
    # What older clients call N-Triples and Turtle, and what those that know no RDF can still read.
    "text/plain": "nt",
    "text/n3": "ttl",
    "application/x-turtle": "ttl",
    "application/json": "jsonld",
    "application/xml": "rdf",
    "text/xml": "rdf",
}
#: Those in which every statement stands in its named graph.
_KEEP_GRAPHS = {"trig", "nq"}


@dataclass(frozen=True, slots=True)
class Variant:
    """One representation of a document.

    Attributes:
        extension: of its format.
        language: of a page, "" for RDF, which has every language.
        negotiated: whether Accept chose the format; else the address did.
    """

    extension: str
    language: str
    negotiated: bool

    @property
    def key(self) -> str:
        """What tells it from the other representations at the same address."""
        return f"{'' if self.negotiated else '.'}{self.extension}-{self.language}"

    @property
    def vary(self) -> list[str]:
        """Headers of the request that it depends on."""
        return [*(["Accept"] if self.negotiated else []), *(["Accept-Language"] if self._has_language else [])]

    @property
    def _has_language(self) -> bool:
        return self.negotiated or self.extension == HTML


def choose_variant(extension: str | None, *, data_first: bool = False) -> Variant:
    """The representation that the extension in the address, or else the request's Accept, asks for.

    A client that does not care gets the page, or with `data_first` the data.

    Raises:
        NotAcceptable: the client accepts none of them.
    """
    chosen = extension or _negotiate(data_first=data_first)
    return Variant(chosen, language() if chosen == HTML else "", negotiated=extension is None)


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
    raise NotFound("{name}.{extension}: there is no such format", name=name, extension=extension)


def _negotiate(*, data_first: bool) -> str:
    # The page comes first, unless it is put last; sorting leaves the others in their order.
    offers = sorted(_MEDIA_TYPES, key=lambda each: data_first and _MEDIA_TYPES[each] == HTML)
    chosen = _MEDIA_TYPES[best_media_type(offers)]
    if chosen in _KEEP_GRAPHS:
        # Who reads the default graph only finds nothing in it; a client that likes triples as well gets them.
        triples = [each for each, extension in _MEDIA_TYPES.items() if extension not in {HTML, *_KEEP_GRAPHS}]
        instead = choose_media_type(request.headers.get("Accept", ""), triples, least=0.5)
        chosen = _MEDIA_TYPES[instead] if instead else chosen
    return chosen
