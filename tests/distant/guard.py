"""A guard before an engine: a small server that passes on what comes with the right credentials."""

import hashlib
import re
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

from igmgraph.engine.credentials import Credentials

__all__ = ["Guard", "guarding"]

_FIELD = re.compile(r'(\w+)="?([^",]*)"?')
_CHALLENGES = {
    "basic": 'Basic realm="engine"',
    "digest": 'Digest realm="engine", nonce="n1", qop="auth"',
    "bearer": 'Bearer realm="engine"',
}


class Guard(ThreadingHTTPServer):
    """Stands before the engine at `root`."""

    daemon_threads = True

    def __init__(self, root: str, credentials: Credentials) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.engine, self.credentials = root, credentials

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def admits(self, given: str, method: str) -> bool:
        """Whether the value of `Authorization` is right."""
        scheme, user, secret = self.credentials.scheme, self.credentials.user, self.credentials.secret
        if scheme == "bearer":
            return given == f"Bearer {secret}"
        if scheme == "basic":
            return given == f"Basic {b64encode(f'{user}:{secret}'.encode()).decode()}"
        told = dict(_FIELD.findall(given))
        who, what = _md5(user, "engine", secret), _md5(method, told.get("uri", ""))
        wanted = _md5(who, "n1", told.get("nc", ""), told.get("cnonce", ""), "auth", what)
        return given.startswith("Digest ") and (told.get("username"), told.get("response")) == (user, wanted)


def _md5(*parts: str) -> str:
    return hashlib.md5(":".join(parts).encode()).hexdigest()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Guard

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self.server.admits(self.headers.get("Authorization", ""), self.command):
            self._send(401, b"who are you?", {"WWW-Authenticate": _CHALLENGES[self.server.credentials.scheme]})
            return
        kept = {name: self.headers[name] for name in ("Content-Type", "Accept") if name in self.headers}
        request = urllib.request.Request(self.server.engine + urlsplit(self.path).path, body, kept, method=self.command)
        request.full_url += f"?{urlsplit(self.path).query}"
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                self._send(answer.status, answer.read(), {"Content-Type": answer.headers.get("Content-Type", "")})
        except urllib.error.HTTPError as error:
            self._send(error.code, error.read(), {})

    def do_PUT(self) -> None:
        self.do_POST()

    def _send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def guarding(root: str, credentials: Credentials) -> Iterator[Guard]:
    """A guard that stands there until the block ends."""
    with Guard(root, credentials) as guard:
        thread = Thread(target=guard.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield guard
        finally:
            guard.shutdown()
            thread.join()
