"""Grades of the service as RDF, in the Evaluation and Report Language (EARL 1.0)."""

from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.namespaces import BASE, CC_BY, FOAF, PREFIXES
from igmgraph.web.documents.practices import Practice, load_practices, load_sources
from igmgraph.web.facts.edition import DATASET

__all__ = ["DOCUMENT", "TITLE", "Grades", "describe_document", "describe_grades"]

#: Where the grades are told.
DOCUMENT = NamedNode(f"{BASE}about/fair")
TITLE = {
    "en": "What the service does about the practices of publishing data",
    "es": "Las prácticas de publicar datos y cómo las cumple el servicio",
    "fr": "Ce que fait le service au sujet des pratiques de publication de données",
}
#: Id of a practice to what its answer lacks, None for one that no request proves.
Grades = Mapping[str, list[str] | None]

_SOFTWARE = NamedNode(f"{DATASET.value}#software")
_OURS = NamedNode(f"{BASE}id/source/igmgraph")
_ASSERTION = {"en": "Grade: {}", "es": "Evaluación: {}", "fr": "Évaluation : {}"}
_MET = {"en": "Met: {}", "es": "Se cumple: {}", "fr": "Respecté : {}"}
_NOT_MET = {"en": "Not met: {}", "es": "No se cumple: {}", "fr": "Non respecté : {}"}


def describe_document() -> Iterator[Quad]:
    """What the document says of itself; the graph of all statements is the document."""
    yield _quad(DOCUMENT, "rdf:type", NamedNode(f"{FOAF}Document"))
    yield _quad(DOCUMENT, "dct:license", NamedNode(CC_BY))
    yield _quad(DOCUMENT, "dct:isPartOf", DATASET)
    yield from _texts(DOCUMENT, "rdfs:label", TITLE)


def describe_grades(grades: Grades) -> Iterator[Quad]:
    """Each practice as a criterion, and what came of asking for its proof."""
    for practice in load_practices():
        yield from _criterion(practice)
        yield from _assertion(practice, grades[practice.id])


def _criterion(practice: Practice) -> Iterator[Quad]:
    node = _node(practice.id)
    yield _quad(node, "rdf:type", _name("earl:TestCriterion"))
    yield _quad(node, "dct:isPartOf", NamedNode(load_sources()[practice.by].page))
    yield _quad(node, "dct:source", _OURS)
    yield from _texts(node, "rdfs:label", practice.title)
    yield from _texts(node, "dct:description", practice.does)


def _assertion(practice: Practice, lacking: list[str] | None) -> Iterator[Quad]:
    node, result = _node(f"{practice.id}-assertion"), _node(f"{practice.id}-result")
    yield _quad(node, "rdf:type", _name("earl:Assertion"))
    yield _quad(node, "dct:source", _OURS)
    yield _quad(node, "earl:assertedBy", _SOFTWARE)
    yield _quad(node, "earl:subject", DATASET)
    yield _quad(node, "earl:test", _node(practice.id))
    yield _quad(node, "earl:mode", _name("earl:manual" if lacking is None else "earl:automatic"))
    yield _quad(node, "earl:result", result)
    yield from _texts(node, "rdfs:label", _about(practice, _ASSERTION))
    met = lacking == []
    yield _quad(result, "rdf:type", _name("earl:TestResult"))
    yield _quad(result, "dct:source", _OURS)
    yield _quad(result, "earl:outcome", _name("earl:passed" if met else "earl:failed"))
    yield from _texts(result, "rdfs:label", _about(practice, _MET if met else _NOT_MET))
    if practice.get:
        yield _quad(result, "earl:info", Literal(practice.command(BASE.rstrip("/"))))


def _about(practice: Practice, patterns: Mapping[str, str]) -> Mapping[str, str]:
    return {tag: pattern.format(practice.title[tag]) for tag, pattern in patterns.items()}


def _texts(node: NamedNode, property_: str, texts: Mapping[str, str]) -> Iterator[Quad]:
    for tag, text in texts.items():
        yield _quad(node, property_, Literal(text, language=tag))


def _quad(node: NamedNode, property_: str, value: NamedNode | Literal) -> Quad:
    return Quad(node, _name(property_), value, DOCUMENT)


def _node(fragment: str) -> NamedNode:
    return NamedNode(f"{DOCUMENT.value}#{fragment}")


def _name(compacted: str) -> NamedNode:
    prefix, _, local = compacted.partition(":")
    return NamedNode(PREFIXES[prefix] + local)
