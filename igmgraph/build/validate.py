"""SHACL validation (pySHACL): which rules the data break, where, and what to tell the person who wrote them."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import pyoxigraph as ox
import pyshacl
from pyshacl.errors import ReportableRuntimeError
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from igmgraph.errors import IgmError
from igmgraph.languages import DEFAULT, choose
from igmgraph.namespaces import PREFIXES, compact

__all__ = ["DEFAULT_GRAPH", "VIOLATION", "WARNING", "Report", "Result", "validate"]

VIOLATION, WARNING = "violation", "warning"

#: What `house:assertedIn` leads to for a type that is stated in the default graph.
DEFAULT_GRAPH = "urn:x-igm:default-graph"

_ASSERTED_IN = URIRef(f"{PREFIXES['house']}assertedIn")


@dataclass(frozen=True, slots=True)
class Result:
    """One place where the data break a shape.

    Attributes:
        severity: `violation` or `warning`.
        shape: IRI of the shape that is broken.
        focus: IRI of the resource that breaks it, or `_:label` of a blank node.
        path: the property, or the way over several, as a SPARQL property path; None for a rule on the IRI itself.
        value: the value that is wrong; None when one is missing.
        messages: language tag to what the shape says about it.
        file: the file that describes the resource, else one that points to it; None when neither is known.
    """

    severity: str
    shape: str
    focus: str
    path: str | None
    value: str | None
    messages: Mapping[str, str]
    file: str | None

    def line(self, language: str = DEFAULT) -> str:
        """Say it in one line: file, severity, resource, path, value, message and shape."""
        place = f"{self.file}: " if self.file else ""
        focus = self.focus if self.focus.startswith("_:") else f"<{self.focus}>"
        where = f"{focus} {self.path}" if self.path else focus
        value = "" if self.value is None else f' "{self.value}"'
        message, _ = choose(self.messages, language) or ("", "")
        return f"{place}{self.severity}: {where}{value}: {message} ({compact(self.shape)})"


@dataclass(frozen=True, slots=True)
class Report:
    """What a validation found: violations first, then by file, resource and path."""

    results: tuple[Result, ...]

    @property
    def violations(self) -> tuple[Result, ...]:
        """What must be put right."""
        return tuple(result for result in self.results if result.severity == VIOLATION)

    @property
    def warnings(self) -> tuple[Result, ...]:
        """What recommended practice would have otherwise."""
        return tuple(result for result in self.results if result.severity == WARNING)

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings do not count."""
        return not self.violations

    def lines(self, language: str = DEFAULT) -> list[str]:
        """One line for each result."""
        return [result.line(language) for result in self.results]


def validate(
    quads: Iterable[ox.Quad],
    shapes: Iterable[ox.Quad],
    background: Iterable[ox.Quad],
    locate: Callable[[object], str | None],
) -> Report:
    """Hold quads against shapes.

    Args:
        quads: the data; all graphs are looked at together.
        shapes: SHACL shapes, each with an IRI, a severity and messages.
        background: the ontology, of which only the class hierarchy is used.
        locate: gives the file that describes a resource (pyoxigraph term), None if there is none.

    Raises:
        IgmError: the shapes are not usable.
    """
    with _quiet():
        data, rules = _data_graph(quads, background), shapes_graph(shapes)
        try:
            _, found, text = pyshacl.validate(data, shacl_graph=rules, advanced=True, inplace=True)
        except ReportableRuntimeError as error:
            raise IgmError(f"the shapes are not usable: {error}") from error
    if not isinstance(found, Graph):
        raise IgmError(f"the shapes are not usable: {text}")
    return sorted_report(_Reader(data, rules, found, locate).results())


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from logging a traceback for each value that is not of its datatype: the shapes speak of those."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


class _Reader:
    """Reads a validation report, with the shapes and the data that it speaks of."""

    def __init__(self, data: Graph, rules: Graph, found: Graph, locate: Callable[[object], str | None]) -> None:
        self._data, self._rules, self._found, self._locate = data, rules, found, locate

    def results(self) -> Iterator[Result]:
        for result in self._found.objects(None, SH.result):
            (focus,) = self._found.objects(result, SH.focusNode)
            (shape,) = self._found.objects(result, SH.sourceShape)
            value = self._found.value(result, SH.value)
            yield Result(
                severity=WARNING if (result, SH.resultSeverity, SH.Warning) in self._found else VIOLATION,
                shape=str(shape),
                focus=_name(focus),
                path=path_of(self._rules, shape),
                value=None if value is None or value == focus else _name(value),
                messages=messages_of(self._rules, shape),
                file=self._file(focus),
            )

    def _file(self, focus: Node) -> str | None:
        nodes = (focus, *sorted(self._data.subjects(None, focus), key=str))
        return next((file for node in nodes if (file := self._locate(_term(node)))), None)


def messages_of(rules: Graph, shape: Node) -> Mapping[str, str]:
    """What a shape says when it is broken, by language tag."""
    texts = rules.objects(shape, SH.message)
    return {text.language or "": str(text) for text in texts if isinstance(text, Literal)}


def path_of(rules: Graph, shape: Node) -> str | None:
    """The property, or the way over several, that a shape looks at, as a SPARQL property path."""
    return _path(rules, rules.value(shape, SH.path))


def _path(rules: Graph, path: Node | None) -> str | None:
    if path is None:
        return None
    if isinstance(path, URIRef):
        return compact(str(path))
    alternatives = rules.value(path, SH.alternativePath)
    steps = rules.items(alternatives or path)
    return (" | " if alternatives else " / ").join(str(_path(rules, step)) for step in steps)


def sorted_report(results: Iterable[Result]) -> Report:
    """Report results in their order, each once: one value may break a shape in several ways."""
    found = {_sorting_key(result): result for result in results}
    return Report(tuple(result for _, result in sorted(found.items())))


def _sorting_key(result: Result) -> tuple[str, ...]:
    fields = (result.severity, result.file, result.focus, result.path, result.shape, result.value)
    return tuple(field or "" for field in fields)


def shapes_graph(shapes: Iterable[ox.Quad]) -> Graph:
    """Shapes as rdflib reads them."""
    rules = Graph()
    for quad in shapes:
        _add(rules, quad)
    return rules


def _data_graph(quads: Iterable[ox.Quad], background: Iterable[ox.Quad]) -> Graph:
    graph = Graph()
    for quad in quads:
        _add(graph, quad)
        if quad.predicate.value == str(RDF.type) and isinstance(quad.subject, ox.NamedNode):
            name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else DEFAULT_GRAPH
            graph.add((URIRef(quad.subject.value), _ASSERTED_IN, URIRef(name)))
    for quad in background:
        if quad.predicate.value == str(RDFS.subClassOf):
            _add(graph, quad)
    return graph


def _add(graph: Graph, quad: ox.Quad) -> None:
    """Add a quad as it is written; triple terms, which SHACL knows nothing of, are passed over."""
    if not isinstance(quad.subject, ox.Triple) and not isinstance(quad.object, ox.Triple):
        graph.add((_node(quad.subject), URIRef(quad.predicate.value), _node(quad.object)))


def _node(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)


def _term(node: Node) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(str(node)) if isinstance(node, BNode) else ox.NamedNode(str(node))


def _name(node: Node) -> str:
    return f"_:{node}" if isinstance(node, BNode) else str(node)
