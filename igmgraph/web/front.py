"""The ASGI application: what was answered before is answered at once, queries in the event loop, the rest by Flask."""

from collections import OrderedDict
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import NamedTuple, cast

from flask import Flask

from igmgraph.engine.base import AsyncEngine
from igmgraph.errors import IgmError
from igmgraph.settings import Settings
from igmgraph.web.bodies import HAS_BODY
from igmgraph.web.bridge import Bridge, Flasked, Headers, Receive, Scope, Send
from igmgraph.web.cache import Cache, Kept
from igmgraph.web.deferral import Deferral
from igmgraph.web.evaluation import Evaluation, Evaluator
from igmgraph.web.fair_use import address_of
from igmgraph.web.fingerprint import fingerprint, rest_of
from igmgraph.web.heads import FINGERPRINT, Heads
from igmgraph.web.kin import Kin, Question, question_in_form
from igmgraph.web.metrics import Metrics
from igmgraph.web.observation import Observation
from igmgraph.web.posted import read_posted
from igmgraph.web.prepared import Prepared
from igmgraph.web.state import Serving, State
from igmgraph.web.wire import STATUS_LINES, lines_of

__all__ = ["Front"]

#: Headers that belong to one answer.
_OF_ANSWER = {b"content-length", b"content-encoding", b"ratelimit", b"ratelimit-policy"}
#: Headers that an answer without a body does not have.
_OF_BODY = {b"content-length", b"content-encoding", b"content-type"}
_MOST_KNOWN = 5_000
_SPARQL = "/sparql"
#: Threads beyond those that may read bodies: for pages.
_THREADS = 16


