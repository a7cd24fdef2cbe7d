"""The SPARQL 1.1 Service Description of this endpoint: what it can do, and nothing that it cannot."""

import io

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from igmgraph.engine.results import GRAPH_FORMATS, RESULT_FORMATS
from igmgraph.namespaces import PREFIXES, RDF
from igmgraph.settings import Settings

__all__ = ["describe_service"]

_SD = PREFIXES["sd"]


def describe_service(endpoint: str, settings: Settings, syntax: RdfFormat) -> bytes:
    """Describe the endpoint at this URL (W3C SPARQL 1.1 Service Description, section 3)."""
    service = NamedNode(endpoint)
    features = ["UnionDefaultGraph"] if settings.union_default_graph else []
    formats = {form.iri for form in RESULT_FORMATS.values()} | {form.iri for form in GRAPH_FORMATS.values()}
    facts = [
        (f"{RDF}type", f"{_SD}Service"),
        (f"{_SD}endpoint", endpoint),
        (f"{_SD}supportedLanguage", f"{_SD}SPARQL11Query"),
        *((f"{_SD}feature", f"{_SD}{feature}") for feature in features),
        *((f"{_SD}resultFormat", iri) for iri in sorted(formats)),
    ]
    triples = [Triple(service, NamedNode(predicate), NamedNode(value)) for predicate, value in facts]
    description = io.BytesIO()
    serialize(triples, description, format=syntax, prefixes=dict(PREFIXES))
    return description.getvalue()
