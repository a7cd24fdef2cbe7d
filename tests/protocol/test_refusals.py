"""Who was refused just now is told the same again, without a thread of its own; nobody is told what is another's."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any, cast

import pytest

from igmgraph.errors import BudgetExhausted, IgmError, QuerySyntaxError, Unavailable
from igmgraph.web.monitoring.metrics import Metrics
from igmgraph.web.server import telling
from igmgraph.web.server.bridge import Bridge, Flasked
from igmgraph.web.server.telling import Teller

SPENT, BUSY = BudgetExhausted("wait {wait} seconds", 7), Unavailable("every worker is busy")
WRONG = QuerySyntaxError("line {line}", line=1)
PROBLEM, PAGE = b"application/problem+json", b"text/html"


class Written:
    """Stands for Flask, and numbers what it writes."""

    def __init__(self, media_type: bytes = PROBLEM) -> None:
        self.number, self._media_type = 0, media_type
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def run(self, scope: Any, receive: Any, more: Any) -> Flasked:
        self.number += 1
        number = self.number
        await self.go_on.wait()
        return Flasked(503, [(b"content-type", self._media_type), (b"ratelimit", b"r=7")], b"%d" % number)


Ask = Callable[..., Coroutine[Any, Any, Flasked]]


def asking(written: Written) -> Ask:
    teller = Teller(cast("Bridge", written), Metrics(), 0)

    async def ask(error: IgmError, client: str = "192.0.2.1", query: bytes = b"query=ASK{}", **more: object) -> Flasked:
        headers = [(b"host", b"localhost"), (b"accept", b"application/json")]
        scope = {"method": "GET", "path": "/sparql", "scheme": "http", "query_string": query, "headers": headers}
        return await teller.tell({**scope, "client": (client, 1), **more}, cast("Any", None), {}, error)

    return ask


def told(errors: list[tuple[IgmError, dict[str, Any]]], media_type: bytes = PROBLEM) -> list[bytes]:
    """What is told of errors that come one after the other."""

    async def walk() -> list[bytes]:
        ask = asking(Written(media_type))
        return [(await ask(error, **more)).body for error, more in errors]

    return asyncio.run(walk())


def test_the_same_is_told_again() -> None:
    assert told([(SPENT, {}), (SPENT, {"query": b"query=SELECT"}), (SPENT, {"client": "192.0.2.1"})]) == [b"1"] * 3
    assert told([(BUSY, {}), (BUSY, {"client": "192.0.2.9"}), (BUSY, {"query": b"x=1&query=ASK{}"})]) == [b"1"] * 3
    posted = {"method": "POST", "headers": [(b"host", b"localhost"), (b"content-type", b"a/b")]}
    assert told([(BUSY, posted), (BUSY, posted)]) == [b"1"] * 2


@pytest.mark.parametrize("error", [SPENT, BUSY])
def test_who_asks_again_at_once_waits_a_moment(error: IgmError, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(telling, "sleep", sleep)
    assert told([(error, {})]) == [b"1"]
    assert not waited
    assert told([(error, {})] * 3) == [b"1"] * 3
    assert waited == [0.1, 0.1]


def test_the_more_ask_again_the_longer_each_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def walk() -> None:
        go_on = asyncio.Event()

        async def sleep(seconds: float) -> None:
            waited.append(seconds)
            await go_on.wait()

        monkeypatch.setattr(telling, "sleep", sleep)
        ask = asking(Written())
        await ask(BUSY)
        crowd = [asyncio.create_task(ask(BUSY)) for _ in range(2_000)]
        while len(waited) < len(crowd):
            await asyncio.sleep(0)
        go_on.set()
        await asyncio.gather(*crowd)
        await ask(BUSY)

    asyncio.run(walk())
    assert (waited[0], waited[299], waited[1_999], waited[2_000]) == (0.1, 0.3, 1, 0.1)


@pytest.mark.parametrize(
    ("error", "more"),
    [
        (BUSY, {}),
        (SPENT, {"client": "192.0.2.9"}),
        (SPENT, {"query": b"query=ASK{}&format=html"}),
        (SPENT, {"query": b"l%61ng=es&query=ASK{}"}),
        (SPENT, {"headers": [(b"host", b"localhost"), (b"accept-language", b"fr")]}),
        (SPENT, {"method": "POST"}),
        (SPENT, {"method": "HEAD"}),
        (WRONG, {}),
    ],
)
def test_what_is_not_the_same_is_told_by_itself(error: IgmError, more: dict[str, Any]) -> None:
    assert told([(SPENT, {}), (error, more)]) == [b"1", b"2"]


def test_what_is_told_of_one_query_is_not_told_of_another() -> None:
    away = [Unavailable("a SERVICE did not answer: {reason}", reason=reason) for reason in "aba"]
    assert told([(error, {}) for error in away]) == [b"1", b"2", b"1"]


def test_a_mistake_or_a_page_is_nobody_elses() -> None:
    assert told([(WRONG, {}), (WRONG, {})]) == [b"1", b"2"]
    assert told([(SPENT, {}), (SPENT, {})], PAGE) == [b"1", b"2"]


def test_nobody_is_told_of_the_budget_of_another() -> None:
    async def walk() -> list[dict[bytes, bytes]]:
        ask = asking(Written())
        return [dict((await ask(error)).headers) for error in (SPENT, SPENT, BUSY, BUSY)]

    assert [b"ratelimit" in headers for headers in asyncio.run(walk())] == [True, True, True, False]


@pytest.mark.parametrize("error", [SPENT, BUSY])
def test_who_is_refused_in_a_crowd_is_told_in_short(error: BudgetExhausted | Unavailable) -> None:
    async def walk() -> Flasked:
        written = Written()
        written.go_on.clear()
        ask = asking(written)
        others = [asyncio.create_task(ask(error, path=f"/{number}")) for number in range(8)]
        while written.number < len(others):
            await asyncio.sleep(0)
        short = await ask(error)
        written.go_on.set()
        await asyncio.gather(*others)
        assert (await ask(error)).body == b"9"
        return short

    short = asyncio.run(walk())
    problem, headers = json.loads(short.body), dict(short.headers)
    assert (short.status, problem["status"], problem["detail"]) == (error.status, error.status, str(error))
    assert problem["type"].endswith(error.slug)
    assert headers[b"content-type"] == PROBLEM
    assert b"Retry-After" in headers[b"access-control-expose-headers"]
    assert headers[b"retry-after"] == b"%d" % error.retry_after
