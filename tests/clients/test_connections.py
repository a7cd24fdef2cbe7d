"""Connections that stay, over raw sockets: the same request again and again, several at once, and who is told what."""

import json
import select
import socket
import urllib.parse
from collections.abc import Iterator
from typing import BinaryIO

import pytest

from igmgraph.build.snapshot import Snapshot
from tests.serving import serve

PAGE = "/ontology.ttl"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/igm/ontology#Finding> }"


@pytest.fixture(scope="module")
def address(snapshot: Snapshot) -> Iterator[tuple[str, int]]:
    with serve(snapshot, "--workers", "2") as root:
        yield "127.0.0.1", int(urllib.parse.urlsplit(root).port or 0)


@pytest.fixture
def connection(address: tuple[str, int]) -> Iterator[socket.socket]:
    with socket.create_connection(address, timeout=30) as connection:
        yield connection


def get(path: str, *headers: str) -> bytes:
    lines = "".join(f"{each}\r\n" for each in headers)
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".encode()


def ask(query: str) -> bytes:
    return get(f"/sparql?{urllib.parse.urlencode({'query': query})}", "Accept: text/csv")


class Reader:
    """Reads answers one after the other."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def next(self) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the next answer."""
        status = int(self._file.readline().split()[1])
        lines = iter(lambda: self._file.readline().decode().strip(), "")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        if headers.get("transfer-encoding") == "chunked":
            return status, headers, b"".join(iter(self._chunk, b""))
        return status, headers, self._file.read(int(headers.get("content-length", 0)))

    def _chunk(self) -> bytes:
        content = self._file.read(int(self._file.readline(), 16))
        assert self._file.readline() == b"\r\n"
        return content


@pytest.fixture
def reader(connection: socket.socket) -> Iterator[Reader]:
    with connection.makefile("rb") as file:
        yield Reader(file)


@pytest.mark.parametrize("request_bytes", [get(PAGE), ask(COUNT), get("/"), get("/healthz")])
def test_the_same_request_has_the_same_answer_each_time(
    connection: socket.socket, reader: Reader, request_bytes: bytes
) -> None:
    answers = []
    for _ in range(5):
        connection.sendall(request_bytes)
        answers.append(reader.next())
    told = [
        (status, body, {k: v for k, v in headers.items() if k not in {"date", "ratelimit"}})
        for status, headers, body in answers
    ]
    assert told[0][0] == 200
    assert all("date" in headers for _, headers, _ in answers)
    assert all(each == told[0] for each in told)


def test_requests_sent_at_once_are_answered_in_their_order(connection: socket.socket, reader: Reader) -> None:
    texts = [f"SELECT ({number} AS ?n) {{}}" for number in range(7)]
    for _ in range(3):
        # All but each other in one piece, as a client that does not wait sends them.
        connection.sendall(b"".join(map(ask, texts)))
        assert [reader.next()[2].split()[-1] for _ in texts] == [b"%d" % number for number in range(7)]


def test_two_requests_that_came_as_one_piece_are_two_the_next_time(connection: socket.socket, reader: Reader) -> None:
    pair = get(PAGE) + get("/healthz")
    for _ in range(4):
        connection.sendall(pair)
        first, second = reader.next(), reader.next()
        assert first[1]["content-type"].startswith("text/turtle")
        assert second[2].strip() != first[2].strip()
        assert second[0] == 200


def test_the_same_request_sent_before_its_answer_came_is_answered_twice(
    connection: socket.socket, reader: Reader
) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a a ?b . ?c a ?b . ?a ?p ?c }"
    for _ in range(3):
        connection.sendall(ask(slow))
        connection.sendall(ask(slow))
        assert reader.next()[2] == reader.next()[2]


def test_a_client_that_has_the_page_is_told_so_each_time(connection: socket.socket, reader: Reader) -> None:
    connection.sendall(get(PAGE))
    _, headers, _ = reader.next()
    for _ in range(4):
        connection.sendall(get(PAGE, f"If-None-Match: {headers['etag']}"))
        # An answer without a body has none, whatever is sent next.
        connection.sendall(get("/healthz"))
        status, again, body = reader.next()
        assert (status, body, again["etag"]) == (304, b"", headers["etag"])
        assert reader.next()[0] == 200


def test_who_reads_nothing_is_sent_only_so_much(connection: socket.socket) -> None:
    connection.sendall(get(PAGE))
    connection.setblocking(False)
    sent = refused = 0
    # It is slow to say no: only when what the system holds for both is full.
    while refused < 25 and sent < 50_000_000:
        _, writable, _ = select.select([], [connection], [], 0.02)
        refused = 0 if writable else refused + 1
        sent += connection.send(get(PAGE)) if writable else 0
    assert refused == 25


def test_a_request_with_a_body_is_never_taken_for_one_without(connection: socket.socket, reader: Reader) -> None:
    odd = get("/healthz", "Content-Length: 4") + b"\r\n\r\n"
    for _ in range(4):
        connection.sendall(odd)
        assert reader.next()[0] == 200
        connection.sendall(get("/healthz"))
        assert reader.next()[0] == 200


def test_what_is_no_request_is_told_so(connection: socket.socket, reader: Reader) -> None:
    connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 200 + b"\r\n")
    status, headers, body = reader.next()
    assert (status, headers["content-type"]) == (431, "application/problem+json")
    told = json.loads(body)
    assert (told["status"], told["title"]) == (431, "Request Header Fields Too Large")
