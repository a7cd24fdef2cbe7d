"""What came out of a query, in one form for equal outcomes, and what it differs in from another.

Rows of a query without ORDER BY have no order, and so are sorted; the labels of blank nodes mean nothing, and so are
those of RDFC-1.0. Terms are written as in N-Triples, rows as in TSV.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from igmgraph.engine.values import QueryForm

__all__ = ["Difference", "Outcome", "answer_type", "compare", "read_outcome"]

#: Takes N-Quads to canonical N-Quads.
Canonicalize = Callable[[bytes], bytes]

_ROW = "urn:igmgraph:row:"
_PLACE, _TIMES = NamedNode(f"{_ROW}place"), NamedNode(f"{_ROW}times")


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome in its canonical form.

    Attributes:
        head: first line: `ASK`, `GRAPH`, or the variables of a SELECT.
        lines: a boolean, triples, or rows, without ends of lines.
        ordered: whether the order of rows means something.
    """

    head: bytes
    lines: tuple[bytes, ...]
    ordered: bool = False

    def content(self) -> bytes:
        """The whole text, from which the hash is."""
        kind = b"ordered" if self.ordered else b"unordered"
        return b"".join(line + b"\n" for line in (self.head + b"\t" + kind, *self.lines))

    @classmethod
    def from_content(cls, content: bytes) -> "Outcome":
        """Read what `content` wrote."""
        first, *lines = content.split(b"\n")[:-1]
        head, _, kind = first.rpartition(b"\t")
        return cls(head, tuple(lines), kind == b"ordered")

    @property
    def sha256(self) -> str:
        """Hash of the text, in hexadecimal."""
        return hashlib.sha256(self.content()).hexdigest()


@dataclass(frozen=True, slots=True)
class Difference:
    """How a later outcome differs from an earlier one; nothing in it when only the order does."""

    added: Sequence[bytes]
    removed: Sequence[bytes]


def answer_type(form: QueryForm) -> str:
    """Media type of the answer that `read_outcome` reads."""
    return "application/n-triples" if form.gives_graph else "application/sparql-results+json"


def read_outcome(form: QueryForm, answer: bytes, *, ordered: bool, canonicalize: Canonicalize) -> Outcome:
    """Bring an answer into its canonical form; `canonicalize` is called when there are blank nodes."""
    if form.gives_graph:
        return Outcome(b"GRAPH", tuple(_graph(answer, canonicalize)))
    results = parse_query_results(answer, format=QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return Outcome(b"ASK", (b"true" if results else b"false",))
    if not isinstance(results, QuerySolutions):
        raise TypeError("a graph where rows were expected")
    names = [variable.value for variable in results.variables]
    rows = [tuple(row[name] for name in names) for row in results]
    head = b"\t".join(f"?{name}".encode() for name in names)
    if any(_is_blank(term) for row in rows for term in row):
        return Outcome(head, tuple(_relabelled(rows, canonicalize, ordered=ordered)), ordered)
    lines = [_line(row) for row in rows]
    return Outcome(head, tuple(lines if ordered else sorted(lines)), ordered)


def compare(earlier: Outcome, later: Outcome) -> Difference:
    """Which rows, however often, one has and the other has not."""
    old, new = Counter(earlier.lines), Counter(later.lines)
    if earlier.head != later.head:
        return Difference(sorted(new.elements()), sorted(old.elements()))
    return Difference(sorted((new - old).elements()), sorted((old - new).elements()))


def _graph(triples: bytes, canonicalize: Canonicalize) -> list[bytes]:
    quads = set(parse(input=triples, format=RdfFormat.N_TRIPLES))
    plain = serialize(sorted(quads, key=str), format=RdfFormat.N_QUADS) or b""
    blank = any(_is_blank(quad.triple) for quad in quads)
    return sorted((canonicalize(plain) if blank else plain).split(b"\n")[:-1])


def _line(row: Iterable[Any]) -> bytes:
    return b"\t".join(str(term).encode() if term is not None else b"" for term in row)


def _is_blank(term: Any) -> bool:
    if isinstance(term, Triple):
        return _is_blank(term.subject) or _is_blank(term.object)
    return isinstance(term, BlankNode)


def _relabelled(rows: list[tuple[Any, ...]], canonicalize: Canonicalize, *, ordered: bool) -> list[bytes]:
    """Rows with canonical labels: each row is a node of a graph, whose properties are the columns."""
    quads: list[Quad] = []
    for number, (row, times) in enumerate(zip(rows, [1] * len(rows), strict=True) if ordered else _counted(rows)):
        node = BlankNode()
        quads.append(Quad(node, _PLACE if ordered else _TIMES, Literal(number if ordered else times)))
        quads += [Quad(node, NamedNode(f"{_ROW}{at}"), term) for at, term in enumerate(row) if term is not None]
    content = canonicalize(serialize(quads, format=RdfFormat.N_QUADS) or b"")
    found = sorted(parse(input=content, format=RdfFormat.N_QUADS), key=lambda quad: str(quad.subject))
    width = len(rows[0])
    read = [_read_row(list(group), width) for _, group in groupby(found, key=lambda quad: quad.subject)]
    if ordered:
        return [line for _, line in sorted(read)]
    return sorted(line for times, line in read for _ in range(times))


def _counted(rows: Iterable[tuple[Any, ...]]) -> list[tuple[tuple[Any, ...], int]]:
    return list(Counter(rows).items())


def _read_row(quads: Sequence[Quad], width: int) -> tuple[int, bytes]:
    """Place or number of a row, and its line."""
    values = {quad.predicate: quad.object for quad in quads}
    number = values.get(_PLACE) or values[_TIMES]
    row = [values.get(NamedNode(f"{_ROW}{at}")) for at in range(width)]
    return int(number.value), _line(row)  # type: ignore[union-attr]
