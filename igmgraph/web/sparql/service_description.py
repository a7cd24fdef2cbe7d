"""The SPARQL 1.1 Service Description of this endpoint: what it can do, and nothing that it cannot."""

import io
from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, NamedNode, QueryResultsFormat, RdfFormat, Triple, serialize

from igmgraph.engine.answer.results import GRAPH_FORMATS, RESULT_FORMATS
from igmgraph.namespaces import PREFIXES, RDF
from igmgraph.settings import Settings

__all__ = ["describe_service"]

_SD = PREFIXES["sd"]


def describe_service(endpoint: str, settings: Settings, graphs: Iterable[str], syntax: RdfFormat) -> bytes:
    """Describe the endpoint at this URL (W3C SPARQL 1.1 Service Description, section 3).

    `graphs` are the IRIs of the named graphs that queries find in the dataset when they choose none.
    """
    service = NamedNode(endpoint)
    features = ["UnionDefaultGraph"] if settings.union_default_graph else []
    if settings.allow_service:
        features.append("BasicFederatedQuery")
    formats = {_iri(form) for form in RESULT_FORMATS.values()} | {_iri(form) for form in GRAPH_FORMATS.values()}
    facts = [
        (f"{RDF}type", f"{_SD}Service"),
        (f"{_SD}endpoint", endpoint),
        (f"{_SD}supportedLanguage", f"{_SD}SPARQL11Query"),
        *((f"{_SD}feature", f"{_SD}{feature}") for feature in features),
        *((f"{_SD}resultFormat", iri) for iri in sorted(formats)),
    ]
    triples = [Triple(service, NamedNode(predicate), NamedNode(value)) for predicate, value in facts]
    triples.extend(_dataset(service, graphs))
    description = io.BytesIO()
    serialize(triples, description, format=syntax, prefixes=dict(PREFIXES))
    return description.getvalue()


def _iri(form: QueryResultsFormat | RdfFormat) -> str:
    """IRI of a format (Unique URIs for File Formats, W3C); Oxigraph has another one of JSON-LD, which leads nowhere."""
    return "http://www.w3.org/ns/formats/JSON-LD" if form == RdfFormat.JSON_LD else form.iri


def _dataset(service: NamedNode, graphs: Iterable[str]) -> Iterator[Triple]:
    dataset, default = BlankNode("dataset"), BlankNode("default")
    type_ = NamedNode(f"{RDF}type")
    yield Triple(service, NamedNode(f"{_SD}defaultDataset"), dataset)
    yield Triple(dataset, type_, NamedNode(f"{_SD}Dataset"))
    yield Triple(dataset, NamedNode(f"{_SD}defaultGraph"), default)
    yield Triple(default, type_, NamedNode(f"{_SD}Graph"))
    for number, name in enumerate(graphs):
        named = BlankNode(f"graph{number}")
        yield Triple(dataset, NamedNode(f"{_SD}namedGraph"), named)
        yield Triple(named, type_, NamedNode(f"{_SD}NamedGraph"))
        yield Triple(named, NamedNode(f"{_SD}name"), NamedNode(name))
