"""What follows from a sorted file of N-Quads by compiled rules, thing after thing, in memory that does not grow.

A thing's conclusions follow from its own statements and those of the things that chains of properties lead to from it;
these are looked up in the file. `igmgraph.build.infer` is the reference that this is held against.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from functools import lru_cache

from igmgraph.build.rules import Rules, iri
from igmgraph.namespaces import PREFIXES, RDF, RDFS
from igmgraph.rdf.nquads import terms_of
from igmgraph.rdf.sorting import SortedFiles, by_subject

__all__ = ["Closure"]

#: Predicate and object of a statement about a thing that is known.
Edge = tuple[bytes, bytes]

_TYPE = iri(f"{RDF}type")
_BUILTIN = tuple(f"<{namespace}".encode() for namespace in (RDF, RDFS, PREFIXES["owl"], PREFIXES["xsd"]))
_LEFT_OUT = (*_BUILTIN, b"_:")
_NONE: frozenset[bytes] = frozenset()
#: Things whose statements are remembered.
_REMEMBERED = 100_000


class Closure:
    """The conclusions from sorted statements."""

    def __init__(self, rules: Rules, asserted: SortedFiles, background: Iterable[bytes] = ()) -> None:
        """Take the rules and the statements; `background` is known too, but is not spoken of."""
        self._rules, self._asserted = rules, asserted
        self._background: Mapping[bytes, list[bytes]] = dict(by_subject(sorted(set(background))))
        self._ends = lru_cache(_REMEMBERED)(self._find_ends)
        self._told: set[bytes] = set()

    def triples(self) -> Iterator[bytes]:
        """Conclusions as `subject predicate object`, in no order; some several times, some asserted as well."""
        for subject, lines in by_subject(self._asserted):
            yield from self._conclude(subject, [*lines, *self._background.get(subject, ())])

    def _conclude(self, subject: bytes, lines: Iterable[bytes]) -> Iterator[bytes]:
        rules = self._rules
        known = _edges(lines)
        edges = self._forward(known)
        types = {value for predicate, value in known if predicate == _TYPE}
        for predicate, value in edges:
            types |= rules.subject_types.get(predicate, _NONE)
            for back in rules.turned.get(predicate, ()):
                types |= rules.object_types.get(back, _NONE)
            if not value.startswith(b'"'):
                yield from self._about_value(subject, predicate, value)
        for class_ in tuple(types):
            types |= rules.above.get(class_, _NONE)
        new = (edges | {(_TYPE, class_) for class_ in types}) - known
        yield from (_triple(subject, *edge) for edge in new if _is_worth_keeping(subject, *edge))

    def _about_value(self, subject: bytes, predicate: bytes, value: bytes) -> Iterator[bytes]:
        """What a statement says about the thing that it leads to."""
        rules = self._rules
        edges = {(back, subject) for back in rules.turned.get(predicate, ())}
        properties = rules.subject_types.keys() & {back for back, _ in edges}
        types = rules.object_types.get(predicate, _NONE).union(*(rules.subject_types[each] for each in properties))
        edges |= {(_TYPE, class_) for class_ in types}
        for edge in edges:
            triple = _triple(value, *edge)
            # A place, an office: many statements lead there.
            if triple not in self._told and _is_worth_keeping(value, *edge):
                if len(self._told) > _REMEMBERED:
                    self._told.clear()
                self._told.add(triple)
                yield triple

    def _forward(self, edges: Set[Edge]) -> set[Edge]:
        """Everything that leads from a thing of which `edges` are asserted."""
        found: set[Edge] = set()
        waiting = list(edges)
        while waiting:
            edge = waiting.pop()
            if edge not in found:
                found.add(edge)
                predicate, value = edge
                waiting += [(over, value) for over in self._rules.implies.get(predicate, ())]
                for rest, made in self._rules.chains.get(predicate, ()):
                    waiting += [(made, end) for end in self._follow(value, rest)]
        return found

    def _follow(self, start: bytes, links: Iterable[bytes]) -> set[bytes]:
        ends = {start}
        for link in links:
            ends = {value for each in ends for predicate, value in self._ends(each) if predicate == link}
        return ends

    def _find_ends(self, node: bytes) -> frozenset[Edge]:
        """Where the links of chains lead from a thing, concluded links included."""
        reached = self._reach(node)
        grown = True
        while grown:
            grown = False
            for edges in reached.values():
                new = {edge for known in edges for edge in self._step(known, reached)} - edges
                edges.update(new)
                grown |= bool(new)
        return frozenset(reached[node])

    def _reach(self, node: bytes) -> dict[bytes, set[Edge]]:
        """The things that links lead to from one, each with its own links."""
        reached: dict[bytes, set[Edge]] = {}
        waiting = [node]
        while waiting:
            at = waiting.pop()
            if at not in reached:
                reached[at] = self._links(at)
                waiting += (value for _, value in reached[at])
        return reached

    def _links(self, node: bytes) -> set[Edge]:
        if node.startswith(b'"'):
            return set()
        rules = self._rules
        stated = _edges([*self._asserted.about(node), *self._background.get(node, ())])
        edges = stated | {(over, value) for predicate, value in stated for over in rules.implies.get(predicate, ())}
        return {edge for edge in edges if edge[0] in rules.links}

    def _step(self, edge: Edge, reached: Mapping[bytes, Set[Edge]]) -> Iterator[Edge]:
        """Links that follow from one in one step."""
        predicate, value = edge
        rules = self._rules
        for rest, made in rules.chains.get(predicate, ()):
            ends = {value}
            for link in rest:
                ends = {end for each in ends for known, end in reached.get(each, ()) if known == link}
            for each in {made, *rules.implies.get(made, ())} & rules.links:
                yield from ((each, end) for end in ends)


def _edges(lines: Iterable[bytes]) -> set[Edge]:
    """Triple terms, which OWL knows nothing of, are passed over."""
    terms = map(terms_of, lines)
    return {(predicate, value) for _, predicate, value, _ in terms if not value.startswith(b"<<")}


def _triple(subject: bytes, predicate: bytes, value: bytes) -> bytes:
    return b"%b %b %b" % (subject, predicate, value)


def _is_worth_keeping(subject: bytes, predicate: bytes, value: bytes) -> bool:
    """Leave out what `igmgraph.build.infer.infer` leaves out."""
    if subject.startswith(_LEFT_OUT) or value.startswith(_LEFT_OUT):
        return False
    return subject != value or not predicate.startswith(_BUILTIN)
