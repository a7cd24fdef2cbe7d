"""What is known of requests that came before, as long as one snapshot is served."""

from collections.abc import Hashable
from typing import cast

from cachetools import FIFOCache

from igmgraph.engine.base import AsyncEngine, StartingEngine
from igmgraph.web.server.bridge import Headers
from igmgraph.web.server.cache import Cache
from igmgraph.web.server.similar import Question, SimilarQueries
from igmgraph.web.server.wire import STATUS_LINES, lines_of
from igmgraph.web.snapshots.state import Serving, State
from igmgraph.web.sparql.prepared import Prepared

__all__ = ["SPARQL", "Known", "KnownRequests"]

#: Path of queries.
SPARQL = "/sparql"

_MOST = 5_000
#: Headers that an answer without a body does not have.
_OF_BODY = {b"content-length", b"content-encoding", b"content-type"}


class Known:
    """A request that was answered before: the headers, and the query, or None for a page that is kept as it was."""

    __slots__ = ("_head", "headers", "prepared", "route")

    def __init__(self, headers: Headers, prepared: Prepared | None, route: str, head: bytes = b"") -> None:
        self.headers, self.prepared, self.route = headers, prepared, route
        self._head = head

    @property
    def head(self) -> bytes:
        """The status line and the headers as they are sent."""
        if not self._head:
            self._head = STATUS_LINES[200] + lines_of(self.headers)
        return self._head

    def headers_without_body(self) -> Headers:
        """The headers of an answer that has none."""
        return [each for each in self.headers if each[0] not in _OF_BODY]

    def has(self, tags: bytes) -> bool:
        """Whether a client that has answers with these tags has this one."""
        tag = next((value for name, value in self.headers if name == b"etag"), b"")
        return bool(tag) and tag.removeprefix(b"W/") in tags


class KnownRequests:
    """Forgets all when another snapshot is put in service.

    Attributes:
        engine: what the event loop can ask; `starter` the same, if it begins queries at once.
    """

    def __init__(self, serving: Serving, cache: Cache) -> None:
        self._serving, self._cache = serving, cache
        self._state: State | None = None
        self._known: FIFOCache[Hashable, Known] = FIFOCache(_MOST)
        self._similar = SimilarQueries()
        self.engine: AsyncEngine | None = None
        self.starter: StartingEngine | None = None

    def follow(self) -> State:
        """What is served now."""
        state = self._serving.now
        if state is not self._state:
            self._state = state
            self._known.clear()
            self._cache.clear()
            self._similar.forget()
            self.engine = cast("AsyncEngine", state.engine) if hasattr(state.engine, "open") else None
            self.starter = cast("StartingEngine", state.engine) if hasattr(state.engine, "start") else None
        return state

    def is_about(self, state: State) -> bool:
        """Whether what this state tells is true now; an answer may arrive after another one was put in service."""
        return state is self._state

    def find(self, key: tuple[Hashable, ...] | None) -> Known | None:
        """What is known of a request."""
        return self._known.get(key) if key is not None else None

    def put(self, key: tuple[Hashable, ...], known: Known) -> None:
        """Remember a request."""
        self._known[key] = known

    def forget(self, key: tuple[Hashable, ...]) -> None:
        """Forget a request."""
        del self._known[key]

    def learn(self, question: Question, prepared: Prepared, headers: Headers) -> None:
        """Remember what Flask made of a question, for its like."""
        self._similar.learn(question, prepared, headers)

    def read(self, question: Question | None, state: State) -> Known | None:
        """What is known of a question from its like."""
        read = self._similar.read(question, state) if question is not None else None
        return read and Known(read.headers, read.prepared, SPARQL, read.head)
