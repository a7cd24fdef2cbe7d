"""Clients that send slowly, stop reading or go away, over raw sockets; others are served all the while."""

import json
import resource
import select
import socket
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h }"
HALF = (
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 100\r\n\r\nASK {}"
)

#: A body whose chunks do not end; what there is of it would do for a query.
CHUNK = (
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n"
)


@pytest.fixture
def raw(service: str) -> Iterator["Raw"]:
    with Raw(service) as raw:
        yield raw


class Raw(ExitStack):
    """Opens connections, and closes them all in the end."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._address = (urllib.parse.urlsplit(service).hostname, urllib.parse.urlsplit(service).port)

    def send(self, data: bytes) -> socket.socket:
        connection = self.enter_context(socket.create_connection(self._address, timeout=60))
        connection.sendall(data)
        return connection


def query(service: str, text: str, timeout: float = 60) -> Any:
    url = f"{service}/sparql?{urllib.parse.urlencode({'query': text})}"
    with urllib.request.urlopen(url, timeout=timeout) as answer:
        return json.load(answer)


def gauge(service: str, name: str) -> float:
    with urllib.request.urlopen(f"{service}/metrics", timeout=60) as answer:
        families = list(text_string_to_metric_families(answer.read().decode()))
    (value,) = [found.value for family in families for found in family.samples if found.name == name]
    return float(value)


def outcomes(service: str) -> dict[str, float]:
    """How many queries ended how."""
    with urllib.request.urlopen(f"{service}/metrics", timeout=60) as answer:
        families = list(text_string_to_metric_families(answer.read().decode()))
    found = Counter[str]()
    for family in families:
        for each in family.samples:
            if each.name == "igmgraph_query_seconds_count":
                found[each.labels["outcome"]] += each.value  # type: ignore[assignment]
    return dict(found)


def wait_for(service: str, name: str, value: float) -> None:
    """Ask until the gauge has the value; a gauge that never has it fails the test by its time limit."""
    for _ in range(5_000):
        if gauge(service, name) == value:
            return
    raise AssertionError(f"{name} never was {value}")


def get(text: str) -> bytes:
    path = f"/sparql?{urllib.parse.urlencode({'query': text})}"
    return f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()


def read_all(connection: socket.socket) -> bytes:
    answer = b""
    while part := connection.recv(65_536):
        answer += part
    return answer


def test_bodies_that_never_come_hold_up_nobody(service: str, raw: Raw) -> None:
    waiting = {raw.send(HALF) for _ in range(120)}
    while len(waiting) > 4:
        answered, _, _ = select.select(waiting, [], [], 60)
        assert answered, "one client keeps four places, and is refused more"
        assert all(connection.recv(65_536).startswith(b"HTTP/1.1 503 ") for connection in answered)
        waiting -= set(answered)
    assert query(service, "ASK {}")["boolean"] is True


@pytest.mark.parametrize("half", [HALF, CHUNK])
def test_half_a_query_is_not_run(service: str, raw: Raw, half: bytes) -> None:
    def ask() -> bytes:
        connection = raw.send(half)
        connection.shutdown(socket.SHUT_WR)
        return read_all(connection)

    # Who has just gone may still have the places of this client, for as long as it takes to notice.
    answer = next(answer for _ in range(5_000) if not (answer := ask()).startswith(b"HTTP/1.1 503 "))
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400 ")
    assert b"true" not in answer


def test_connections_on_which_nothing_comes_hold_up_nobody(service: str, raw: Raw) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        for _ in range(1_200):
            raw.send(b"")
        assert query(service, "ASK {}")["boolean"] is True
        raw.close()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_headers_that_never_come_are_waited_for_only_so_long(service: str, raw: Raw) -> None:
    connection = raw.send(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    assert not read_all(connection).startswith(b"HTTP/1.1 200")
    assert query(service, "ASK {}")["boolean"] is True


def test_a_worker_is_free_again_after_its_client_has_gone(service: str, raw: Raw) -> None:
    for _ in range(4):
        raw.send(get(CROSS)).close()
    wait_for(service, "igmgraph_queries_running", 0)
    assert query(service, "ASK {}")["boolean"] is True


@pytest.mark.parametrize("header", [b"Accept: text/html", b"Accept: application/json"])
def test_a_client_that_leaves_is_noticed_before_the_deadline(service: str, raw: Raw, header: bytes) -> None:
    # A page is made by Flask, in a thread; other formats in the event loop.
    before = outcomes(service)
    connection = raw.send(get(CROSS).replace(b"Host: x", b"Host: x\r\n" + header))
    wait_for(service, "igmgraph_queries_running", 1)
    connection.close()
    wait_for(service, "igmgraph_queries_running", 0)
    assert outcomes(service).get("query-timeout") == before.get("query-timeout")


def test_a_client_that_has_said_all_may_close_its_half(service: str, raw: Raw) -> None:
    connection = raw.send(get("ASK {}"))
    connection.shutdown(socket.SHUT_WR)
    answer = read_all(connection)
    assert answer == b"" or b'"boolean":true' in answer
    wait_for(service, "igmgraph_queries_running", 0)


def test_readers_that_stop_keep_no_worker(service: str, raw: Raw) -> None:
    large = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 40000"
    readers = [raw.send(get(large)) for _ in range(8)]
    for connection in readers:
        assert connection.recv(100).startswith(b"HTTP/1.1 ")
    wait_for(service, "igmgraph_queries_running", 0)
    assert query(service, "ASK {}")["boolean"] is True


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00" * 1_000,
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /sparql HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
        b"GET /" + b"a" * 500_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 10_000 + b"\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://elsewhere.example/ HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n",
        b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    ],
)
def test_what_is_not_http_harms_nobody(service: str, raw: Raw, garbage: bytes) -> None:
    connection = raw.send(b"")
    try:
        connection.sendall(garbage)
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(65_536)
    except OSError:
        # The server has hung up already.
        answer = b""
    assert not answer.startswith(b"HTTP/1.1 5")
    assert query(service, "ASK {}")["boolean"] is True
