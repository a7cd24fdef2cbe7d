"""What a connection is after a request that was refused, or had more to say than it should."""

import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import quote, urlsplit

import pytest

from igmgraph.build.snapshot import Snapshot
from tests.protocol.serving import serving

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d) }"
QUERY = "SELECT * { ?s ?p ?o } LIMIT 3"


@pytest.fixture(scope="module")
def address(snapshot: Snapshot) -> Iterator[str]:
    options = ("--workers", "1", "--trusted-proxies", "1", "--query-timeout", "1")
    budget = ("--client-seconds-per-minute", "0.01", "--client-burst-seconds", "0.5")
    with serving(snapshot.path.parents[1], *options, *budget) as root:
        yield urlsplit(root).netloc


@pytest.fixture
def client(address: str) -> Iterator[HTTPConnection]:
    connection = HTTPConnection(address, timeout=60)
    yield connection
    connection.close()


def connected(address: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=60)


@pytest.mark.parametrize("kind", ["application/sparql-query", "text/plain", "application/sparql-update"])
@pytest.mark.parametrize("size", [300_000, 1_300_000, 6_000_000])
def test_who_sent_too_much_is_told_so_and_goes_on(client: HTTPConnection, kind: str, size: int) -> None:
    client.request("POST", "/sparql", b"x" * size, {"Content-Type": kind})
    refused = client.getresponse()
    refused.read()
    assert refused.status in {403, 413, 415}
    client.request("GET", "/healthz")
    assert client.getresponse().status == 200


@pytest.mark.parametrize(("line", "status"), [("POST /sparql", 413), ("GET /healthz", 200), ("GET /nothing", 404)])
def test_who_waits_for_leave_to_send_and_gets_an_answer_is_told_that_the_connection_ends(
    address: str, line: str, status: int
) -> None:
    head = f"{line} HTTP/1.1\r\nHost: {address}\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n"
    with connected(address) as connection:
        connection.sendall(f"{head}Content-Type: application/sparql-query\r\n\r\n".encode())
        answer = HTTPResponse(connection)
        answer.begin()
        assert (answer.status, answer.headers["Connection"]) == (status, "close")
        answer.read()
        assert connection.recv(1) == b""


def test_who_is_given_leave_to_send_goes_on(address: str) -> None:
    head = f"POST /sparql HTTP/1.1\r\nHost: {address}\r\nExpect: 100-continue\r\nContent-Length: 5\r\n"
    with connected(address) as connection:
        for _ in range(2):
            connection.sendall(f"{head}Content-Type: text/plain\r\n\r\n".encode())
            assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
            connection.sendall(b"ASK{}")
            answer = HTTPResponse(connection)
            answer.begin()
            answer.read()
            assert (answer.status, answer.headers["Connection"]) == (415, None)


def posted(address: str, seen: str, trailer: bytes) -> int:
    """Status of a costly query in one chunk, of the client that the proxy has seen."""
    body = ENDLESS.encode()
    head = f"POST /sparql HTTP/1.1\r\nHost: {address}\r\nX-Forwarded-For: {seen}\r\n".encode()
    kind = b"Content-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\n"
    with connected(address) as connection:
        connection.sendall(head + kind + b"%x\r\n%b\r\n0\r\n%b\r\n" % (len(body), body, trailer))
        answer = HTTPResponse(connection)
        answer.begin()
        return answer.status


def test_a_field_of_a_trailer_is_no_header(address: str) -> None:
    assert posted(address, "192.0.2.1", b"") == 504
    fields = [b"X-Forwarded-For: 192.0.2.99\r\n", b"x-forwarded-for: 192.0.2.98\r\n", b"Host: a b\r\n"]
    for trailer in [b"", *fields, b"Content-Type: text/plain\r\n"]:
        assert posted(address, "192.0.2.1", trailer) == 429


def test_who_has_used_up_the_budget_is_told_what_is_known(client: HTTPConnection) -> None:
    def status(query: str, accept: str, *, post: bool = False) -> int:
        form = f"query={quote(query)}"
        headers = {"X-Forwarded-For": "192.0.2.3", "Accept": accept}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        if post:
            client.request("POST", "/sparql", form, {**headers, **kind})
        else:
            client.request("GET", f"/sparql?{form}", headers=headers)
        answer = client.getresponse()
        answer.read()
        return answer.status

    assert status(QUERY, "text/csv") == 200
    assert status(ENDLESS, "*/*") == 504
    assert status(QUERY, "text/tab-separated-values") == 429
    for known in (QUERY, QUERY.replace(" ", "  ")):
        assert {status(known, "text/csv"), status(known, "text/csv;q=1"), status(known, "text/csv", post=True)} == {200}


def test_only_so_many_requests_wait_for_their_turn(address: str) -> None:
    one = f"GET /healthz HTTP/1.1\r\nHost: {address}\r\n\r\n".encode()
    answer = b""
    with connected(address) as connection:
        connection.sendall(one * 5_000)
        connection.shutdown(socket.SHUT_WR)
        while part := received(connection):
            answer += part
    assert answer.count(b"HTTP/1.1 200") < 5_000