@dataclass(frozen=True)
class _Known:
    """A request that was answered before: the headers, and the query, or None for a page that is kept as it was."""

    headers: Headers
    prepared: Prepared | None
    route: str

    @cached_property
    def head(self) -> bytes:
        """The status line and the headers as they are sent."""
        return STATUS_LINES[200] + lines_of(self.headers)

    def headers_without_body(self) -> Headers:
        """The headers of an answer that has none."""
        return [each for each in self.headers if each[0] not in _OF_BODY]

    def has(self, tags: bytes) -> bool:
        """Whether a client that has answers with these tags has this one."""
        tag = next((value for name, value in self.headers if name == b"etag"), b"")
        return bool(tag) and tag.removeprefix(b"W/") in tags


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
        self._serving: Serving = app.extensions["igmgraph"]
        self._settings = settings
        # A waiting query holds no thread; a body that is on its way does.
        self._bridge = Bridge(app, settings.body_readers + _THREADS)
        self._cache = Cache(settings.result_cache)
        self._metrics: Metrics = app.extensions["igmgraph.metrics"]
        self._evaluator = Evaluator(app.extensions["igmgraph.observer"], self._cache, settings)
        self._known: OrderedDict[Hashable, _Known] = OrderedDict()
        self._heads = Heads()
        self.recognise = self._heads.recognise
        self._kin = Kin()
        self._known_of: State | None = None
        self._engine: AsyncEngine | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request from one snapshot, whatever is put in service meanwhile."""
        state = self._follow()
        key, tags = scope.get(FINGERPRINT) or fingerprint(scope)
        exchange = _Exchange(scope, receive, send, state, key, self._engine)
        known = self._known.get(key) if key is not None else None
        if known is None or key is None:
            await self._read(exchange, tags)
            return
        self._heads.learn(exchange.scope, key, tags)
        if tags and known.has(tags):
            await self._repeat(exchange, known, Flasked(304, known.headers_without_body()))
        elif known.prepared is not None and exchange.engine is not None:
            await self._evaluate(exchange, exchange.engine, known.prepared, known.headers, None)
        elif (kept := self._cache.get(key)) is not None:
            await self._repeat(exchange, known, Flasked(200, known.headers, kept.body))
        else:
            del self._known[key]
            await self._ask_flask(exchange)

    async def _read(self, exchange: _Exchange, tags: bytes) -> None:
        """Answer a request that did not come before; its like may have."""
        scope, question = exchange.scope, None
        if scope["path"] == _SPARQL and exchange.engine is not None and not tags:
            if scope["method"] == "POST":
                question, receive, whole = await read_posted(scope, exchange.receive)
                exchange = exchange._replace(receive=receive, question=question, has_body=whole)
            elif exchange.key is not None:
                question = question_in_form(scope["query_string"], rest_of(exchange.key))
                exchange = exchange._replace(question=question)
        read = self._kin.read(question, exchange.state) if question is not None else None
        if read is None or exchange.engine is None:
            await self._ask_flask(exchange)
            return
        prepared, headers = read
        if exchange.key is not None:
            self._heads.learn_frame(scope, exchange.key)
        self._remember(exchange, _Known(headers, prepared, _SPARQL))
        await self._evaluate(exchange, exchange.engine, prepared, headers, None)

    def _follow(self) -> State:
        """What is served now; what was known of another snapshot is forgotten with it."""
        state = self._serving.now
        if state is not self._known_of:
            self._known_of = state
            self._known.clear()
            self._cache.clear()
            self._kin.forget()
            self._engine = cast("AsyncEngine", state.engine) if hasattr(state.engine, "open") else None
        return state

    def recall(self, scope: Scope, address: str) -> tuple[bytes, bytes] | None:
        """The answer to a request that came before, if it is kept: the head, but for its last lines, and the body."""
        self._follow()
        key, tags = scope[FINGERPRINT]
        known = self._known.get(key)
        if known is None:
            return None
        if tags and known.has(tags):
            self._metrics.count_known(known.route, "GET", 304)
            return STATUS_LINES[304] + lines_of(known.headers_without_body()), b""
        if known.prepared is not None:
            return self._recall_query(known, known.prepared, scope, address)
        kept = self._cache.get(key)
        if kept is None:
            return None
        self._metrics.count_known(known.route, "GET", 200)
        return known.head, kept.body

    def _recall_query(
        self, known: _Known, prepared: Prepared, scope: Scope, address: str
    ) -> tuple[bytes, bytes] | None:
        kept = self._evaluator.recall(prepared) if self._engine is not None else None
        if kept is None:
            return None
        seen = address_of({**scope, "client": (address, 0)}, self._settings.trusted_proxies)
        more = self._evaluator.repeat(kept, prepared, seen)
        self._metrics.count_known(_SPARQL, "GET", 200)
        return known.head + lines_of(more), kept.body

    async def _repeat(self, exchange: _Exchange, known: _Known, answer: Flasked) -> None:
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
        self._remember(exchange, _Known(headers, deferral.prepared, answer.route))
        if exchange.question is not None and exchange.state is self._known_of:
            self._kin.learn(exchange.question, deferral.prepared, headers)
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
        address = address_of(exchange.scope, self._settings.trusted_proxies)
        evaluation = Evaluation(prepared, headers, address, exchange.receive, exchange.send)
        # An answer that is stopped on its way ends without its end, which HTTP shows.
        with suppress(IgmError):
            error = await self._evaluator.run(engine, evaluation, observation)
            if error is None:
                self._metrics.count_known(_SPARQL, exchange.scope["method"], 200)
            else:
                await self._bridge.send(await self._tell(exchange, error), exchange.send)

    def _keep_page(self, exchange: _Exchange, answer: Flasked) -> None:
        headers = dict(answer.headers)
        lasting = b"etag" in headers and b"public" in headers.get(b"cache-control", b"")
        if exchange.key is not None and answer.status == 200 and answer.rest is None and lasting:
            self._cache.put(exchange.key, Kept(answer.body, "", None, None))
            self._remember(exchange, _Known(answer.headers, None, answer.route))

    def _remember(self, exchange: _Exchange, known: _Known) -> None:
        # An answer from the snapshot before may arrive after another one was put in service.
        if exchange.key is None or exchange.state is not self._known_of:
            return
        self._known[exchange.key] = known
        while len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
