"""Validation of large data: the compiled shapes run over one portion after another, in bounded memory.

A portion is some resources, copied into memory with what they lead to and what inverse paths of the shapes lead back
to: as far as any shape looks. All of it is read from sorted quads.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from os import cpu_count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    RdfFormat,
    Store,
    Variable,
    parse,
)
from rdflib import SH, Graph

from igmgraph.build.shapes import Check, compile_shapes
from igmgraph.build.surroundings import Surroundings, look_around
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
from igmgraph.rdf.nquads import terms_of
from igmgraph.rdf.sorting import SortedFiles, beside

__all__ = ["MOST", "check_sorted"]

#: Results after which no more are looked for.
MOST = 1_000
#: Resources of a portion: some ten thousand statements.
_PORTION = 5_000
_SEVERITIES = {VIOLATION: SH.Violation, WARNING: SH.Warning}
_DEFAULT = NamedNode(DEFAULT_GRAPH)

_Resource = NamedNode | BlankNode
_Locate = Callable[[object], str | None]
#: Resources, as N-Quads write them, each with its lines and those that inverse paths follow back from it.
_Portion = Mapping[bytes, list[bytes]]


def check_sorted(
    statements: SortedFiles,
    shapes: Iterable[Quad],
    background: Iterable[Quad],
    locate: _Locate,
    severity: str = VIOLATION,
) -> Report:
    """Hold sorted quads against shapes, as `igmgraph.build.validate.validate` does, but for one severity only.

    No more than some `MOST` results are looked for.

    Raises:
        IgmError: a shape uses what is not compiled, or there is no room on the disk beside the quads.
    """
    rules = shapes_graph(shapes)
    inverse = {NamedNode(str(path)) for path in rules.objects(None, SH.inversePath)}
    results: list[Result] = []
    with TemporaryDirectory(dir=statements.paths[0].parent) as folder:
        around = look_around(statements, background, inverse, Path(folder, "turned"))
        checks = compile_shapes(rules, around.below, _SEVERITIES[severity])
        checking = _Checking(statements, around, rules, checks, severity, locate)
        for found in _side_by_side(checking.run, _portions(statements, around.turned)):
            results += found
            if len(results) >= MOST:
                break
    return sorted_report(results)


@dataclass(frozen=True, slots=True)
class _Checking:
    statements: SortedFiles
    around: Surroundings
    rules: Graph
    checks: list[Check]
    severity: str
    locate: _Locate

    def run(self, portion: _Portion) -> list[Result]:
        """Check the resources of a portion, and those that they lead to and nothing describes."""
        copy = self._copy(portion)
        found: list[Result] = []
        for check in self.checks:
            for focus in dict.fromkeys(row["this"] for row in _rows(copy, check.breaking)):
                term = str(focus).encode()
                if term in portion or not self.statements.about(term):
                    found += self._reasons(copy, check, focus)
                if len(found) >= MOST:
                    return found
        return found

    def _copy(self, portion: _Portion) -> Store:
        lines = [line for some in portion.values() for line in some]
        objects = {terms_of(line)[2] for line in lines}
        beyond = (each for each in objects - portion.keys() if each.startswith((b"<", b"_:")))
        lines += (line for each in beyond for line in self.statements.about(each))
        return _store_of([*lines, *self.around.datasets])

    def _reasons(self, copy: Store, check: Check, focus: _Resource) -> Iterator[Result]:
        file = next((file for node in _near(copy, focus) if (file := self.locate(node))), None)
        for shape, pattern in check.reasons:
            for row in _rows(copy, f"SELECT DISTINCT ?this ?value {{ {pattern} }}", {Variable("this"): focus}):
                value = None if row["value"] is None else _name(row["value"])
                messages = messages_of(self.rules, shape)
                path = path_of(self.rules, shape)
                yield Result(self.severity, str(shape), _name(focus), path, value, messages, file)


def _near(copy: Store, focus: _Resource) -> Iterator[object]:
    """What describes a resource, else what points to it."""
    yield focus
    pointing = islice(copy.quads_for_pattern(None, None, focus), MOST)
    yield from sorted((quad.subject for quad in pointing), key=str)


def _store_of(lines: Iterable[bytes]) -> Store:
    """A store in memory; blank nodes keep their labels, which they do not when the engine reads lines by itself."""
    plain: list[bytes] = []
    blank: list[bytes] = []
    for line in lines:
        (blank if b"_:" in line else plain).append(line)
    store = Store()
    store.load(b"".join(plain), RdfFormat.N_QUADS, lenient=True)
    store.extend(parse(input=b"".join(blank), format=RdfFormat.N_QUADS))
    # What is in the default graph gets a graph of its own, so that the graphs that state something can be counted.
    for quad in list(store.quads_for_pattern(None, None, None, DefaultGraph())):
        store.remove(quad)
        store.add(Quad(quad.subject, quad.predicate, quad.object, _DEFAULT))
    return store


def _portions(statements: SortedFiles, turned: Path) -> Iterator[dict[bytes, list[bytes]]]:
    """Every resource."""
    portion: dict[bytes, list[bytes]] = {}
    for subject, lines, pointing in beside(statements, SortedFiles(turned)):
        # Of a turned line all but the first term is the line itself.
        portion[subject] = [*lines, *(line.partition(b" ")[2] for line in islice(pointing, MOST))]
        if len(portion) >= _PORTION:
            yield portion
            portion = {}
    if portion:
        yield portion


def _side_by_side(work: Callable[[_Portion], list[Result]], portions: Iterable[_Portion]) -> Iterator[list[Result]]:
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


def _name(term: object) -> str:
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    return term.value if isinstance(term, NamedNode | Literal) else str(term)
