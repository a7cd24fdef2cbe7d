"""What can be found: each thing of the graph that people look for, with its texts and the facets it falls under."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Store

from igmgraph.languages import LANGUAGES
from igmgraph.namespaces import IGM, PREFIXES, RDFS, SKOS
from igmgraph.search.facets import facets_of
from igmgraph.search.graph import Graph

__all__ = ["KINDS", "Document", "documents"]

_DCT, _OWL = PREFIXES["dct"], PREFIXES["owl"]
#: Classes whose members are found, in the order in which things that match equally well are listed.
KINDS = (
    *(f"{IGM}{name}" for name in ("Profile", "Domain", "SubDomain", "Finding", "Institution", "Instrument", "Place")),
    *(f"{IGM}{name}" for name in ("Indicator", "Framework", "Principle", "Objective", "CompactObjective")),
    *(f"{IGM}{name}" for name in ("BeneficiaryGroup", "Claim", "SourceDocument")),
    *(f"{_OWL}{name}" for name in ("Class", "ObjectProperty", "DatatypeProperty", "NamedIndividual")),
)
#: Properties that name a thing; `skos:notation` and `dct:identifier` do so in no language.
_NAMES = (f"{RDFS}label", f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{SKOS}notation", f"{_DCT}identifier")
#: Properties that say in sentences what it is, the one that is shown first.
_TEXTS = (
    *(f"{IGM}{name}" for name in ("statement", "question", "nationalScope", "localScope", "context")),
    f"{SKOS}definition",
    f"{_DCT}description",
    f"{SKOS}scopeNote",
)


@dataclass(frozen=True, slots=True)
class Document:
    """A thing as the index holds it.

    Attributes:
        iri: the thing.
        kind: that of `KINDS` which it is a member of.
        labels: language to its label.
        leads: language to the sentence that says what it is.
        names: language, "" for none, to everything that it is called.
        texts: likewise, to everything that is said of it in sentences.
        facets: name of a facet to the values that it has there.
    """

    iri: str
    kind: str
    labels: Mapping[str, str]
    leads: Mapping[str, str]
    names: Mapping[str, str]
    texts: Mapping[str, str]
    facets: Mapping[str, Sequence[str]]


def documents(store: Store, base: str) -> Iterator[Document]:
    """Everything in a store that can be found, in a fixed order: by kind, then by IRI."""
    graph = Graph(store)
    ours = (f"{base}id/", IGM)
    for place, kind in enumerate(KINDS):
        for iri in graph.members(kind):
            # What is of several kinds is listed under the first of them.
            if iri.startswith(ours) and not any(graph.is_a(iri, other) for other in KINDS[:place]):
                labels = graph.texts(iri, f"{RDFS}label")
                if labels:
                    yield _document(graph, iri, kind, labels)


def _document(graph: Graph, iri: str, kind: str, labels: Mapping[str, str]) -> Document:
    leads = _first(graph, iri)
    names, texts = _joined(graph, iri, _NAMES), _joined(graph, iri, _TEXTS)
    return Document(iri, kind, labels, leads, names, texts, {"kind": [kind], **facets_of(graph, iri)})


def _first(graph: Graph, iri: str) -> Mapping[str, str]:
    """The sentence in each language that says what a thing is."""
    return next((found for property_ in _TEXTS if (found := graph.texts(iri, property_))), {})


def _joined(graph: Graph, iri: str, properties: Iterable[str]) -> Mapping[str, str]:
    """All values of some properties by language; what is in another language than ours goes without one."""
    joined: dict[str, list[str]] = defaultdict(list)
    for property_ in properties:
        for literal in graph.literals(iri, property_):
            tag = (literal.language or "").partition("-")[0]
            joined[tag if tag in LANGUAGES else ""].append(literal.value)
    return {tag: " \n".join(dict.fromkeys(values)) for tag, values in joined.items()}
