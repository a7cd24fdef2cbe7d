"""The ASGI application: what was answered before is answered at once, queries in the event loop, the rest by Flask."""

from collections.abc import Awaitable, Hashable
from contextlib import suppress
from typing import NamedTuple

from flask import Flask

from igmgraph.engine.base import AsyncEngine
from igmgraph.errors import IgmError
from igmgraph.settings import Settings
from igmgraph.web.monitoring.metrics import Metrics
from igmgraph.web.server.bridge import Bridge, Flasked, Headers, Receive, Scope, Send
from igmgraph.web.server.cache import Cache, Kept
from igmgraph.web.server.evaluation import ClientLeft, Evaluation, Evaluator
from igmgraph.web.server.fast_path import FastPath
from igmgraph.web.server.fingerprint import fingerprint, rest_of
from igmgraph.web.server.known import SPARQL, Known, KnownRequests
from igmgraph.web.server.pending import STARTED, Started
from igmgraph.web.server.posted import read_posted
from igmgraph.web.server.recognition import FINGERPRINT
from igmgraph.web.server.similar import Question, question_in_form
from igmgraph.web.server.telling import Teller
from igmgraph.web.snapshots.state import State
from igmgraph.web.sparql.bodies import HAS_BODY
from igmgraph.web.sparql.deferral import Deferral
from igmgraph.web.sparql.fair_use import address_of
from igmgraph.web.sparql.observation import Observation
from igmgraph.web.sparql.prepared import Prepared

__all__ = ["Front"]

#: Headers that belong to one answer.
_OF_ANSWER = {b"content-length", b"content-encoding", b"ratelimit", b"ratelimit-policy"}
#: Threads beyond those that may read bodies, or wait for queries.
_THREADS = 16


