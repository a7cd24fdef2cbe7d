"""Names of headers on the wire: any letters are right, but RCurl, which R asks by, reads none but the usual ones."""

import socket
from collections.abc import Iterator
from contextlib import closing
from typing import BinaryIO
from urllib.parse import urlsplit

import pytest

from igmgraph.build.snapshot import Snapshot
from tests.protocol.serving import serving

ASK = "/sparql?query=ASK%7B%7D"
WRONG = "/sparql?query=ASK%7B"
#: Different each time, so that it is never kept.
STREAM = "/sparql?format=csv&query=SELECT+*+%7B?s+?p+?o+BIND(RAND()+AS+?r)%7D"
POST = "Content-Type: application/sparql-query\r\nContent-Length: 5\r\n"
HTTP_1_0 = " HTTP/1.0\r\n\r\n"

#: Those written in a way of their own; all others have a capital after each hyphen, and nowhere else.
ODD = {"ETag", "RateLimit", "RateLimit-Policy"}


@pytest.fixture(scope="module")
def address(snapshot: Snapshot) -> Iterator[tuple[str, int]]:
    with serving(snapshot.path.parents[1], "--workers", "1") as root:
        yield "127.0.0.1", int(urlsplit(root).port or 0)


def request(line: str, more: str = "") -> bytes:
    return f"{line} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n".encode()


def heads(address: tuple[str, int], *requests: bytes) -> list[tuple[int, dict[str, str]]]:
    """Statuses and headers of answers to requests that are sent one after the other over one connection."""
    answers = []
    with closing(socket.create_connection(address, timeout=30)) as client, client.makefile("rb") as stream:
        for each in requests:
            client.sendall(each)
            status = int(stream.readline().split()[1])
            lines = iter(stream.readline, b"\r\n")
            headers = dict(line.decode().rstrip("\r\n").split(": ", 1) for line in lines)
            if not each.startswith(b"HEAD") and status != 304:
                pass_over_body(stream, headers)
            answers.append((status, headers))
    return answers


def pass_over_body(stream: BinaryIO, headers: dict[str, str]) -> None:
    """Read to the end, which is told by a length, by chunks or by the connection."""
    told = {name.lower(): value for name, value in headers.items()}
    if "transfer-encoding" not in told:
        stream.read(int(told.get("content-length", "-1")))
        return
    while size := int(stream.readline(), 16):
        stream.read(size + 2)
    stream.readline()


def check(headers: dict[str, str]) -> None:
    assert {name for name in headers if name != name.title()} <= ODD
    assert "Date" in headers


@pytest.mark.parametrize(
    ("line", "more", "status"),
    [
        (f"GET {ASK}", "", 200),
        (f"HEAD {ASK}", "", 200),
        ("GET /dataset", "Accept: text/html\r\n", 200),
        ("GET /static/style.css", "", 200),
        ("GET /id/place/cl", "", 303),
        ("GET /nowhere", "", 404),
        (f"GET {WRONG}", "", 400),
        ("POST /sparql", POST, 200),
        (f"GET {STREAM}", "", 200),
        ("OPTIONS /sparql", "Origin: https://a.example\r\nAccess-Control-Request-Method: GET\r\n", 200),
    ],
)
def test_names_are_in_the_usual_letters_in_the_first_answer_and_the_next(
    address: tuple[str, int], line: str, more: str, status: int
) -> None:
    each = request(line, more) + (b"ASK{}" if "POST" in line else b"")
    for told, headers in heads(address, each, each, each):
        assert told == status
        check(headers)
        assert "Content-Type" in headers
        assert ("Transfer-Encoding" in headers) == line.endswith(STREAM)


def test_so_they_are_where_the_client_has_the_answer(address: tuple[str, int]) -> None:
    tag = heads(address, request(f"GET {ASK}"))[0][1]["ETag"]
    each = request(f"GET {ASK}", f"If-None-Match: {tag}\r\n")
    for status, headers in heads(address, each, each, each):
        assert status == 304
        check(headers)
        assert headers["ETag"] == tag


@pytest.mark.parametrize(
    ("refused", "status"),
    [(b"nonsense\r\n\r\n", 400), (request("GET /" + "a" * 70_000), 414), (request("GET /", "X: y\r\n" * 200), 431)],
)
def test_so_they_are_where_there_is_no_request(address: tuple[str, int], refused: bytes, status: int) -> None:
    [(told, headers)] = heads(address, refused)
    assert told == status
    check(headers)
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["Connection"] == "close"


@pytest.mark.parametrize("path", [ASK, STREAM, WRONG])
def test_so_they_are_for_a_client_of_http_1_0(address: tuple[str, int], path: str) -> None:
    [(_, headers)] = heads(address, f"GET {path}{HTTP_1_0}".encode())
    check(headers)
    assert headers["Connection"] == "close"
    assert "Content-Type" in headers