def received(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65_536)
    except ConnectionResetError:
        return b""


@pytest.mark.parametrize("host", ["igm_web", "igm_web:8000", "localhost:", "a~b", "LOCALHOST:80", "[::1]:8000"])
def test_a_name_may_have_all_that_names_have(client: HTTPConnection, host: str) -> None:
    client.request("GET", "/sparql", headers={"Host": host, "Accept": "application/n-triples"})
    answer = client.getresponse()
    assert answer.status == 200
    assert f"<http://{host.lower().removesuffix(':').removesuffix(':80')}/sparql>".encode() in answer.read()


def test_the_host_of_an_address_is_the_one_that_counts(client: HTTPConnection) -> None:
    client.request("GET", "http://other.example/sparql", headers={"Accept": "application/n-triples"})
    assert b"<http://other.example/sparql>" in client.getresponse().read()


@pytest.mark.parametrize("line", ["/" + "a" * 70_000, "/ b", "/ HTTP/1.1" + "\r\nX: y" * 101])
def test_what_is_no_request_is_told_as_all_problems_are(address: str, client: HTTPConnection, line: str) -> None:
    client.request("GET", "/sparql?query=")
    other = client.getresponse()
    with connected(address) as connection:
        connection.sendall(f"GET {line} HTTP/1.1\r\nHost: {address}\r\n\r\n".encode())
        answer = HTTPResponse(connection)
        answer.begin()
        assert json.load(answer)["type"].startswith("https://w3id.org/igm/problems/")
        assert answer.headers["Date"]
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]
        assert answer.headers["Access-Control-Expose-Headers"] == other.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(
    ("path", "more", "status"), [("/ b", "", 400), ("/" + "a" * 70_000, "", 414), ("/", "X: y\r\n" * 200, 431)]
)
def test_what_is_no_request_is_counted(client: HTTPConnection, address: str, path: str, more: str, status: int) -> None:
    def counted() -> float:
        client.request("GET", "/metrics")
        told = client.getresponse().read().decode()
        label = f'igmgraph_http_requests_total{{method="other",route="none",status="{status}"}} '
        return sum(float(line.removeprefix(label)) for line in told.splitlines() if line.startswith(label))

    before = counted()
    with connected(address) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {address}\r\n{more}\r\n".encode())
        assert received(connection)[9:12] == str(status).encode()
    assert counted() == before + 1


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("/" + "a" * 70_000 + " HTTP/1.1", 414),
        ("/" + "a" * 200_000 + " HTTP/1.1", 414),
        ("/ HTTP/1.1" + "\r\nX: y" * 200, 431),
        ("/ HTTP/1.1\r\nX: " + "a" * 200_000, 431),
        ("/ b HTTP/1.1", 400),
        ("/\x01 HTTP/1.1", 400),
    ],
)
def test_what_is_no_request_has_no_body_where_it_is_a_head(address: str, line: str, status: int) -> None:
    rest = f" {line}\r\nHost: {address}\r\n\r\n".encode()
    with connected(address) as connection:
        connection.sendall(b"HEAD" + rest)
        head, body = received(connection).split(b"\r\n\r\n")
    assert (head[9:12], body) == (b"%d" % status, b"")
    with connected(address) as connection:
        connection.sendall(f"HEAD /healthz HTTP/1.1\r\nHost: {address}\r\n\r\n".encode())
        with HTTPResponse(connection, method="HEAD") as other:
            other.begin()
        connection.sendall(b"GET" + rest)
        _, body = received(connection).split(b"\r\n\r\n")
    assert head.endswith(b"\r\nContent-Length: %d" % len(body))
    assert json.loads(body)["status"] == status


def test_who_takes_only_what_is_coded_gets_it_so_each_time(client: HTTPConnection) -> None:
    for accepted, coding in [("gzip, identity;q=0", "gzip"), ("gzip", None)] * 3:
        client.request("GET", "/sparql?query=ASK%7B%7D", headers={"Accept-Encoding": accepted})
        answer = client.getresponse()
        answer.read()
        assert answer.headers["Content-Encoding"] == coding


CHUNKED = b"POST /%b HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
CHUNKED += b"Transfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n"


@pytest.mark.parametrize("more", [b"0\r\nX: %b", b"0\r\n%b", b"5;%b"])
def test_what_comes_besides_a_body_is_no_longer_than_a_head(address: str, more: bytes) -> None:
    with connected(address) as connection:
        # Who goes on to send is not sure to read why it has to end.
        with suppress(ConnectionError):
            connection.sendall(CHUNKED % b"sparql" + more % (b"x" * 400_000))
        assert received(connection)[:13] in {b"HTTP/1.1 431 ", b""}


def test_a_request_that_was_answered_is_not_answered_again(address: str) -> None:
    with connected(address) as connection:
        connection.sendall(CHUNKED % b"nothing")
        answer = HTTPResponse(connection)
        answer.begin()
        assert (answer.status, bool(answer.read())) == (404, True)
        connection.sendall(b"this is no chunk\r\n")
        assert received(connection) == b""
