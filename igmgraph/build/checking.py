"""Validation of large data: the compiled shapes run over one portion of a store after another, in bounded memory.

A portion is some resources of a named graph, copied into memory with what they lead to and what inverse paths of the
shapes lead back to: as far as any shape looks.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Set
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from os import cpu_count
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store, Variable
from rdflib import SH, Graph

from igmgraph.build.shapes import Check, compile_shapes
from igmgraph.build.validate import (
    DEFAULT_GRAPH,
    VIOLATION,
    WARNING,
    Report,
    Result,
    messages_of,
    path_of,
    shapes_graph,
    sorted_report,
)
from igmgraph.namespaces import PREFIXES, RDF, RDFS

__all__ = ["MOST", "check_store"]

#: Results after which no more are looked for.
MOST = 1_000
#: Resources of a portion: some hundred thousand statements.
_PORTION = 10_000
_SEVERITIES = {VIOLATION: SH.Violation, WARNING: SH.Warning}
_TYPE, _SUBCLASS = NamedNode(f"{RDF}type"), NamedNode(f"{RDFS}subClassOf")
_DEFAULT = NamedNode(DEFAULT_GRAPH)
#: Whether data are a whole dataset is asked everywhere.
_WHOLE = NamedNode(f"{PREFIXES['void']}Dataset")

_Resource = NamedNode | BlankNode
_Locate = Callable[[object], str | None]


def check_store(
    store: Store, shapes: Iterable[Quad], background: Iterable[Quad], locate: _Locate, severity: str = VIOLATION
) -> Report:
    """Hold the data in a store against shapes, as `igmgraph.build.validate.validate` does, but for one severity only.

    No more than some `MOST` results are looked for.

    Raises:
        IgmError: a shape uses what is not compiled.
    """
    rules = shapes_graph(shapes)
    checks = compile_shapes(rules, _classes_below(store, background), _SEVERITIES[severity])
    checking = _Checking(store, rules, checks, severity, locate)
    results: list[Result] = []
    for found in _side_by_side(checking.run, _portions(store)):
        results += found
        if len(results) >= MOST:
            break
    return sorted_report(results)


@dataclass(frozen=True, slots=True)
class _Checking:
    store: Store
    rules: Graph
    checks: list[Check]
    severity: str
    locate: _Locate

    def run(self, portion: Set[_Resource]) -> list[Result]:
        """Check the resources of a portion, and those that they lead to and nothing describes."""
        copy = self._copy(portion)
        found: list[Result] = []
        for check in self.checks:
            for focus in dict.fromkeys(row["this"] for row in _rows(copy, check.breaking)):
                if focus in portion or not any(self.store.quads_for_pattern(focus, None, None)):
                    found += self._reasons(copy, check, focus)
                if len(found) >= MOST:
                    return found
        return found

    def _copy(self, portion: Set[_Resource]) -> Store:
        quads = [quad for each in portion for quad in self.store.quads_for_pattern(each, None, None)]
        objects = {quad.object for quad in quads if isinstance(quad.object, _Resource)}
        copy = Store()
        copy.bulk_extend(map(_in_a_graph, quads))
        copy.bulk_extend(self.store.quads_for_pattern(None, _TYPE, _WHOLE))
        for each in objects - portion:
            copy.extend(self.store.quads_for_pattern(each, None, None))
        for predicate in {NamedNode(str(path)) for path in self.rules.objects(None, SH.inversePath)}:
            for each in portion:
                copy.extend(islice(self.store.quads_for_pattern(None, predicate, each), MOST))
        return copy

    def _reasons(self, copy: Store, check: Check, focus: _Resource) -> Iterator[Result]:
        file = next((file for node in self._near(focus) if (file := self.locate(node))), None)
        for shape, pattern in check.reasons:
            for row in _rows(copy, f"SELECT DISTINCT ?this ?value {{ {pattern} }}", {Variable("this"): focus}):
                value = None if row["value"] is None else _name(row["value"])
                messages = messages_of(self.rules, shape)
                path = path_of(self.rules, shape)
                yield Result(self.severity, str(shape), _name(focus), path, value, messages, file)

    def _near(self, focus: _Resource) -> Iterator[object]:
        """What describes a resource, else what points to it."""
        yield focus
        pointing = islice(self.store.quads_for_pattern(None, None, focus), MOST)
        yield from sorted((quad.subject for quad in pointing), key=str)


def _in_a_graph(quad: Quad) -> Quad:
    """What is in the default graph in a graph of its own, so that the graphs that state something can be counted."""
    if isinstance(quad.graph_name, DefaultGraph):
        return Quad(quad.subject, quad.predicate, quad.object, _DEFAULT)
    return quad


def _portions(store: Store) -> Iterator[set[_Resource]]:
    """Every subject, those of a graph together."""
    portion: set[_Resource] = set()
    for graph in (*store.named_graphs(), DefaultGraph()):
        for quad in store.quads_for_pattern(None, None, None, graph):
            if not isinstance(quad.subject, _Resource):
                continue
            if len(portion) >= _PORTION and quad.subject not in portion:
                yield portion
                portion = set()
            portion.add(quad.subject)
    if portion:
        yield portion


def _side_by_side(
    work: Callable[[Set[_Resource]], list[Result]], portions: Iterable[Set[_Resource]]
) -> Iterator[list[Result]]:
    """Work on as many portions at a time as there are processors: the engine works without Python's lock."""
    processors = cpu_count() or 1
    waiting: deque[Future[list[Result]]] = deque()
    with ThreadPoolExecutor(processors) as pool:
        for portion in portions:
            waiting.append(pool.submit(work, portion))
            if len(waiting) > processors:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _rows(store: Store, query: str, bound: dict[Variable, Any] | None = None) -> QuerySolutions:
    found = store.query(query, use_default_graph_as_union=True, substitutions=bound)
    if not isinstance(found, QuerySolutions):
        raise TypeError("a check is a SELECT")
    return found


def _classes_below(store: Store, background: Iterable[Quad]) -> dict[str, set[str]]:
    """Each class that has others below it, with all of them and itself."""
    direct: defaultdict[str, set[str]] = defaultdict(set)
    for quad in (*store.quads_for_pattern(None, _SUBCLASS, None), *background):
        if quad.predicate == _SUBCLASS and isinstance(quad.object, NamedNode):
            direct[quad.object.value].add(_name(quad.subject))
    found: dict[str, set[str]] = {}
    for class_ in list(direct):
        reached, waiting = {class_}, [class_]
        while waiting:
            new = direct.get(waiting.pop(), set()) - reached
            reached |= new
            waiting += new
        found[class_] = {each for each in reached if not each.startswith("_:")}
    return found


def _name(term: object) -> str:
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    return term.value if isinstance(term, NamedNode | Literal) else str(term)
