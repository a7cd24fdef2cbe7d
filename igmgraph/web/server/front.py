"""The ASGI application: what was answered before is answered at once, queries in the event loop, the rest by Flask."""

from collections.abc import Awaitable, Hashable
from contextlib import suppress
from io import BytesIO
from typing import NamedTuple

from flask import Flask

from igmgraph.engine.base import AsyncEngine
from igmgraph.errors import IgmError
from igmgraph.settings import Settings
from igmgraph.web.monitoring.metrics import Metrics
from igmgraph.web.server.bridge import Bridge, Flasked, Headers, Receive, Scope, Send
from igmgraph.web.server.cache import Cache, Kept
from igmgraph.web.server.evaluation import ClientLeft, Evaluation, Evaluator
from igmgraph.web.server.fingerprint import fingerprint, rest_of
from igmgraph.web.server.heads import FINGERPRINT
from igmgraph.web.server.kin import Question, question_in_form
from igmgraph.web.server.memory import SPARQL, Known, Memory
from igmgraph.web.server.pending import STARTED, Started
from igmgraph.web.server.posted import read_posted
from igmgraph.web.server.short_way import ShortWay
from igmgraph.web.snapshots.state import State
from igmgraph.web.sparql.bodies import HAS_BODY
from igmgraph.web.sparql.deferral import Deferral
from igmgraph.web.sparql.fair_use import address_of
from igmgraph.web.sparql.observation import Observation
from igmgraph.web.sparql.prepared import Prepared

__all__ = ["Front"]

#: Headers that belong to one answer.
_OF_ANSWER = {b"content-length", b"content-encoding", b"ratelimit", b"ratelimit-policy"}
#: Threads beyond those that may read bodies: for pages.
_THREADS = 16


class _Exchange(NamedTuple):
    """A request, whoever waits for its answer, and what it is answered from.

    `engine` is one of this event loop, `question` the query where it could be told from the rest of the request;
    `has_body` tells that the body is there as a whole.
    """

    scope: Scope
    receive: Receive
    send: Send
    state: State
    key: tuple[Hashable, ...] | None
    engine: AsyncEngine | None
    question: Question | None = None
    has_body: bool = False


