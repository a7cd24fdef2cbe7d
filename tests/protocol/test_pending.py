"""Queries that came before, byte by byte: begun without a task, whatever becomes of them and of who asked."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from http.client import HTTPConnection
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

import pytest

from igmgraph.build.snapshot import Snapshot
from tests.protocol.serving import serving

JSON = "application/sparql-results+json"
#: So long that it is stopped; some tenths of a second; many parts; refused when it is evaluated.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d a <https://w3id.org/igm/ontology#Indicator> }"
LARGE = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"
WRONG = "SELECT * { ?s ?p }"


@pytest.fixture(scope="module")
def address(snapshot: Snapshot) -> Iterator[str]:
    options = ("--workers", "1", "--query-timeout", "5", "--client-seconds-per-minute", "0", "--result-cache", "0")
    with serving(snapshot.path.parent.parent, *options) as root:
        yield urlsplit(root).netloc


def head(query: str, address: str) -> bytes:
    return f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: {address}\r\nAccept: {JSON}\r\n\r\n".encode()


def ask(address: str, query: str) -> tuple[int, bytes]:
    """Status and body of an answer, over a connection of its own."""
    with closing(HTTPConnection(address)) as connection:
        connection.request("GET", f"/sparql?query={quote(query)}", headers={"Accept": JSON})
        answer = connection.getresponse()
        return answer.status, answer.read()


@pytest.fixture(scope="module")
def known(address: str) -> Callable[[str], bytes]:
    """Makes a query known to the service by its bytes, once: what is endless takes its time each time."""

    @cache
    def known(query: str) -> bytes:
        request = head(query, address)
        for _ in range(2):
            with closing(connected(address)) as client:
                client.sendall(request)
                read(client)
        return request

    return known


def connected(address: str) -> socket.socket:
    host, _, port = address.partition(":")
    return socket.create_connection((host, int(port)), timeout=20)


def read(client: socket.socket) -> tuple[int, bytes]:
    """Status and body of one answer, whose end is told by its length or its chunks."""
    stream = client.makefile("rb", buffering=0)
    lines = [stream.readline()]
    while lines[-1] not in {b"\r\n", b""}:
        lines.append(stream.readline())
    headers = dict(line.lower().rstrip().split(b": ", 1) for line in lines[1:-1])
    if b"content-length" in headers:
        return int(lines[0].split()[1]), exactly(stream.read, int(headers[b"content-length"]))
    body = b""
    while size := int(stream.readline(), 16):
        body += exactly(stream.read, size)
        stream.readline()
    stream.readline()
    return int(lines[0].split()[1]), body


def exactly(take: Callable[[int], bytes | None], size: int) -> bytes:
    data = b""
    while len(data) < size and (part := take(size - len(data))):
        data += part
    return data


def counted(address: str, name: str, label: str) -> float:
    """What the service's own counters of that name say, with that label."""
    with urlopen(f"http://{address}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith(name) and f'"{label}"' in line)


def outcomes(address: str, outcome: str) -> float:
    """How many queries ended so."""
    return counted(address, "igmgraph_query_seconds_count", outcome)


@pytest.mark.parametrize(
    ("query", "status"), [(ENDLESS, 504), (WRONG, 400), (LARGE, 200), (LONG, 200), ("ASK {}", 200)]
)
def test_the_same_request_has_the_same_answer(
    address: str, known: Callable[[str], bytes], query: str, status: int
) -> None:
    request = known(query)
    with closing(connected(address)) as client:
        client.sendall(request)
        first = read(client)
        client.sendall(request)
        again = read(client)
    assert first == again
    assert first[0] == status
    if status == 200:
        assert first == ask(address, f"{query} # asked in other words")


def test_who_asks_before_the_answer_is_there_has_both_in_their_order(
    address: str, known: Callable[[str], bytes]
) -> None:
    # Of these, one needs no process, and would be there first.
    long, short = known(LONG), f"GET /healthz HTTP/1.1\r\nHost: {address}\r\n\r\n".encode()
    with closing(connected(address)) as client:
        client.sendall(long)
        client.sendall(short[:40])
        client.sendall(short[40:])
        client.sendall(long + short)
        answers = [json.loads(read(client)[1]) for _ in range(4)]
    assert ["results" in answer for answer in answers] == [True, False] * 2
    assert ["status" in answer for answer in answers] == [False, True] * 2


@pytest.mark.parametrize("more", ["GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /he", ""])
def test_who_leaves_with_more_to_ask_is_seen_to_have_left(
    address: str, known: Callable[[str], bytes], more: str
) -> None:
    request, abandoned = known(ENDLESS), outcomes(address, "abandoned")
    answers = counted(address, "igmgraph_http_requests_total", "/sparql")
    with closing(connected(address)) as client:
        client.sendall(request + more.encode())
        while b"igmgraph_queries_running 1.0" not in urlopen(f"http://{address}/metrics").read():
            pass
    assert ask(address, "ASK {}")[0] == 200
    assert outcomes(address, "abandoned") == abandoned + 1
    # To them there was no answer.
    assert counted(address, "igmgraph_http_requests_total", "/sparql") == answers + 1


def test_the_process_of_a_client_that_has_left_is_free_again(address: str, known: Callable[[str], bytes]) -> None:
    request = known(ENDLESS)
    stopped, abandoned = outcomes(address, "query-timeout"), outcomes(address, "abandoned")
    with closing(connected(address)) as client:
        client.sendall(request)
        # It is at work when others have to wait.
        while b"igmgraph_queries_running 1.0" not in urlopen(f"http://{address}/metrics").read():
            pass
    assert ask(address, "ASK {}")[0] == 200
    assert outcomes(address, "abandoned") == abandoned + 1
    assert outcomes(address, "query-timeout") == stopped
