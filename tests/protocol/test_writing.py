"""What a connection gives its transport, piece by piece."""

import asyncio
from collections.abc import Iterable
from typing import Any, cast

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from igmgraph.build.snapshot import Snapshot
from igmgraph.settings import Settings
from igmgraph.web.server.connection import Connection
from igmgraph.web.server.front import Front
from tests.protocol.fronting import fronting


class Pieces(asyncio.Transport):
    """A client that does not read: what is sent to it stays."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[bytes] = []
        self.came = asyncio.Event()

    def write(self, data: Any) -> None:
        self.writelines([data])

    def writelines(self, lines: Iterable[Any]) -> None:
        self.held.extend(lines)
        self.came.set()

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        """Its end is of no interest here."""


def connect(front: Front) -> tuple[Connection, Pieces]:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await front(scope, receive, send)

    app.front = front  # type: ignore[attr-defined]
    config = Config(
        cast("Any", app), interface="asgi3", proxy_headers=False, ws="none", lifespan="off", log_config=None
    )
    connection, pieces = Connection(config, ServerState(), {}), Pieces()
    connection.connection_made(pieces)
    return connection, pieces


def test_clients_that_do_not_read_wait_for_one_copy_of_an_answer(snapshot: Snapshot) -> None:
    request = b"GET /ontology.ttl HTTP/1.1\r\nHost: x\r\n\r\n"

    async def walk() -> list[bytes]:
        clients = []
        async with fronting(snapshot, Settings(workers=1)) as (front, counted):
            # Made by Flask, kept, and known by its bytes.
            for _ in range(3):
                connection, pieces = connect(front)
                connection.data_received(request)
                # Not by looking again and again: the thread of Flask would wait for its turn each time.
                await asyncio.wait_for(pieces.came.wait(), 60)
                clients.append(pieces)
            assert counted.asked == 1
        return [piece for pieces in clients for piece in pieces.held if len(piece) > 65_536]

    bodies = asyncio.run(walk())
    assert len(bodies) == 3
    assert all(body is bodies[0] for body in bodies)


def test_lines_without_a_request_are_refused(snapshot: Snapshot) -> None:
    async def walk() -> list[bytes]:
        async with fronting(snapshot, Settings(workers=1)) as (front, _):
            connection, pieces = connect(front)
            connection.data_received(b"\r\n" * 100_000)
            return pieces.held

    assert b"".join(asyncio.run(walk())).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize(
    ("line", "status"), [(b"BREW /healthz", 405), (b"GET /search?q=ni\xc3\xb1ez&format=json", 200), (b"get /", 400)]
)
def test_a_line_in_pieces_is_read_as_if_it_came_at_once(snapshot: Snapshot, line: bytes, status: int) -> None:
    request = line + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"

    async def walk() -> list[bytes]:
        begun = []
        async with fronting(snapshot, Settings(workers=1)) as (front, _), asyncio.timeout(60):
            for size in (1, 2, 21, len(request) - 1, len(request)):
                connection, pieces = connect(front)
                for start in range(0, len(request), size):
                    if not pieces.held:
                        connection.data_received(request[start : start + size])
                await pieces.came.wait()
                begun.append(pieces.held[0][:12])
        return begun

    assert asyncio.run(walk()) == [b"HTTP/1.1 %d" % status] * 5
