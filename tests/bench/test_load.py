"""Load against a server of our own that counts."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench import load


class Counting(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, str]] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["Accept"]))
        self.send_response(200 if self.path == "/good?a=b" else 503)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"body")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def root() -> Iterator[str]:
    Counting.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Counting) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_one_request_gives_the_whole_answer(root: str) -> None:
    seconds, body = load.one_request(f"{root}/good?a=b", "text/turtle")
    assert body == b"body"
    assert seconds > 0
    assert Counting.asked == [("/good?a=b", "text/turtle")]


def test_few_requests_are_two_that_are_waited_for(root: str) -> None:
    sample = load.few_requests(f"{root}/good?a=b", "text/turtle")
    assert len(Counting.asked) == 2
    assert sample.rate > 0
    assert sample.errors == 0


def test_a_bad_status_is_an_error(root: str) -> None:
    assert load.few_requests(f"{root}/bad", "*/*").errors == 2
    with pytest.raises(OSError, match="status 503"):
        load.one_request(f"{root}/bad", "*/*")


def test_each_request_asks_something_else_where_that_is_wanted(root: str) -> None:
    load.sample(f"{root}/varied?n={load.VARIED}", "text/turtle", 1, 2)
    numbers = [path.removeprefix("/varied?n=") for path, _ in Counting.asked]
    assert len(set(numbers)) == len(numbers) > 2
    assert all(len(number) == 10 and number.isdecimal() for number in numbers)