class _Request(NamedTuple):
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
        # Most queries that wait hold no thread; those that Flask evaluates do, and bodies that are on their way.
        threads = settings.body_readers + _THREADS
        self._bridge = Bridge(app, threads, threads + _most_at_work(settings))
        self._cache = Cache(settings.result_cache)
        self._metrics: Metrics = app.extensions["igmgraph.metrics"]
        self._teller = Teller(self._bridge, self._metrics, settings.trusted_proxies)
        self._evaluator = Evaluator(app.extensions["igmgraph.observer"], self._cache, settings)
        self._requests = KnownRequests(app.extensions["igmgraph"], self._cache)
        #: For connections, before they come here.
        self.fast_path = FastPath(self._requests, self._cache, self._evaluator, self._metrics, settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request from one snapshot, whatever is put in service meanwhile."""
        state, (key, tags) = self._requests.follow(), scope.get(FINGERPRINT) or fingerprint(scope)
        request = _Request(scope, receive, send, state, key, self._requests.engine)
        known = self._requests.find(key)
        if (started := scope.get(STARTED)) is not None:
            await self._go_on(request, started)
        elif known is None or key is None:
            await self._read(request, tags)
        else:
            self.fast_path.recognition.learn(scope, key, tags)
            await self._answer(request, known, key, tags)

    async def _answer(self, request: _Request, known: Known, key: tuple[Hashable, ...], tags: bytes) -> None:
        """Answer a request that came before."""
        if tags and known.has(tags):
            await self._repeat(request, known, Flasked(304, known.headers_without_body()))
        elif known.prepared is not None and request.engine is not None:
            await self._evaluate(request, request.engine, known.prepared, known.headers, None)
        elif (kept := self._cache.get(key)) is not None:
            await self._repeat(request, known, Flasked(200, known.headers, kept.body))
        else:
            self._requests.forget(key)
            await self._ask_flask(request)

    async def _read(self, request: _Request, tags: bytes) -> None:
        """Answer a request that did not come before; its like may have."""
        scope, question = request.scope, None
        if scope["path"] == SPARQL and request.engine is not None and not tags:
            if scope["method"] == "POST":
                question, receive, whole = await read_posted(scope, request.receive)
                request = request._replace(receive=receive, question=question, has_body=whole)
            elif request.key is not None:
                question = question_in_form(scope["query_string"], rest_of(request.key))
                request = request._replace(question=question)
        # While a body was read, another snapshot may have been put in service.
        known = self._requests.read(question, request.state) if self._requests.is_about(request.state) else None
        if known is None or known.prepared is None or request.engine is None:
            await self._ask_flask(request)
            return
        if request.key is not None:
            self.fast_path.recognition.learn_frame(scope, request.key)
        self._remember(request, known)
        await self._evaluate(request, request.engine, known.prepared, known.headers, None)

    async def _repeat(self, request: _Request, known: Known, answer: Flasked) -> None:
        self._metrics.count_known(known.route, request.scope["method"], answer.status)
        await self._bridge.send(answer, request.receive, request.send)

    async def _ask_flask(self, request: _Request) -> None:
        deferral = Deferral(request.state.engine)
        more = {
            **request.state.environ(),
            **(deferral.environ() if request.engine else {}),
            HAS_BODY: request.has_body,
        }
        answer = await self._bridge.run(request.scope, request.receive, more)
        if request.engine is None or deferral.prepared is None:
            self._keep_page(request, answer)
            await self._bridge.send(answer, request.receive, request.send)
            return
        headers = [each for each in answer.headers if each[0] not in _OF_ANSWER]
        self._remember(request, Known(headers, deferral.prepared, answer.route))
        if request.question is not None and self._requests.is_about(request.state):
            self._requests.learn(request.question, deferral.prepared, headers)
        await self._evaluate(request, request.engine, deferral.prepared, headers, deferral.observation)

    async def _evaluate(
        self,
        request: _Request,
        engine: AsyncEngine,
        prepared: Prepared,
        headers: Headers,
        observation: Observation | None,
    ) -> None:
        address, _ = request.scope.get("client") or ("", 0)
        address = address_of(request.scope["headers"], address, self._settings.trusted_proxies)
        evaluation = Evaluation(prepared, headers, address, request.receive, request.send)
        await self._conclude(request, self._evaluator.run(engine, evaluation, observation))

    async def _go_on(self, request: _Request, started: Started) -> None:
        """Answer a query that was begun when the request came."""
        evaluation = Evaluation(started.prepared, started.headers, started.address, request.receive, request.send)
        await self._conclude(request, self._evaluator.go_on(evaluation, started.observation, started.reply.begin()))

    async def _conclude(self, request: _Request, evaluating: Awaitable[IgmError | None]) -> None:
        error = None
        try:
            # An answer that is stopped on its way ends without its end, which HTTP shows.
            with suppress(IgmError):
                error = await evaluating
        except ClientLeft:
            return
        if error is None:
            self._metrics.count_known(SPARQL, request.scope["method"], 200)
        else:
            told = await self._teller.tell(request.scope, request.receive, request.state.environ(), error)
            await self._bridge.send(told, request.receive, request.send)

    def _keep_page(self, request: _Request, answer: Flasked) -> None:
        headers = dict(answer.headers)
        lasting = b"etag" in headers and b"public" in headers.get(b"cache-control", b"")
        whole = request.scope["method"] == "GET" and answer.status == 200 and answer.rest is None
        if request.key is not None and whole and lasting and self._requests.is_about(request.state):
            self._cache.put(request.key, Kept(answer.body, "", None, None))
            self._requests.put(request.key, Known(answer.headers, None, answer.route))

    def _remember(self, request: _Request, known: Known) -> None:
        if request.key is not None and self._requests.is_about(request.state):
            self._requests.put(request.key, known)


def _most_at_work(settings: Settings) -> int:
    """Queries that are evaluated or wait, of the data in service and of each older version; more are refused."""
    return settings.workers + settings.queue_length + settings.open_versions * (1 + settings.queue_length)
