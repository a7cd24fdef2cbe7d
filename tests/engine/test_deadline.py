"""A call to another server ends with its time, or with who waits for it, connected or not."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from urllib3.exceptions import HTTPError

from igmgraph.engine.deadline import Connections, Deadline
from tests.engine.thousand import wait


@pytest.fixture
def silent() -> Iterator[int]:
    """Port of a server that has no room for another connection, and leaves who knocks without an answer."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server, socket.create_connection(server.getsockname()):
        yield server.getsockname()[1]


def call(port: int, caller: socket.socket, seconds: float) -> bool:
    with Deadline(seconds, caller) as deadline:
        with pytest.raises(HTTPError):
            Connections(1).urlopen("GET", f"http://127.0.0.1:{port}/", retries=False, timeout=3_600)
        return deadline.passed


def test_a_call_that_is_not_connected_yet_ends_with_who_waits(silent: int) -> None:
    ours, theirs = socket.socketpair()
    with ours, ThreadPoolExecutor(1) as thread:
        called = thread.submit(call, silent, ours, 3_600)
        # SYN_SENT
        wait(lambda: f":{silent:04X} 02" in Path("/proc/net/tcp").read_text("ascii"))
        theirs.close()
        assert called.result()


def test_a_call_that_begins_when_nobody_waits_any_more_ends_at_once(silent: int) -> None:
    ours, theirs = socket.socketpair()
    theirs.close()
    with ours:
        assert call(silent, ours, 3_600)


def test_who_cannot_be_reached_is_told_from_who_is_late() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        server.close()
        assert not call(port, ours, 3_600)
