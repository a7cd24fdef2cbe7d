"""A query evaluated in the event loop: its answer is passed on as it comes, and kept if it may be asked for again."""

import asyncio
from collections.abc import Awaitable
from typing import NamedTuple

from igmgraph.engine.base import Answer, AsyncEngine, StartingEngine, WholeAnswer
from igmgraph.engine.reply import Reply
from igmgraph.errors import BudgetExhausted, IgmError
from igmgraph.settings import Settings
from igmgraph.web.server.bridge import Headers, Receive, Send
from igmgraph.web.server.cache import Cache, Kept
from igmgraph.web.server.departure import Departure
from igmgraph.web.server.pending import Started
from igmgraph.web.sparql.ceilings import cut_headers
from igmgraph.web.sparql.observation import Observation, Observer
from igmgraph.web.sparql.prepared import Prepared

__all__ = ["ClientLeft", "Evaluation", "Evaluator"]


class ClientLeft(Exception):
    """A client has left before any of its answer was sent."""


class Evaluation(NamedTuple):
    """A query to be evaluated, the headers that its answer has in any case, and the client that waits for it."""

    prepared: Prepared
    headers: Headers
    address: str
    receive: Receive
    send: Send


class Evaluator:
    """Evaluates queries over what is served."""

    def __init__(self, observer: Observer, cache: Cache, settings: Settings) -> None:
        self._observer, self._cache, self._settings = observer, cache, settings

    def start(self, engine: StartingEngine, prepared: Prepared, headers: Headers, address: str) -> Started | None:
        """Begin a query whose answer is not kept; None where there is an error to be told."""
        try:
            self._observer.check(address)
            observation = self._begin(prepared, address)
            reply = engine.start(prepared.query, prepared.wanted, observation.asker)
            return Started(prepared, headers, address, reply, observation)
        except IgmError:
            return None

    def finish(self, started: Started) -> tuple[Headers, bytes]:
        """Note that an answer is sent as a whole; the headers that it has besides those of each answer, and itself."""
        prepared, reply = started.prepared, started.reply
        body, coding = reply.take_rest(), prepared.wanted.coding if reply.ending.coded else ""
        self._keep(prepared, Kept(body, coding, reply.rows, reply.cut))
        return self._end(WholeAnswer(body, reply.rows, reply.cut, coding), started.address, started.observation), body

    async def run(
        self, engine: AsyncEngine, evaluation: Evaluation, observation: Observation | None
    ) -> IgmError | None:
        """Answer; or return what went wrong, so that it can be told: nothing was sent then.

        `observation` is there when the query was read just now.

        Raises:
            IgmError: the query was stopped when part of its answer had left; the connection must end there.
            ClientLeft: nobody waits for an answer any more.
        """
        prepared = evaluation.prepared
        kept = self.recall(prepared)
        if kept is not None:
            if observation is not None:
                observation.cached = True
            await _send(kept.body, evaluation, self.repeat(kept, prepared, evaluation.address, observation))
            return None
        if observation is None:
            observation = self._begin(prepared, evaluation.address)
        try:
            observation.admit()
        except BudgetExhausted as error:
            return error
        return await self.go_on(
            evaluation, observation, engine.open(prepared.query, prepared.wanted, observation.asker)
        )

    def recall(self, prepared: Prepared) -> Kept | None:
        """The answer to a query, if it is kept."""
        return self._cache.get(prepared.key) if prepared.key else None

    def repeat(self, kept: Kept, prepared: Prepared, address: str, observation: Observation | None = None) -> Headers:
        """Note that a kept answer is sent; the headers that it has besides those of each answer to the query."""
        observation = observation or self._begin(prepared, address, cached=True)
        return self._end(WholeAnswer(kept.body, kept.rows, kept.cut, kept.coding), address, observation)

    def _begin(self, prepared: Prepared, address: str, *, cached: bool = False) -> Observation:
        observation = self._observer.begin(prepared.query.text, address, prepared.wanted.timeout or 0, cached=cached)
        observation.prepared(prepared)
        return observation

    async def go_on(
        self, evaluation: Evaluation, observation: Observation, opening: Awaitable[Reply]
    ) -> IgmError | None:
        """Answer a query that is being opened; likewise."""
        prepared, reply = evaluation.prepared, None
        with Departure(evaluation.receive) as departure:
            try:
                reply = await opening
                if reply.is_complete:
                    more, body = self.finish(
                        Started(prepared, evaluation.headers, evaluation.address, reply, observation)
                    )
                    await _send(body, evaluation, more)
                else:
                    departure.watch()
                    await self._stream(reply, evaluation, observation)
            except asyncio.CancelledError:
                observation.end(GeneratorExit())
                if not departure.happened:
                    raise
                if reply is None:
                    raise ClientLeft from None
            except IgmError as error:
                observation.end(error)
                if reply is not None:
                    raise
                return error
            finally:
                if reply is not None:
                    reply.close()
        return None

    def _end(self, answer: WholeAnswer, address: str, observation: Observation) -> Headers:
        observation.size = len(answer.content)
        observation.answered(answer.rows, answer.cut)
        return [*self._headers(answer, address), (b"content-length", str(len(answer.content)).encode())]

    async def _stream(self, reply: Reply, evaluation: Evaluation, observation: Observation) -> None:
        coding = evaluation.prepared.wanted.coding
        more = self._headers(WholeAnswer(b"", coding=coding, whole=False), evaluation.address)
        await evaluation.send({"type": "http.response.start", "status": 200, "headers": [*evaluation.headers, *more]})
        key = evaluation.prepared.key
        room = 0 if key is None else self._cache.room(key)
        parts: list[bytes] = []
        while part := await reply.part():
            observation.size += len(part)
            if observation.size <= room:
                parts.append(part)
            else:
                parts.clear()
            await evaluation.send({"type": "http.response.body", "body": part, "more_body": True})
        observation.answered(reply.rows, reply.cut)
        if parts:
            self._keep(evaluation.prepared, Kept(b"".join(parts), coding, reply.rows, reply.cut))
        elif key is not None:
            self._cache.weigh(key, observation.size)
        await evaluation.send({"type": "http.response.body", "body": b""})

    def _headers(self, answer: Answer, address: str) -> Headers:
        more = {**cut_headers(answer, self._settings), **self._observer.budget_headers(address)}
        if answer.coding:
            more["Content-Encoding"] = answer.coding
        return [(name.lower().encode(), value.encode()) for name, value in more.items()]

    def _keep(self, prepared: Prepared, kept: Kept) -> None:
        if prepared.key is not None:
            self._cache.put(prepared.key, kept)


async def _send(body: bytes, evaluation: Evaluation, more: Headers) -> None:
    headers = [*evaluation.headers, *more]
    await evaluation.send({"type": "http.response.start", "status": 200, "headers": headers})
    await evaluation.send({"type": "http.response.body", "body": body})
