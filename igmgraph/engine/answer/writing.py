"""An answer as the engine writes it: whole rows, up to the ceilings, and marked where it is cut."""

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import IO, Any, cast

from pyoxigraph import QueryBoolean, QuerySolutions, RdfFormat, Triple, serialize

from igmgraph.engine.answer.boundaries import Boundary, boundary_of
from igmgraph.engine.answer.counting import Counter, counter_of
from igmgraph.engine.answer.csv_rows import ShiftedColumns, check_columns, write_csv
from igmgraph.engine.answer.marks import close_graph, close_rows
from igmgraph.engine.answer.outlet import Outlet
from igmgraph.engine.answer.results import GRAPH_FORMATS, RESULT_FORMATS
from igmgraph.engine.channel import Ending
from igmgraph.engine.values import Cut
from igmgraph.errors import QueryRefused, ResultTooLarge
from igmgraph.namespaces import PREFIXES
from igmgraph.rdf.xml_names import Nameless, with_names
from igmgraph.rdf.xml_text import is_xml

__all__ = ["Ceilings", "write_answer"]

#: An answer up to this size, in bytes, is sent as one piece, with everything known of it.
_ONE_PIECE = 128 * 1024
_LARGE = 96 * 1024
#: Triples between two looks at how much was written, and bytes below the ceiling from where on it is looked at each.
_BATCH, _NEAR = 64, 256 * 1024
_WITHOUT_PREFIXES = (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)


@dataclass(frozen=True, slots=True)
class Ceilings:
    """What an answer may have.

    Attributes:
        rows: rows or triples.
        size: bytes before coding.
        more: tells of a SELECT answer that may have reached its rows whether there are others.
        counted: whether the query asks for any number of rows, so that the answer ends soon after its last one.
        left_out: tells of a graph whether triples were left out of it before they came here.
        weighed: whether the terms of a graph may be of any size, so that each triple is weighed before it is written.
        again: asks a SELECT query once more.
    """

    rows: int
    size: int
    more: Callable[[], bool]
    counted: bool = False
    left_out: Callable[[], bool] = lambda: False
    weighed: bool = True
    again: Callable[[], QuerySolutions] | None = None


class _Full(Exception):
    """A ceiling is reached."""


class _Sink:
    """What the engine's writer writes to; `splits` finds where a part can end, `counts` how many rows it has.

    `check` looks at each part before it is sent.
    """

    check: Callable[[bytes, int], None] = staticmethod(lambda _, __: None)

    def __init__(
        self, outlet: Outlet, splits: Boundary, size: int, counts: Counter = lambda _, __: 0, rows: int = sys.maxsize
    ) -> None:
        self._outlet, self._split, self._most, self._count, self._most_rows = outlet, splits, size, counts, rows
        self._held: list[bytes] = []
        self._size, self._enough = 0, _ONE_PIECE
        self.rows = 0

    def write(self, part: bytes) -> int:
        """Take a piece; raises _Full when no more fits."""
        self._held.append(part)
        self._size += len(part)
        if self._size >= self._enough:
            self._pass_on()
        return len(part)

    def flush(self) -> None:
        """The writer has ended."""

    def _pass_on(self) -> None:
        data = b"".join(self._held)
        room = self._most - self._outlet.size
        if len(data) > room:
            self._held = [data]
            raise _Full
        end = self._split(data, len(data))
        if end:
            self.check(data, end)
            self._outlet.put(memoryview(data)[:end])
            self.rows += self._count(data, end)
        if self.rows > self._most_rows:
            self._held = []
            raise _Full
        self._held, self._size = [data[end:]], len(data) - end
        self._enough = max(_LARGE, 2 * self._size)

    def rest(self) -> tuple[bytes, bool]:
        """What was not sent, up to the last row that fits; and whether there was more.

        Raises:
            ResultTooLarge: not even the first row fits.
        """
        data = b"".join(self._held)
        room = self._most - self._outlet.size
        fits = len(data) <= room
        if not fits:
            data = data[: self._split(data, room)]
        if not fits and not data and not self._outlet.begun:
            raise self.too_large
        self.check(data, len(data))
        return data, not fits

    def forget(self) -> None:
        """Take nothing of what was not sent, and check no more."""
        self._held, self._size, self.check = [], 0, lambda _, __: None

    @property
    def too_large(self) -> ResultTooLarge:
        """What is told when not even the first row fits."""
        return ResultTooLarge("the first row is larger than {most} bytes", most=self._most)

    @property
    def written(self) -> int:
        """Bytes that the writer has written."""
        return self._outlet.size + self._size


