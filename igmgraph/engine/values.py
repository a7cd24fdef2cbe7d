"""What is asked of an engine and what it tells, as values: a query, how its answer is wanted, terms, and cuts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

__all__ = ["Asker", "ClientQuery", "Cut", "QueryForm", "Solution", "Term", "Wanted"]

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


class Cut(Enum):
    """Which ceiling ended an answer before its end."""

    ROWS = "rows"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class ClientQuery:
    """A query as a client sent it (SPARQL 1.1 Protocol, section 2.1).

    `default_graphs` and `named_graphs` are the protocol's dataset; when either is given it overrides
    FROM and FROM NAMED in the text.
    """

    text: str
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()

    @property
    def length(self) -> int:
        """Characters of all of it."""
        return len(self.text) + sum(map(len, self.default_graphs)) + sum(map(len, self.named_graphs))


@dataclass(slots=True)
class Asker:
    """Who has a query evaluated.

    Attributes:
        client: as far as clients are told apart.
        begun: when a worker began with the query, by time.monotonic(); None as long as it waits for one.
    """

    client: str = ""
    begun: float | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """How an answer is wanted.

    Attributes:
        media_type: one of `igmgraph.engine.answer.results.formats_of` the query's form.
        coding: `zstd`, `br` or `gzip` (RFC 9110, section 8.4.1) for an answer that is worth it, "" for none.
        timeout: seconds that the query may take, for a client that wants less than the service gives.
        max_bytes: size of the answer before coding, likewise.
    """

    media_type: str
    coding: str = ""
    timeout: float | None = None
    max_bytes: int | None = None
