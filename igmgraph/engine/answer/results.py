"""Media types of query results and of RDF graphs."""

from collections.abc import Mapping
from types import MappingProxyType

from pyoxigraph import QueryResultsFormat, RdfFormat

from igmgraph.engine.values import QueryForm

__all__ = ["GRAPH_FORMATS", "RESULT_FORMATS", "formats_of", "media_type_of", "short_names"]

#: Media type to format of SELECT and ASK results, in the order of the server's preference.
RESULT_FORMATS: Mapping[str, QueryResultsFormat] = MappingProxyType(
    {
        "application/sparql-results+json": QueryResultsFormat.JSON,
        "application/sparql-results+xml": QueryResultsFormat.XML,
        "text/csv": QueryResultsFormat.CSV,
        "text/tab-separated-values": QueryResultsFormat.TSV,
        "application/json": QueryResultsFormat.JSON,
        "application/xml": QueryResultsFormat.XML,
        "text/xml": QueryResultsFormat.XML,
    }
)

#: Media type to syntax of CONSTRUCT and DESCRIBE answers, likewise.
GRAPH_FORMATS: Mapping[str, RdfFormat] = MappingProxyType(
    {
        "text/turtle": RdfFormat.TURTLE,
        "application/n-triples": RdfFormat.N_TRIPLES,
        "application/rdf+xml": RdfFormat.RDF_XML,
        "application/ld+json": RdfFormat.JSON_LD,
        "application/trig": RdfFormat.TRIG,
        "application/n-quads": RdfFormat.N_QUADS,
        "application/json": RdfFormat.JSON_LD,
        "application/xml": RdfFormat.RDF_XML,
        "text/plain": RdfFormat.N_TRIPLES,
    }
)

#: `?format=` to media type of SELECT and ASK results; clients that send one of their own use these names.
_RESULT_NAMES = MappingProxyType(
    {
        "json": "application/sparql-results+json",
        "xml": "application/sparql-results+xml",
        "csv": "text/csv",
        "tsv": "text/tab-separated-values",
    }
)

#: `?format=` to media type of graphs, likewise.
_GRAPH_NAMES = MappingProxyType(
    {
        "ttl": "text/turtle",
        "nt": "application/n-triples",
        "rdf": "application/rdf+xml",
        "jsonld": "application/ld+json",
        "trig": "application/trig",
        "nq": "application/n-quads",
    }
)

#: What clients also call results, and graphs: rdflib, SPARQLWrapper and Jena have names of their own.
_RESULT_ALIASES = MappingProxyType({"srj": "json", "srx": "xml"})
_GRAPH_ALIASES = MappingProxyType(
    {
        "turtle": "ttl",
        "n3": "ttl",
        "ntriples": "nt",
        "n-triples": "nt",
        "rdfxml": "rdf",
        "rdf+xml": "rdf",
        "xml": "rdf",
        "json-ld": "jsonld",
        "json": "jsonld",
        "nquads": "nq",
        "n-quads": "nq",
    }
)


def media_type_of(name: str, form: QueryForm) -> str | None:
    """Media type that `?format=` asks for by a short name or by itself; None when this form has no such answer."""
    if name in formats_of(form):
        return name
    aliases = _GRAPH_ALIASES if form.gives_graph else _RESULT_ALIASES
    return short_names(form).get(aliases.get(name, name))


def short_names(form: QueryForm) -> Mapping[str, str]:
    """Short names of the formats that a query of this form can be answered in, to their media types."""
    return _GRAPH_NAMES if form.gives_graph else _RESULT_NAMES


def formats_of(form: QueryForm) -> Mapping[str, QueryResultsFormat] | Mapping[str, RdfFormat]:
    """Media types that a query of this form can be answered in."""
    return GRAPH_FORMATS if form.gives_graph else RESULT_FORMATS
