"""What every engine offers, whether the store is on this machine or behind a remote endpoint."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from igmgraph.engine.query.admitted import Admission
from igmgraph.engine.reply import Reply
from igmgraph.engine.values import Asker, ClientQuery, Cut, Solution, Wanted

__all__ = ["Answer", "AsyncEngine", "Engine", "Load", "StartingEngine", "WholeAnswer"]


class Answer(Protocol):
    """An answer on its way, in parts of some 96 KiB; to be closed when it is not read to its end.

    Attributes:
        coding: the coding that the parts have.
        whole: whether the query has ended: then `rows` and `cut` are true before the first part is read, else only
            after the last one.
        rows: rows or triples, where their number is known.
        cut: the ceiling that ended the answer early, None for a complete answer.
    """

    @property
    def coding(self) -> str: ...  # noqa: D102

    @property
    def whole(self) -> bool: ...  # noqa: D102

    @property
    def rows(self) -> int | None: ...  # noqa: D102

    @property
    def cut(self) -> Cut | None: ...  # noqa: D102

    def __iter__(self) -> Iterator[bytes]:
        """Read the parts; raises the errors of `Engine.answer` when the query is stopped on the way."""

    def close(self) -> None:
        """Give the rest up, and the worker that makes it."""


@dataclass(slots=True)
class WholeAnswer:
    """An answer that is all there."""

    content: bytes
    rows: int | None = None
    cut: Cut | None = None
    coding: str = ""
    whole: bool = True

    def __iter__(self) -> Iterator[bytes]:
        """The one part."""
        yield self.content

    def close(self) -> None:
        """Nothing is on its way."""


@dataclass(frozen=True, slots=True)
class Load:
    """How busy an engine is: queries that have a worker, queries that wait for one, and workers."""

    running: int
    waiting: int
    workers: int


class Engine(Protocol):
    """Runs SPARQL. Safe to share between threads."""

    @property
    def snapshot_id(self) -> str:
        """Identifies the data that answers are about; changes whenever they change."""

    @property
    def snapshot_path(self) -> Path | None:
        """Folder of the snapshot that answers are about; None for data on another machine."""

    @property
    def graphs(self) -> Sequence[str]:
        """IRIs of the named graphs that queries find when they choose none, sorted."""

    @property
    def load(self) -> Load:
        """How busy it is now."""

    def check(self) -> None:
        """Tell whether queries can be answered now.

        Raises:
            Unavailable: none can, as far as is known without asking.
        """

    def admit(self, query: ClientQuery) -> Admission:
        """Tell what a scan of a client's query finds out, without parsing or running it.

        Raises:
            QueryTooLong: the text is longer than the service reads.
            QueryRefused: the text is an update, nests too deeply, has too long a chain or too many graphs, calls a
                function that is not there, or a SERVICE that is not allowed.
        """

    def answer(self, query: ClientQuery, wanted: Wanted, asker: Asker | None = None) -> Answer:
        """Evaluate a client's query under deadline, memory limit and result ceilings; returns with its first part.

        Where queries wait, no client keeps the others out; `asker` is told when evaluation begins.

        Raises:
            QuerySyntaxError: the text does not parse.
            QueryRefused: it cannot be evaluated, or written in this format, for a reason that lies in the query.
            ResultTooLarge: not even its first row fits under the ceiling.
            DeadlineExceeded: evaluation took longer than the deadline.
            MemoryExceeded: evaluation needed more memory or stack than one query may use.
            Unavailable: every worker is busy and the queue is full, a SERVICE does not answer, or the engine behind
                the service does not.
        """

    def solutions(self, query: str) -> list[Solution]:
        """Run one of the service's own SELECT queries, in this thread, over the union of all graphs."""

    def close(self) -> None:
        """End the engine's processes."""


class StartingEngine(Protocol):
    """What an engine may offer besides: queries that are begun at once."""

    def start(self, query: ClientQuery, wanted: Wanted, asker: Asker | None = None) -> Reply:
        """Like `AsyncEngine.open`, but does not wait for the beginning of the answer.

        Raises:
            Unavailable: every worker is busy and the queue is full.
        """


class AsyncEngine(Protocol):
    """What an engine may offer besides: queries that are awaited in an event loop; others are asked in threads."""

    async def open(self, query: ClientQuery, wanted: Wanted, asker: Asker | None = None) -> Reply:
        """Like `answer`; a caller that is cancelled gives the query up."""
