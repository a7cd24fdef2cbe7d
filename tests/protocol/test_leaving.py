"""Clients that leave while Flask works on their answer, by themselves of a query or of what is read on demand."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from igmgraph.build.snapshot import Snapshot
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.processes.abandonment import Abandonment, abandonment
from igmgraph.engine.values import ClientQuery, Wanted
from igmgraph.errors import Abandoned
from igmgraph.settings import Settings
from igmgraph.web import create_app
from igmgraph.web.server import bridge
from igmgraph.web.server.bridge import Bridge
from igmgraph.web.server.exchange import unchunked

ENDLESS = b"SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d) }"
LARGE = b"SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 1000000"
LEFT = {"type": "http.disconnect"}


def asked(method: str, path: str = "/sparql", accept: bytes = b"text/html") -> dict[str, Any]:
    headers = [(b"host", b"x"), (b"accept", accept), (b"content-type", b"application/sparql-query")]
    if method == "POST":
        headers.append((b"transfer-encoding", b"chunked"))
    scope = {"method": method, "path": path, "raw_path": path.encode(), "query_string": b"", "headers": headers}
    return {**scope, "scheme": "http", "http_version": "1.1"}


@asynccontextmanager
async def observed(snapshot: Snapshot) -> AsyncIterator[tuple[Flask, EmbeddedEngine, list[str]]]:
    """An application, its engine, and the outcomes of its queries."""
    loop, settings = asyncio.get_running_loop(), Settings(workers=1, query_timeout=20)
    engine = await loop.run_in_executor(None, EmbeddedEngine, snapshot.path, settings, loop)
    app, outcomes = create_app(settings, engine), list[str]()
    app.extensions["igmgraph.observer"].note = lambda entry: outcomes.append(entry.told["outcome"])
    try:
        yield app, engine, outcomes
    finally:
        await loop.run_in_executor(None, engine.close)


async def until(holds: Callable[[], bool]) -> None:
    while not holds():
        await asyncio.sleep(0)


def test_a_client_that_has_posted_and_left_is_noticed(snapshot: Snapshot) -> None:
    async def walk() -> list[str]:
        async with observed(snapshot) as (app, engine, outcomes):
            came = [{"type": "http.request", "body": ENDLESS}]

            async def receive() -> dict[str, Any]:
                if not came:
                    await until(lambda: engine.load.running == 1)
                return came.pop() if came else LEFT

            await Bridge(app, 1, 1).run(asked("POST"), receive, {})
            return outcomes

    assert asyncio.run(walk()) == ["abandoned"]


@pytest.mark.parametrize("waits", [False, True])
def test_an_answer_is_given_up_when_its_client_has_left(snapshot: Snapshot, waits: bool) -> None:
    async def walk() -> list[str]:
        async with observed(snapshot) as (app, engine, outcomes):
            left, came = asyncio.Event(), [{"type": "http.request", "body": LARGE}]
            sent = []

            async def receive() -> dict[str, Any]:
                if not came:
                    await left.wait()
                return came.pop() if came else LEFT

            async def send(message: Any) -> None:
                sent.append(message)
                if len(sent) > 1:
                    left.set()
                    # One that is written to waits, or is not noticed.
                    await (asyncio.Event().wait() if waits else asyncio.sleep(0))

            bridge = Bridge(app, 1, 1)
            answer = await bridge.run(asked("POST", accept=b"text/csv"), receive, {})
            async with asyncio.timeout(60):
                await bridge.send(answer, receive, send)
                await until(lambda: not engine.load.running)
            assert len(sent) < 30
            return outcomes

    assert asyncio.run(walk()) == ["abandoned"]


def test_an_answer_of_which_nothing_is_wanted_but_the_head_is_given_up(snapshot: Snapshot) -> None:
    async def walk() -> list[str]:
        async with observed(snapshot) as (app, engine, outcomes):
            query = {"query": LARGE.decode(), "format": "csv"}
            (await asyncio.to_thread(app.test_client().head, "/sparql", query_string=query)).close()
            async with asyncio.timeout(10):
                await until(lambda: not engine.load.running)
            return outcomes

    assert asyncio.run(walk()) == ["abandoned"]


def test_what_is_no_query_is_read_no_further_either() -> None:
    read = []

    def parts() -> Iterable[bytes]:
        for number in range(1_000):
            read.append(number)
            yield b"x"

    app = Flask(__name__)
    app.add_url_rule("/dump", view_func=lambda: app.response_class(parts()))

    async def walk() -> None:
        left = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await left.wait()
            return LEFT

        async def send(_: Any) -> None:
            if read:
                left.set()

        bridge = Bridge(app, 1, 1)
        await bridge.send(await bridge.run(asked("GET", "/dump"), receive, {}), receive, send)

    asyncio.run(walk())
    assert len(read) < 1_000


def test_a_worker_whose_parts_nobody_takes_is_free(snapshot: Snapshot) -> None:
    async def walk() -> None:
        async with observed(snapshot) as (_, engine, _outcomes):

            def leave() -> None:
                client = Abandonment()
                answer = engine.answer(ClientQuery(LARGE.decode()), Wanted("text/csv", "", 20))
                client.abandon()
                token = abandonment.set(client)
                try:
                    with pytest.raises(Abandoned):
                        b"".join(answer)
                finally:
                    abandonment.reset(token)

            await asyncio.get_running_loop().run_in_executor(None, leave)
            async with asyncio.timeout(10):
                await until(lambda: not engine.load.running)

    asyncio.run(walk())


def test_a_body_that_does_not_come_to_its_end_is_no_query(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "_PATIENCE", 0.5)

    async def walk() -> tuple[int, list[str]]:
        async with observed(snapshot) as (app, _, outcomes):
            came = [{"type": "http.request", "body": b"ASK {}", "more_body": True}]

            async def receive() -> dict[str, Any]:
                if not came:
                    await asyncio.Event().wait()
                return came.pop()

            answer = await Bridge(app, 1, 1).run(asked("POST", accept=b"text/csv"), receive, {})
            return answer.status, outcomes

    assert asyncio.run(walk()) == (400, [])


def test_a_client_of_http_1_0_that_has_left_on_the_way_is_no_error() -> None:
    async def walk() -> list[str]:
        here, there = socket.socketpair()
        with here, there:
            transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, sock=here)
            sent = list[str]()

            async def app(_scope: Any, _receive: Any, tell: Any) -> None:
                await tell({"type": "http.response.start", "headers": []})
                transport.abort()
                await until(lambda: here.fileno() < 0)

            async def send(message: Any) -> None:
                sent.append(message["type"])

            cycle: Any = SimpleNamespace(transport=transport, response_complete=False)
            answer: Any = unchunked(app, cycle)
            await answer(asked("GET"), None, send)
            return sent

    assert asyncio.run(walk()) == ["http.response.start"]
