"""What every engine offers, whether the store is in this process or behind a remote endpoint."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

__all__ = ["ClientQuery", "Engine", "QueryForm", "Solution", "Term"]

Term = NamedNode | BlankNode | Literal | Triple

#: One row of a SELECT result: variable name (without `?`) to term; an unbound variable is absent.
Solution = Mapping[str, Term]


class QueryForm(Enum):
    """The four forms of a SPARQL query; the form decides which media types an answer can have."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"

    @property
    def gives_graph(self) -> bool:
        """Whether the answer is an RDF graph rather than a result set or a boolean."""
        return self in {QueryForm.CONSTRUCT, QueryForm.DESCRIBE}


@dataclass(frozen=True, slots=True)
class ClientQuery:
    """A query as a client sent it (SPARQL 1.1 Protocol, section 2.1).

    `default_graphs` and `named_graphs` are the protocol's dataset; when either is given it overrides
    FROM and FROM NAMED in the text.
    """

    text: str
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()


class Engine(Protocol):
    """Runs SPARQL. Safe to share between threads."""

    @property
    def snapshot_id(self) -> str:
        """Identifies the data that answers are about; changes whenever they change."""

    @property
    def snapshot_path(self) -> Path | None:
        """Folder of the snapshot that answers are about; None for data on another machine."""

    def form(self, query: ClientQuery) -> QueryForm:
        """Admit a client's query and tell its form, without parsing or running it.

        Raises:
            QueryTooLong: the text is longer than the service reads.
            QueryRefused: the text is an update, nests too deeply, or names a SERVICE.
        """

    def answer(self, query: ClientQuery, media_type: str, max_bytes: int | None = None) -> bytes:
        """Evaluate a client's query under deadline and memory limit; the whole answer in `media_type`.

        `max_bytes` is for a caller that has less room for the answer than the service sends.

        Raises:
            QuerySyntaxError: the text does not parse.
            DeadlineExceeded: evaluation took longer than the deadline.
            MemoryExceeded: evaluation needed more memory or stack than one query may use.
            ResultTooLarge: the answer has more bytes than the service sends.
            Unavailable: every worker is busy and the queue is full.
        """

    def solutions(self, query: str) -> list[Solution]:
        """Run one of the service's own SELECT queries, in this thread, over the union of all graphs."""

    def close(self) -> None:
        """End the engine's processes."""
