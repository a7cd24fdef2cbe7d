"""A peer that is not well: a small server that holds a publication and answers as it is told to."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlencode

from igmgraph.engine.answer.marks import close_rows
from igmgraph.engine.values import Cut

__all__ = ["Peer", "running_peer"]

_ROWS = {"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "value": "urn:x"}}]}}


class Peer(ThreadingHTTPServer):
    """Answers every query with one row, or as `mood` says.

    Moods: `well`; `hangs` and never answers; `resets` each connection; `resets once`; `half` of an answer; a
    `large` one; `drips` a byte now and then, or `drips headers`; `500`; `503`; `partial`, as Virtuoso does at its
    own deadline; `cut`, as this service does.
    """

    daemon_threads = True

    #: What it says that it gives at most, 0 to say nothing.
    row_limit: int

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.mood, self.snapshot = "well", "1"
        self.asked: list[str] = []
        self.connections = 0
        self.row_limit = 0
        self.over = Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/query"

    def rows(self, body: str) -> Any:
        """What it says of a request."""
        query = parse_qs(body)["query"][0]
        if "/published>" in query and "?base" in query:
            row = {"id": self.snapshot, "base": "https://w3id.org/igm/", "graph": "https://w3id.org/igm/graph/one"}
            return {"head": {"vars": [*row]}, "results": {"bindings": [_terms(row)]}}
        if "/.none" in body:
            return {"head": {"vars": ["s"]}, "results": {"bindings": []}}
        if "COUNT(*)" in query:
            return {"head": {"vars": ["n"]}, "results": {"bindings": [_terms({"n": "0"})]}}
        return {"head": {}, "boolean": True} if "ASK" in query else _ROWS


def _terms(row: dict[str, str]) -> dict[str, dict[str, str]]:
    return {name: {"type": "literal", "value": value} for name, value in row.items()}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Peer

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.headers["Content-Type"] == "application/sparql-query":
            body = urlencode({"query": body})
        self.server.asked.append(body)
        mood = self.server.mood
        if mood == "resets once":
            self.server.mood = "well"
        if mood == "hangs":
            self.server.over.wait()
        elif mood.startswith("drips"):
            self._drip(b"X" if mood == "drips headers" else b"\r\n ")
        elif mood.startswith("resets"):
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        elif mood.isdecimal():
            self._send(int(mood), b"out of order")
        else:
            self._answer(body, mood)

    def _drip(self, rest: bytes) -> None:
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n" + rest)
        with suppress(ConnectionError):
            while not self.server.over.wait(0.05):
                self.wfile.write(b" ")

    def _answer(self, body: str, mood: str) -> None:
        content = json.dumps(self.server.rows(body)).encode()
        if mood == "large":
            content += b" " * 100_000
        if mood == "cut":
            content = close_rows(content.replace(b" ", b""), "application/sparql-results+json", Cut.ROWS, 1)
        if mood == "garbled":
            content = content[:-9] + b"{"
        if mood == "half":
            self._send(200, content[: len(content) // 2], length=len(content))
            self.close_connection = True
        else:
            self._send(200, content, partial=mood == "partial")

    def _send(self, status: int, content: bytes, length: int = 0, *, partial: bool = False) -> None:
        self.send_response(status)
        if partial:
            self.send_header("X-SQL-State", "S1TAT")
        if self.server.row_limit:
            self.send_header("X-SPARQL-MaxRows", str(self.server.row_limit))
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(length or len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def running_peer(port: int = 0) -> Iterator[Peer]:
    """A peer that answers until the block ends; then its connections end too."""
    with Peer(port) as peer:
        thread = Thread(target=peer.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield peer
        finally:
            peer.over.set()
            peer.shutdown()
            thread.join()
