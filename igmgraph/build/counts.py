"""What there is in sorted statements, counted thing after thing for the description, in memory that does not grow."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from urllib.parse import urlsplit

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from igmgraph.namespaces import BASE, RDF, RDFS, compact
from igmgraph.rdf.nquads import terms_of
from igmgraph.rdf.sorting import SortedFiles, by_subject, sorting

__all__ = ["ClassUse", "Counts", "Usage", "count", "quads_about"]

_TYPE, _LABEL = f"<{RDF}type>".encode(), f"<{RDFS}label>".encode()
# These lead to a page, a licence or a class, not to the same or a related thing in another dataset.
_NO_LINK = {"rdf:type", "dct:license", "foaf:page", "foaf:homepage"}


@dataclass(slots=True)
class Usage:
    """How a property is used: its distinct triples, subjects and objects."""

    triples: int = 0
    subjects: int = 0
    objects: int = 0


@dataclass(slots=True)
class ClassUse:
    """How a class is used: its distinct instances, those that link to another dataset, and the first one of ours."""

    instances: int = 0
    linking: int = 0
    example: str = ""


@dataclass(slots=True)
class Counts:
    """Counts over the union of all graphs, where a triple counts once however many graphs state it.

    Attributes:
        triples: distinct triples as (subject, predicate, object).
        subjects, objects: how many distinct ones.
        entities: distinct subjects below the URI space.
        graph_triples, graph_entities: the same for each named graph.
        classes, properties: use of each, in the order of their IRIs.
        labelled: language tag to the entities that have a label in it, regions of the language included.
        links: host of another dataset to how often each property leads from an entity to it.
        values: of a few properties, by IRI, every distinct value as N-Quads write it.
    """

    triples: int = 0
    subjects: int = 0
    objects: int = 0
    entities: int = 0
    graph_triples: Counter[NamedNode] = field(default_factory=Counter)
    graph_entities: Counter[NamedNode] = field(default_factory=Counter)
    classes: dict[NamedNode, ClassUse] = field(default_factory=dict)
    properties: dict[NamedNode, Usage] = field(default_factory=dict)
    labelled: Counter[str] = field(default_factory=Counter)
    links: defaultdict[str, Counter[NamedNode]] = field(default_factory=lambda: defaultdict(Counter))
    values: dict[str, set[bytes]] = field(default_factory=dict)


def count(statements: SortedFiles, base_iri: str, collected: Iterable[str] = ()) -> Counts:
    """Count; entities are what has an IRI below `id/` of the base. The values of `collected` properties are kept.

    Raises:
        IgmError: there is no room on the disk beside the statements.
    """
    with TemporaryDirectory(dir=statements.paths[0].parent) as folder:
        values = Path(folder, "values")
        with sorting(values) as stream:
            counting = _Counting(base_iri, collected, stream)
            for subject, lines in by_subject(statements):
                counting.take(subject, lines)
        return counting.finish(SortedFiles(values))


def quads_about(statements: SortedFiles, resource: NamedNode) -> list[Quad]:
    """Everything that is said of a resource."""
    return list(parse(input=b"".join(statements.about(str(resource).encode())), format=RdfFormat.N_QUADS))


class _Counting:
    def __init__(self, base_iri: str, collected: Iterable[str], values: IO[bytes]) -> None:
        self._space, self._ours = f"<{base_iri}id/".encode(), (f"<{base_iri}".encode(), f"<{BASE}".encode())
        self._counts = Counts(values={each: set() for each in collected})
        self._collected = {f"<{iri}>".encode(): found for iri, found in self._counts.values.items()}
        self._graph_triples: Counter[bytes] = Counter()
        self._graph_entities: Counter[bytes] = Counter()
        self._classes: defaultdict[bytes, ClassUse] = defaultdict(ClassUse)
        self._properties: defaultdict[bytes, Usage] = defaultdict(Usage)
        self._values = values
        self._no_links: dict[bytes, bool] = {}

    def take(self, subject: bytes, lines: list[bytes]) -> None:
        """Count what is said of one subject."""
        counts = self._counts
        statements = [terms_of(line)[1:] for line in lines]
        edges = {(predicate, value) for predicate, value, _ in statements}
        is_entity = subject.startswith(self._space)
        counts.subjects += 1
        counts.triples += len(edges)
        counts.entities += is_entity
        graphs = [graph for _, _, graph in statements if graph]
        self._graph_triples.update(graphs)
        if is_entity:
            self._graph_entities.update(set(graphs))
            counts.labelled.update({_language(value) for predicate, value in edges if predicate == _LABEL} - {""})
        self._take_edges(edges)
        self._take_types(subject, edges, linking=is_entity and self._take_links(edges))

    def _take_edges(self, edges: set[tuple[bytes, bytes]]) -> None:
        used = Counter(predicate for predicate, _ in edges)
        for predicate, times in used.items():
            usage = self._properties[predicate]
            usage.triples += times
            usage.subjects += 1
            if predicate in self._collected:
                self._collected[predicate] |= {value for each, value in edges if each == predicate}
        # Told apart by what no term holds, sorted by value.
        self._values.writelines(b"%b\x00%b\n" % (value, predicate) for predicate, value in edges)

    def _take_links(self, edges: set[tuple[bytes, bytes]]) -> bool:
        found = [edge for edge in edges if edge[1].startswith((b"<http://", b"<https://"))]
        links = [each for each in found if not each[1].startswith(self._ours) and self._is_link(each[0])]
        for predicate, value in links:
            self._counts.links[str(urlsplit(value[1:-1].decode()).hostname)][_node(predicate)] += 1
        return bool(links)

    def _is_link(self, predicate: bytes) -> bool:
        if predicate not in self._no_links:
            self._no_links[predicate] = compact(predicate[1:-1].decode()) in _NO_LINK
        return not self._no_links[predicate]

    def _take_types(self, subject: bytes, edges: set[tuple[bytes, bytes]], *, linking: bool) -> None:
        for predicate, value in edges:
            if predicate == _TYPE and value.startswith(b"<"):
                use = self._classes[value]
                use.instances += 1
                use.linking += linking
                if subject.startswith(self._space):
                    # Subjects come in the order of their lines, in which `<a1>` is after `<a10>`.
                    mine = subject[1:-1].decode()
                    use.example = min(use.example or mine, mine)

    def finish(self, values: SortedFiles) -> Counts:
        """Give everything that was counted, with the objects, which `values` has in order."""
        counts = self._counts
        for _, group in groupby(values, lambda line: line.partition(b"\x00")[0]):
            counts.objects += 1
            for line in group:
                self._properties[line.partition(b"\x00")[2][:-1]].objects += 1
        counts.classes = {_node(iri): use for iri, use in sorted(self._classes.items())}
        counts.properties = {_node(iri): use for iri, use in sorted(self._properties.items())}
        counts.graph_triples = Counter(dict(_of_iris(self._graph_triples)))
        counts.graph_entities = Counter(dict(_of_iris(self._graph_entities)))
        return counts


def _of_iris(found: Counter[bytes]) -> Iterator[tuple[NamedNode, int]]:
    return ((_node(graph), times) for graph, times in found.items() if graph.startswith(b"<"))


def _node(term: bytes) -> NamedNode:
    return NamedNode(term[1:-1].decode())


def _language(value: bytes) -> str:
    _, mark, tag = value.rpartition(b'"@')
    return tag.decode().partition("-")[0] if mark else ""
