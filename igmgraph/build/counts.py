"""What there is in a set of quads, counted once for the VoID description."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.namespaces import RDF, RDFS

__all__ = ["Counts", "Usage", "count"]

_TYPE = NamedNode(f"{RDF}type")
_LABEL = NamedNode(f"{RDFS}label")


@dataclass(frozen=True, slots=True)
class Usage:
    """How a property is used: its distinct triples, subjects and objects."""

    triples: int
    subjects: int
    objects: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts over the union of all graphs, where a triple counts once however many graphs state it.

    Attributes:
        triples: distinct triples as (subject, predicate, object).
        subjects, objects: how many distinct ones.
        entities: distinct subjects below the URI space.
        graph_triples, graph_entities: the same for each named graph.
        instances: class to its distinct instances, by class IRI.
        properties: property to its use, by property IRI.
        labels: labelled IRI to language tag to text.
    """

    triples: set[tuple[object, NamedNode, object]]
    subjects: int
    objects: int
    entities: int
    graph_triples: Counter[NamedNode] = field(default_factory=Counter)
    graph_entities: Counter[NamedNode] = field(default_factory=Counter)
    instances: dict[NamedNode, set[object]] = field(default_factory=dict)
    properties: dict[NamedNode, Usage] = field(default_factory=dict)
    labels: dict[NamedNode, dict[str, str]] = field(default_factory=dict)


def count(quads: Iterable[Quad], uri_space: str) -> Counts:
    """Count; `uri_space` is what the IRIs of the dataset's own entities begin with."""
    by_graph: defaultdict[NamedNode, set[object]] = defaultdict(set)
    graph_triples: Counter[NamedNode] = Counter()
    triples: set[tuple[object, NamedNode, object]] = set()
    for quad in set(quads):
        triples.add((quad.subject, quad.predicate, quad.object))
        if isinstance(quad.graph_name, NamedNode):
            graph_triples[quad.graph_name] += 1
            by_graph[quad.graph_name].add(quad.subject)
    subjects = {subject for subject, _, _ in triples}
    return Counts(
        triples,
        len(subjects),
        len({value for _, _, value in triples}),
        _entities(subjects, uri_space),
        graph_triples,
        Counter({graph: _entities(found, uri_space) for graph, found in by_graph.items()}),
        _instances(triples),
        _properties(triples),
        _labels(triples),
    )


def _entities(subjects: set[object], uri_space: str) -> int:
    return sum(isinstance(subject, NamedNode) and subject.value.startswith(uri_space) for subject in subjects)


def _instances(triples: set[tuple[object, NamedNode, object]]) -> dict[NamedNode, set[object]]:
    found: defaultdict[NamedNode, set[object]] = defaultdict(set)
    for subject, predicate, value in triples:
        if predicate == _TYPE and isinstance(value, NamedNode):
            found[value].add(subject)
    return dict(sorted(found.items(), key=_by_iri))


def _properties(triples: set[tuple[object, NamedNode, object]]) -> dict[NamedNode, Usage]:
    pairs: defaultdict[NamedNode, list[tuple[object, object]]] = defaultdict(list)
    for subject, predicate, value in triples:
        pairs[predicate].append((subject, value))
    return {
        predicate: Usage(len(found), len({subject for subject, _ in found}), len({value for _, value in found}))
        for predicate, found in sorted(pairs.items(), key=_by_iri)
    }


def _labels(triples: set[tuple[object, NamedNode, object]]) -> dict[NamedNode, dict[str, str]]:
    found: defaultdict[NamedNode, dict[str, str]] = defaultdict(dict)
    for subject, predicate, value in triples:
        if predicate == _LABEL and isinstance(subject, NamedNode) and isinstance(value, Literal):
            texts = found[subject]
            tag = value.language or ""
            # Of two labels in one language the first in alphabetical order, so that the choice is stable.
            texts[tag] = min(value.value, texts.get(tag, value.value))
    return dict(found)


def _by_iri(item: tuple[NamedNode, object]) -> str:
    return item[0].value
