"""What no client library would send: bytes on the wire, and a real server behind it."""

import json
import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from select import select
from urllib.parse import urlsplit

import pytest

from igmgraph.build.snapshot import Snapshot
from igmgraph.web.http.problem_types import PROBLEM_TYPES
from tests.protocol.hostile import MARKUP
from tests.protocol.serving import serving

HOST = b"Host: localhost\r\nConnection: close\r\n"
ASK = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n"
POST = b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\n"
TURTLE = b"Accept: text/turtle\r\n"
PAGE = b"Accept: text/html\r\n"
END = b"\r\n"


def described(host: bytes, accept: bytes = TURTLE) -> bytes:
    return b"GET /sparql HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n" + accept + END


#: What is sent, and the status of the answer; None where the server may just hang up.
REQUESTS: dict[str, tuple[bytes, int | None]] = {
    "a plain request": (ASK + HOST + END, 200),
    "HTTP 1.0 without a host": (b"GET /sparql?query=ASK%7B%7D HTTP/1.0\r\n\r\n", 200),
    "letters as they are typed": ("GET /search?q=niñez HTTP/1.1\r\n".encode() + HOST + END, 200),
    "letters of an older coding": ("GET /search?q=niñez HTTP/1.1\r\n".encode("latin-1") + HOST + END, 200),
    "no host": (b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
    "a host of markup": (described(b'">' + MARKUP.encode(), PAGE), 400),
    "a host with a space": (described(b"a b"), 400),
    "a host with brackets": (described(b"a<b>c"), 400),
    "half an address": (described(b"[::1"), 400),
    "a port that is none": (described(b"a:99999999999"), 400),
    "a port of more digits than Python reads": (described(b"a:" + b"9" * 5_000), 400),
    "a port behind as many zeros": (described(b"a:" + b"0" * 5_000 + b"80"), 200),
    "no name at all": (described(b""), 400),
    "a host outside ASCII": (described(b"\xc3\xa9.example"), 400),
    "forwarded by nobody": (
        described(b"a.example", TURTLE + b"X-Forwarded-Host: evil\r\nX-Forwarded-Proto: js\r\n"),
        200,
    ),
    "a place in a header": (described(b"a.example", TURTLE + b"Script-Name: /evil\r\nScript_Name: /evil\r\n"), 200),
    "another site's URL": (b"GET http://evil.example/sparql HTTP/1.1\r\n" + HOST + TURTLE + END, None),
    "a URL without a path": (b"GET http://localhost?lang=es HTTP/1.1\r\n" + HOST + PAGE + END, 200),
    "a URL of nothing but a host": (b"GET http://localhost HTTP/1.1\r\n" + HOST + PAGE + END, 200),
    "an asterisk": (b"OPTIONS * HTTP/1.1\r\n" + HOST + END, 200),
    "a tunnel": (b"CONNECT localhost:80 HTTP/1.1\r\n" + HOST + END, 400),
    "a method that there is not": (b"BREW /sparql HTTP/1.1\r\n" + HOST + END, 405),
    "a method in small letters": (b"get /sparql HTTP/1.1\r\n" + HOST + END, 400),
    "a method that is none": (b"G(T /sparql HTTP/1.1\r\n" + HOST + END, 400),
    "two lengths": (POST + b"Content-Length: 5\r\nContent-Length: 50\r\n\r\nASK{}", 400),
    # Where a proxy takes one for true and the server the other, a second request hides in the body (RFC 9112, 6.1).
    "a length and chunks": (
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nASK{}\r\n0\r\n\r\n",
        400,
    ),
    "chunks": (POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nASK{}\r\n0\r\n\r\n", 200),
    "chunks without length": (POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nASK{}\r\n0\r\n\r\n", 400),
    "chunks of another coding": (POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nASK{}\r\n0\r\n\r\n", 400),
    "chunks in capitals": (POST + b"Transfer-Encoding: Chunked\r\n\r\n5\r\nASK{}\r\n0\r\n\r\n", 200),
    "a length below nothing": (POST + b"Content-Length: -5\r\n\r\nASK{}", 400),
    "no length": (POST + END, 400),
    "a length beyond all": (POST + b"Content-Length: 99999999999\r\n\r\nASK{}", 413),
    "a body of another coding": (POST + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nASK{}", 415),
    "an expectation": (POST + b"Expect: tea\r\nContent-Length: 5\r\n\r\nASK{}", 200),
    # It is told of no answer that is none yet (RFC 9110, 15.2).
    "an expectation of HTTP 1.0": (
        POST.replace(b"1.1", b"1.0") + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\nASK{}",
        200,
    ),
    "a large header": (ASK + HOST + b"X: " + b"a" * 2_000_000 + b"\r\n\r\n", 431),
    "many headers": (ASK + HOST + b"".join(b"X%d: a\r\n" % number for number in range(2_000)) + END, 431),
    "a long path": (b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n" + HOST + END, 414),
    "a path outside ASCII": (b"GET /id/\xff\xfe HTTP/1.1\r\n" + HOST + PAGE + END, 404),
    "a query outside ASCII": (b"GET /sparql?query=ASK{}\xff HTTP/1.1\r\n" + HOST + END, 400),
    "a NUL": (b"GET /\x00 HTTP/1.1\r\n" + HOST + END, 400),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 100, 400),
    "another protocol": (b"GET / HTTP/1.1\r\n" + HOST + b"Upgrade: h2c\r\n\r\n", 200),
    "three at once": ((ASK + HOST + END) * 3, 200),
    "a path upwards": (b"GET /static/../../../../etc/passwd HTTP/1.1\r\n" + HOST + END, 404),
    "a header in a path": (b"GET /id/a%0d%0aX-Injected:%20yes HTTP/1.1\r\n" + HOST + PAGE + END, 404),
    "many media types": (ASK + HOST + b"Accept: " + b"a/b;q=0.1," * 3_000 + END + END, 406),
    "a quoted parameter": (ASK + HOST + b'Accept: a/b;x="' + b"\\a" * 20_000 + END + END, 406),
    "many parameters": (ASK + HOST + b"Accept: a/b" + b";a=b" * 10_000 + END + END, 406),
    "many languages": (
        b"GET /sparql HTTP/1.1\r\n" + HOST + b"Accept-Language: " + b"en;q=0.1," * 5_000 + END + END,
        200,
    ),
    "many codings": (ASK + HOST + b"Accept-Encoding: " + b"gzip;q=0.1," * 5_000 + END + END, 200),
    "many ranges": (
        b"GET /static/style.css HTTP/1.1\r\n" + HOST + b"Range: bytes=" + b"0-1," * 9_000 + b"0-1\r\n\r\n",
        416,
    ),
    "many tags": (b"GET /dataset.ttl HTTP/1.1\r\n" + HOST + b"If-None-Match: " + b'"a",' * 9_000 + END + END, 200),
    "tags apart by spaces": (
        b"GET /dataset.ttl HTTP/1.1\r\n" + HOST + b"If-None-Match: " + b'"a"    ' * 5_000 + b"x" + END + END,
        200,
    ),
    "a date that is none": (
        b"GET /dataset.ttl HTTP/1.1\r\n" + HOST + b"If-Modified-Since: Mon, 99 Foo 9999\r\n\r\n",
        200,
    ),
    "many addresses": (ASK + HOST + b"X-Forwarded-For: " + b"1.1.1.1," * 9_000 + END + END, 200),
}


@pytest.fixture(scope="module")
def address(snapshot: Snapshot) -> Iterator[tuple[str, int]]:
    options = ("--workers", "1", "--client-seconds-per-minute", "0")
    with serving(snapshot.path.parents[1], *options) as root:
        yield "127.0.0.1", int(urlsplit(root).port or 0)


def send(address: tuple[str, int], content: bytes) -> bytes:
    """What the server says until it hangs up."""
    answer = b""
    with socket.create_connection(address, timeout=30) as connection:
        # Of a request that is too large it may not wait for the end.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(content)
        with suppress(ConnectionResetError):
            while part := connection.recv(65_536):
                answer += part
    return answer


@pytest.mark.parametrize("name", REQUESTS)
def test_the_server_answers_or_hangs_up(address: tuple[str, int], name: str) -> None:
    content, status = REQUESTS[name]
    answer = send(address, content)
    if status:
        assert answer[9:12].decode() == str(status)
    assert not answer.startswith(b"HTTP/1.1 500")
    head = answer.partition(b"\r\n\r\n")[0].lower()
    assert b"\r\nx-injected" not in head
    assert b"evil" not in head
    assert MARKUP.encode() not in answer


def test_it_is_still_there_afterwards(address: tuple[str, int]) -> None:
    assert send(address, ASK + HOST + END).endswith(b"true}")


def test_a_client_of_http_1_0_is_sent_no_chunks(address: tuple[str, int]) -> None:
    for rows in (2, 5_000):
        query = f"/sparql?format=csv&query=SELECT+*+%7B?s+?p+?o%7DLIMIT+{rows}".encode()
        head, _, body = send(address, b"GET " + query + b" HTTP/1.0\r\n\r\n").partition(b"\r\n\r\n")
        assert b"chunked" not in head
        assert body.count(b"\r\n") == rows + 1


def test_a_client_of_http_1_0_can_tell_that_an_answer_was_stopped(address: tuple[str, int]) -> None:
    query = b"/sparql?timeout=1&format=csv&query=SELECT+*+%7B?a+?b+?c.?d+?e+?f+FILTER(0.125%3C2)%7D"
    with socket.create_connection(address, timeout=30) as connection:
        connection.sendall(b"GET " + query + b" HTTP/1.0\r\n\r\n")
        assert connection.recv(4_000).startswith(b"HTTP/1.1 200")
        # More slowly than it comes, so that it is stopped on its way.
        parts = (connection.recv(4_000) for _ in iter(lambda: select([], [], [], 0.001), None))
        with pytest.raises(ConnectionResetError):
            all(parts)


@pytest.mark.parametrize("path", [b"/ontology.ttl", b"/sparql?query=ASK%7B%7D", b"/healthz"])
def test_an_answer_tells_its_date_once(address: tuple[str, int], path: bytes) -> None:
    for _ in range(3):
        head = send(address, b"GET " + path + b" HTTP/1.1\r\n" + HOST + END).partition(b"\r\n\r\n")[0]
        assert head.lower().count(b"\r\ndate: ") == 1


@pytest.mark.parametrize("tags", [b"*", b'"x", %b', b'"x"\r\nIf-None-Match: %b', b'%b\r\nIf-None-Match: "x"'])
def test_who_has_an_answer_is_told_so_whether_or_not_it_was_asked_for_before(
    address: tuple[str, int], tags: bytes
) -> None:
    path = b"/sparql?query=ASK%7B%7D%23" + hex(hash(tags))[3:].encode()
    tag = re.search(rb"(?i)etag: (\S+)", send(address, ASK + HOST + END))
    assert tag
    request = b"GET " + path + b" HTTP/1.1\r\n" + HOST
    condition = b"If-None-Match: " + tags.replace(b"%b", tag[1]) + END
    statuses = [send(address, request + more + END)[9:12] for more in (condition, b"", b"", condition, condition)]
    assert statuses == [b"304", b"200", b"200", b"304", b"304"]
    posted = POST + condition + b"Content-Length: 5\r\n\r\nASK{}"
    assert {send(address, posted)[9:12] for _ in range(3)} == {b"200"}


def test_an_answer_that_is_kept_has_the_links_of_the_host_that_is_asked(address: tuple[str, int]) -> None:
    for host in (b"a.example", b"b.example:81") * 3:
        request = b"GET /doc/place/cl.ttl HTTP/1.1\r\nConnection: close\r\nHost: " + host + END + END
        assert b'<http://%b/doc/place/cl.ttl>; rel="original timegate"' % host in send(address, request)


def test_two_headers_do_not_become_one(address: tuple[str, int]) -> None:
    answer = send(address, ASK + HOST + b"Accept: text/csv\r\nAccept_: x\r\n_: y\r\nIf_None_Match: *\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")


def test_what_comes_after_a_wish_for_another_protocol_is_not_waited_for(address: tuple[str, int]) -> None:
    wish = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
    answer = send(address, wish + ASK + b"Host: localhost\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"\r\nConnection: close\r\n" in answer


def test_who_asks_by_too_long_a_url_is_told_what_to_do(address: tuple[str, int]) -> None:
    for size in (70_000, 200_000):
        answer = send(address, b"GET /sparql?query=ASK%7B%7D%23" + b"a" * size + b" HTTP/1.1\r\n" + HOST + END)
        problem = json.loads(answer.partition(b"\r\n\r\n")[2])
        kind = PROBLEM_TYPES[problem["type"].removeprefix("https://w3id.org/igm/problems/")]
        assert (problem["status"], problem["title"], problem["advice"]) == (414, kind.title, kind.advice)
        assert kind.status == 414
        assert "POST" in kind.advice
        assert "POST" in problem["detail"]


def test_a_fragment_is_no_part_of_a_request(address: tuple[str, int]) -> None:
    request = b"GET /sparql?query=ASK%7B%7D&format=json#middle HTTP/1.1\r\n" + HOST + END
    assert {send(address, request)[9:12] for _ in range(5)} == {b"200"}


def test_an_answer_that_is_owed_comes_before_the_word_about_what_is_no_request(address: tuple[str, int]) -> None:
    long = b"GET /sparql?query=SELECT+(COUNT(*)+AS+?n)%7B?a+?b+?c%7D HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for _ in range(3):
        answer = send(address, long + b"\x00nonsense\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200")
        assert answer.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize(
    ("path", "allowed"), [(b"/sparql", b"GET, HEAD, OPTIONS, POST"), (b"/healthz", b"GET, HEAD, OPTIONS")]
)
def test_who_uses_a_method_that_there_is_not_is_told_those_that_there_are(
    address: tuple[str, int], path: bytes, allowed: bytes
) -> None:
    answer = send(address, b"BREW " + path + b" HTTP/1.1\r\n" + HOST + END)
    allow = re.search(rb"(?i)\r\nallow: ([^\r]*)", answer)
    assert allow
    assert sorted(allow[1].split(b", ")) == sorted(allowed.split(b", "))
    assert b"BREW" in answer