class Front:
    """Serves one Flask application, while one snapshot after the other is put in service."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._settings = settings
        # A waiting query holds no thread; a body that is on its way does.
        self._bridge = Bridge(app, settings.body_readers + _THREADS)
        self._cache = Cache(settings.result_cache)
        self._metrics: Metrics = app.extensions["igmgraph.metrics"]
        self._evaluator = Evaluator(app.extensions["igmgraph.observer"], self._cache, settings)
        self._memory = Memory(app.extensions["igmgraph"], self._cache)
        #: For connections, before they come here.
        self.short_way = ShortWay(self._memory, self._cache, self._evaluator, self._metrics, settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request from one snapshot, whatever is put in service meanwhile."""
        state, (key, tags) = self._memory.follow(), scope.get(FINGERPRINT) or fingerprint(scope)
        exchange = _Exchange(scope, receive, send, state, key, self._memory.engine)
        known = self._memory.find(key)
        if (started := scope.get(STARTED)) is not None:
            await self._go_on(exchange, started)
        elif known is None or key is None:
            await self._read(exchange, tags)
        else:
            self.short_way.heads.learn(scope, key, tags)
            await self._answer(exchange, known, key, tags)

    async def _answer(self, exchange: _Exchange, known: Known, key: tuple[Hashable, ...], tags: bytes) -> None:
        """Answer a request that came before."""
        if tags and known.has(tags):
            await self._repeat(exchange, known, Flasked(304, known.headers_without_body()))
        elif known.prepared is not None and exchange.engine is not None:
            await self._evaluate(exchange, exchange.engine, known.prepared, known.headers, None)
        elif (kept := self._cache.get(key)) is not None:
            await self._repeat(exchange, known, Flasked(200, known.headers, kept.body))
        else:
            self._memory.forget(key)
            await self._ask_flask(exchange)

    async def _read(self, exchange: _Exchange, tags: bytes) -> None:
        """Answer a request that did not come before; its like may have."""
        scope, question = exchange.scope, None
        if scope["path"] == SPARQL and exchange.engine is not None and not tags:
            if scope["method"] == "POST":
                question, receive, whole = await read_posted(scope, exchange.receive)
                exchange = exchange._replace(receive=receive, question=question, has_body=whole)
            elif exchange.key is not None:
                question = question_in_form(scope["query_string"], rest_of(exchange.key))
                exchange = exchange._replace(question=question)
        # While a body was read, another snapshot may have been put in service.
        known = self._memory.read(question, exchange.state) if self._memory.is_about(exchange.state) else None
        if known is None or known.prepared is None or exchange.engine is None:
            await self._ask_flask(exchange)
            return
        if exchange.key is not None:
            self.short_way.heads.learn_frame(scope, exchange.key)
        self._remember(exchange, known)
        await self._evaluate(exchange, exchange.engine, known.prepared, known.headers, None)

    async def _repeat(self, exchange: _Exchange, known: Known, answer: Flasked) -> None:
        self._metrics.count_known(known.route, exchange.scope["method"], answer.status)
        await self._bridge.send(answer, exchange.send)

    async def _ask_flask(self, exchange: _Exchange) -> None:
        deferral = Deferral(exchange.state.engine)
        more = {
            **exchange.state.environ(),
            **(deferral.environ() if exchange.engine else {}),
            HAS_BODY: exchange.has_body,
        }
        answer = await self._bridge.run(exchange.scope, exchange.receive, more)
        if exchange.engine is None or deferral.prepared is None:
            self._keep_page(exchange, answer)
            await self._bridge.send(answer, exchange.send)
            return
        headers = [each for each in answer.headers if each[0] not in _OF_ANSWER]
        self._remember(exchange, Known(headers, deferral.prepared, answer.route))
        if exchange.question is not None and self._memory.is_about(exchange.state):
            self._memory.learn(exchange.question, deferral.prepared, headers)
        await self._evaluate(exchange, exchange.engine, deferral.prepared, headers, deferral.observation)

    async def _tell(self, exchange: _Exchange, error: IgmError) -> Flasked:
        """Have Flask make an answer of an error; the body of the request was read before, and nobody waits for more."""
        read = {"CONTENT_LENGTH": "0", "wsgi.input": BytesIO()}
        more = {**exchange.state.environ(), **Deferral(None, error).environ(), **read}
        return await self._bridge.run(exchange.scope, exchange.receive, more)

    async def _evaluate(
        self,
        exchange: _Exchange,
        engine: AsyncEngine,
        prepared: Prepared,
        headers: Headers,
        observation: Observation | None,
    ) -> None:
        address, _ = exchange.scope.get("client") or ("", 0)
        address = address_of(exchange.scope["headers"], address, self._settings.trusted_proxies)
        evaluation = Evaluation(prepared, headers, address, exchange.receive, exchange.send)
        await self._conclude(exchange, self._evaluator.run(engine, evaluation, observation))

    async def _go_on(self, exchange: _Exchange, started: Started) -> None:
        """Answer a query that was begun when the request came."""
        evaluation = Evaluation(started.prepared, started.headers, started.address, exchange.receive, exchange.send)
        await self._conclude(exchange, self._evaluator.go_on(evaluation, started.observation, started.reply.begin()))

    async def _conclude(self, exchange: _Exchange, evaluating: Awaitable[IgmError | None]) -> None:
        error = None
        try:
            # An answer that is stopped on its way ends without its end, which HTTP shows.
            with suppress(IgmError):
                error = await evaluating
        except ClientLeft:
            return
        if error is None:
            self._metrics.count_known(SPARQL, exchange.scope["method"], 200)
        else:
            await self._bridge.send(await self._tell(exchange, error), exchange.send)

    def _keep_page(self, exchange: _Exchange, answer: Flasked) -> None:
        headers = dict(answer.headers)
        lasting = b"etag" in headers and b"public" in headers.get(b"cache-control", b"")
        whole = answer.status == 200 and answer.rest is None
        if exchange.key is not None and whole and lasting and self._memory.is_about(exchange.state):
            self._cache.put(exchange.key, Kept(answer.body, "", None, None))
            self._memory.put(exchange.key, Known(answer.headers, None, answer.route))

    def _remember(self, exchange: _Exchange, known: Known) -> None:
        if exchange.key is not None and self._memory.is_about(exchange.state):
            self._memory.put(exchange.key, known)
