"""A query that was begun for a connection: most answers come soon and as a whole, and are sent as they come.

Only for the others (in parts, or an error to be told) is there a task, as there is for everything else.
"""

from collections.abc import Callable
from typing import NamedTuple

from igmgraph.engine.reply import Reply
from igmgraph.web.server.bridge import Headers, Scope
from igmgraph.web.sparql.observation import Observation
from igmgraph.web.sparql.prepared import Prepared

__all__ = ["STARTED", "Pending", "Started"]

#: Where a request's scope has the query that was begun for it.
STARTED = "igmgraph.started"


class Started(NamedTuple):
    """A query that was begun.

    Attributes:
        prepared: what is asked.
        headers: those that its answer has in any case.
        address: of the client.
        reply: the answer as it arrives.
        observation: what operators see of it.
    """

    prepared: Prepared
    headers: Headers
    address: str
    reply: Reply
    observation: Observation


class Pending:
    """What a connection waits for."""

    __slots__ = ("_head", "_rest", "_scope", "_started")

    def __init__(
        self, scope: Scope, head: bytes, started: Started, rest: Callable[[Started], tuple[bytes, bytes]]
    ) -> None:
        """Wait; `head` is that of an answer but for the lines that `rest` tells, with the body, at its end."""
        self._scope, self._head, self._started, self._rest = scope, head, started, rest

    @property
    def scope(self) -> Scope:
        """What was asked, for a task that goes on with it."""
        return {**self._scope, STARTED: self._started}

    def answer(self) -> tuple[bytes, bytes] | None:
        """The whole answer, head (but for its last lines) and body, if that is what has come; else None."""
        if not self._started.reply.is_complete:
            return None
        more, body = self._rest(self._started)
        return self._head + more, body

    def abandon(self) -> None:
        """Nobody waits for it any more."""
        self._started.observation.end(GeneratorExit())
        self._started.reply.close()
