"""The fast path of requests that are known by their bytes: what is kept is sent at once, queries are begun at once."""

from collections.abc import Callable, Hashable, Iterable

from igmgraph.settings import Settings
from igmgraph.web.monitoring.metrics import Metrics
from igmgraph.web.server.bridge import Scope
from igmgraph.web.server.cache import Cache
from igmgraph.web.server.evaluation import Evaluator
from igmgraph.web.server.fingerprint import rest_of
from igmgraph.web.server.known import SPARQL, Known, KnownRequests
from igmgraph.web.server.pending import Pending, Started
from igmgraph.web.server.recognition import FINGERPRINT, Recognition
from igmgraph.web.server.refusal import refusal
from igmgraph.web.server.similar import question_in_form
from igmgraph.web.server.wire import STATUS_LINES, lines_of
from igmgraph.web.snapshots.state import State
from igmgraph.web.sparql.fair_use import address_of
from igmgraph.web.sparql.prepared import Prepared

__all__ = ["FastPath"]


class FastPath:
    """What a connection asks before it has a task made for a request."""

    def __init__(
        self, requests: KnownRequests, cache: Cache, evaluator: Evaluator, metrics: Metrics, settings: Settings
    ) -> None:
        self._requests, self._cache, self._evaluator, self._metrics = requests, cache, evaluator, metrics
        self._trusted = settings.trusted_proxies
        self._shared, self._lines = list[tuple[bytes, bytes]](), b""
        self.recognition = Recognition()
        #: What is known of a request with these bytes, None for nothing.
        self.recognise = self.recognition.recognise

    def answer(self, scope: Scope, address: str, arrived: Callable[[], None]) -> tuple[bytes, bytes] | Pending | None:
        """The answer to a request, if it is kept: the head, but for its last lines, and the body.

        Or a query that was begun, if the request is known to be one; `arrived` is called when its answer has begun.
        """
        state, (key, tags) = self._requests.follow(), scope[FINGERPRINT]
        known = self._requests.find(key) or self._read(scope, key, tags, state)
        if known is None:
            return None
        if tags and known.has(tags):
            self._metrics.count_known(known.route, "GET", 304)
            return STATUS_LINES[304] + lines_of(known.headers_without_body()), b""
        if known.prepared is not None:
            return self._answer_query(known, known.prepared, scope, address, arrived)
        kept = self._cache.get(key)
        if kept is None:
            return None
        self._metrics.count_known(known.route, "GET", 200)
        return known.head, kept.body

    def _read(self, scope: Scope, key: tuple[Hashable, ...], tags: bytes, state: State) -> Known | None:
        """What is known of a query from its like."""
        if self._requests.starter is None or tags:
            return None
        known = self._requests.read(question_in_form(scope["query_string"], rest_of(key)), state)
        if known is not None:
            self._requests.put(key, known)
        return known

    def _answer_query(
        self, known: Known, prepared: Prepared, scope: Scope, address: str, arrived: Callable[[], None]
    ) -> tuple[bytes, bytes] | Pending | None:
        if self._requests.engine is None:
            return None
        seen, kept = address_of(scope["headers"], address, self._trusted), self._evaluator.recall(prepared)
        if kept is not None:
            more = self._evaluator.repeat(kept, prepared, seen)
            self._metrics.count_known(SPARQL, "GET", 200)
            return known.head + lines_of(more), kept.body
        if self._requests.starter is None or scope[FINGERPRINT][1]:
            return None
        started = self._evaluator.start(self._requests.starter, prepared, known.headers, seen)
        if started is None:
            return None
        started.reply.notify(arrived)
        return Pending(scope, known.head, started, self._finish)

    def lines(self, shared: list[tuple[bytes, bytes]]) -> bytes:
        """Lines of the headers that all answers of a second have: the server makes another list then."""
        if shared is not self._shared:
            self._shared, self._lines = shared, lines_of(shared)
        return self._lines

    def refuse(self, status: int, headers: Iterable[tuple[bytes, bytes]], of_head: bool) -> bytes:
        """What is told of what is no request, which is counted as all answers are."""
        self._metrics.count_known("none", "other", status)
        return refusal(status, headers, of_head)

    def _finish(self, started: Started) -> tuple[bytes, bytes]:
        more, body = self._evaluator.finish(started)
        self._metrics.count_known(SPARQL, "GET", 200)
        return lines_of(more), body