def write_answer(results: Any, outlet: Outlet, media_type: str, ceilings: Ceilings) -> None:
    """Serialise what `Store.query` returned, or triples; a SELECT query itself asks for at most `ceilings.rows` rows.

    Raises:
        ResultTooLarge: not even the first row fits.
        QueryRefused: the format has no way to write a triple of the answer.
    """
    if isinstance(results, QuerySolutions):
        _write_rows(results, outlet, media_type, ceilings)
    elif isinstance(results, QueryBoolean):
        outlet.end(results.serialize(format=RESULT_FORMATS[media_type]) or b"", Ending())
    else:
        _write_graph(results, outlet, media_type, ceilings)


def _write_rows(results: QuerySolutions, outlet: Outlet, media_type: str, ceilings: Ceilings) -> None:
    count, besides = counter_of(media_type)
    most = ceilings.rows + besides if ceilings.counted else sys.maxsize
    sink = _Sink(outlet, boundary_of(media_type), ceilings.size, count, most)
    if ceilings.again and media_type == "text/csv":
        sink.check = partial(check_columns, columns=len(results.variables))
    try:
        with suppress(_Full):
            results.serialize(cast("IO[bytes]", sink), format=RESULT_FORMATS[media_type])
        tail, left_off = sink.rest()
    except ShiftedColumns:
        sink.forget()
        with suppress(_Full):
            write_csv(cast("Any", ceilings).again(), sink, sink.rows)
        tail, left_off = sink.rest()
    rows = sink.rows + count(tail, len(tail)) - besides
    if left_off and not rows:
        # What fits are the names of variables.
        raise sink.too_large
    cut = Cut.BYTES if left_off else None
    if cut is None and (rows > ceilings.rows if ceilings.counted else rows >= ceilings.rows and ceilings.more()):
        cut = Cut.ROWS
    if cut:
        tail = close_rows(tail, media_type, cut, ceilings.size if cut is Cut.BYTES else ceilings.rows)
    outlet.end(tail, Ending(rows, cut))


class _Fitting:
    """The triples of a graph for which there is room, and afterwards how many those were and what ended them.

    The writer must end what it began: it gets no more triples once there is no room, and may then go over the ceiling
    by what it holds, 8 KiB.
    """

    def __init__(self, triples: Iterator[Triple], sink: _Sink, ceilings: Ceilings) -> None:
        self._triples, self._sink, self._ceilings = triples, sink, ceilings
        self.count, self.cut = 0, cast("Cut | None", None)

    def __iter__(self) -> Iterator[Triple]:
        """Give them, once."""
        return chain.from_iterable(self._batches())

    def _batches(self) -> Iterator[list[Triple]]:
        while batch := list(islice(self._triples, self._step())):
            room = self._ceilings.size - self._sink.written
            if self.count >= self._ceilings.rows:
                self.cut = Cut.ROWS
                return
            if room <= 0 or (self._ceilings.weighed and len(str(batch[0])) > room):
                self.cut = Cut.BYTES
                return
            self.count += len(batch)
            yield batch

    def _step(self) -> int:
        """How many triples may be written until it is looked at again how much that was."""
        far = not self._ceilings.weighed and self._sink.written + _NEAR < self._ceilings.size
        return max(1, min(_BATCH if far else 1, self._ceilings.rows - self.count))


def _write_graph(results: Iterator[Triple], outlet: Outlet, media_type: str, ceilings: Ceilings) -> None:
    # In XML a part may end behind a tag, else anywhere.
    sink = _Sink(outlet, _behind_tag if is_xml(media_type) else lambda _, stop: stop, sys.maxsize)
    fitting = _Fitting(results, sink, ceilings)
    _serialize(with_names(fitting) if is_xml(media_type) else iter(fitting), sink, media_type)
    cut = fitting.cut
    if cut is Cut.BYTES and not fitting.count:
        raise ResultTooLarge("the first triple is larger than {most} bytes", most=ceilings.size)
    tail, _ = sink.rest()
    if cut is None and ceilings.left_out():
        cut = Cut.ROWS
    if cut:
        tail = close_graph(tail, media_type, cut, ceilings.size if cut is Cut.BYTES else ceilings.rows)
    outlet.end(tail, Ending(fitting.count, cut))


def _behind_tag(data: bytes, stop: int) -> int:
    return data.rfind(b">", 0, stop) + 1


def _serialize(triples: Iterator[Triple], output: Any, media_type: str) -> None:
    syntax = GRAPH_FORMATS[media_type]
    # The engine looks at each of them before it finds that a syntax has none, which takes a third of a short answer.
    prefixes = {} if syntax in _WITHOUT_PREFIXES else dict(PREFIXES)
    try:
        serialize(triples, output, format=syntax, prefixes=prefixes)
    except Nameless as error:
        raise QueryRefused(
            "the answer cannot be written in this format: {iri} is no name of an element in XML", iri=str(error)[:200]
        ) from error
    except OSError as error:
        if str(error).startswith(("RDF/XML", "JSON-LD")):
            raise QueryRefused("the answer cannot be written in this format: {reason}", reason=str(error)) from error
        raise
