"""Flask behind an ASGI server: requests run in threads, and whole answers come back in one step.

a2wsgi, tried first, goes between thread and event loop three times an answer, does not tell when a client leaves, and
reads no query string but ASCII.
"""

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping
from concurrent.futures import Executor
from contextlib import suppress
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Flask
from werkzeug.exceptions import ClientDisconnected

from igmgraph.engine.processes.abandonment import Abandonment, abandonment
from igmgraph.errors import IgmError, InputError
from igmgraph.web.monitoring.metrics import ROUTE
from igmgraph.web.server.departure import Departure, Receive
from igmgraph.web.server.threads import Threads

__all__ = ["Bridge", "Flasked", "Headers", "Receive", "Scope", "Send", "environ_of"]

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

#: Seconds that a body may stand still.
_PATIENCE = 10.0
#: Bytes of an answer that is taken as a whole.
_WHOLE = 4 * 1024**2
#: Headers of a request that has a body (RFC 9112, section 6).
_OF_BODIES = {b"content-length", b"transfer-encoding"}
_UNPREFIXED = {b"content-type", b"content-length"}
#: Paths of requests whose queries a thread may wait for, or whose versions are opened or compared first.
_QUERIES = re.compile(r"/sparql(?:/.*)?|/version/.*|/diff/.*|/q(?:/.*)?|/reconcile", re.DOTALL)


class _Body:
    """A request's body, read by a thread while the event loop receives it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, receive: Receive, *, is_empty: bool) -> None:
        self._loop, self._receive = loop, receive
        self._held, self._more = b"", True
        self._ended = asyncio.Event()
        if is_empty:
            self._ended.set()

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, as soon as there are any; empty at the end.

        Raises:
            InputError: no more comes in time.
            ClientDisconnected: the client has left before the end.
        """
        while self._more and (not self._held or size < 0):
            try:
                message = asyncio.run_coroutine_threadsafe(self._next(), self._loop).result(_PATIENCE)
            except TimeoutError:
                # Of a body in chunks, what has come would be taken for the whole.
                self._more = False
                raise InputError("the body was not sent within {seconds} seconds", seconds=int(_PATIENCE)) from None
            if message["type"] == "http.disconnect":
                # Of a body in chunks nothing else tells that it was cut.
                raise ClientDisconnected
            self._held += message.get("body", b"")
            self._more = message.get("more_body", False)
        size = len(self._held) if size < 0 else size
        part, self._held = self._held[:size], self._held[size:]
        return part

    def readline(self, size: int = -1) -> bytes:
        """Likewise, without regard to lines: forms and queries are read as a whole."""
        return self.read(size)

    async def _next(self) -> MutableMapping[str, Any]:
        message = await self._receive()
        if not message.get("more_body"):
            self._ended.set()
        return message

    async def after(self) -> MutableMapping[str, Any]:
        """What comes of the client after the body: nothing but that it leaves."""
        await self._ended.wait()
        return await self._receive()


class Flasked:
    """What Flask answers: the status, the headers, and the body or what it comes from, read in one of some threads."""

    def __init__(
        self, status: int = 500, headers: Headers | None = None, body: bytes = b"", threads: Executor | None = None
    ) -> None:
        self.status, self.headers, self.body = status, headers or [], body
        self.threads, self.client = threads, Abandonment()
        self.rest: Iterator[bytes] | None = None
        self.route = "none"
        self.close: Callable[[], None] = lambda: None

    def start(self, status: str, headers: list[tuple[str, str]], _: object = None) -> Callable[[bytes], object]:
        """What WSGI calls start_response."""
        self.status = int(status.split(" ", 1)[0])
        lines = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        # The server tells when it sends an answer, which may be one that is kept (RFC 9110, section 6.6.1).
        self.headers = [line for line in lines if line[0] != b"date"]
        return lambda _: None

    def take(self, parts: Iterable[bytes]) -> None:
        """Read the body if it is of known and moderate size."""
        self.close = getattr(parts, "close", self.close)
        length = dict(self.headers).get(b"content-length", b"")
        if (length.isdigit() and int(length) > _WHOLE) or (not length.isdigit() and self.status == 200):
            self.rest = iter(parts)
            return
        try:
            self.body = b"".join(parts)
        finally:
            self.close()

    def part(self) -> bytes | None:
        """The next part of the rest, None at its end."""
        token = abandonment.set(self.client)
        try:
            return next(self.rest or iter(()), None)
        finally:
            abandonment.reset(token)


class Bridge:
    """Runs an application in threads; requests that may wait for queries have their own, so that no other waits."""

    def __init__(self, app: Flask, pages: int, queries: int) -> None:
        self._app = app
        self._pages, self._queries = Threads(pages, "pages"), Threads(queries, "queries")

    async def run(self, scope: Scope, receive: Receive, more: dict[str, object]) -> Flasked:
        """Have a request answered; `more` goes into its environment."""
        loop = asyncio.get_running_loop()
        body = _Body(loop, receive, is_empty=not any(name in _OF_BODIES for name, _ in scope["headers"]))
        environ = {**environ_of(scope), "wsgi.input": body, **more}
        answer = Flasked(threads=self._queries if _QUERIES.fullmatch(scope["path"]) else self._pages)
        work = loop.run_in_executor(answer.threads, self._run, environ, answer)
        with Departure(body.after) as departure:
            try:
                await asyncio.shield(work)
            except asyncio.CancelledError:
                answer.client.abandon()
                if not departure.happened:
                    raise
                await work
        return answer

    def _run(self, environ: dict[str, Any], answer: Flasked) -> None:
        token = abandonment.set(answer.client)
        try:
            answer.take(self._app.wsgi_app(environ, answer.start))
        finally:
            abandonment.reset(token)
        answer.route = environ.get(ROUTE, answer.route)

    async def send(self, answer: Flasked, receive: Receive, send: Send) -> None:
        """Send what Flask has answered, as long as its client is there."""
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        if answer.rest is None:
            await send({"type": "http.response.body", "body": answer.body})
            return
        try:
            # An answer that is stopped on its way ends without its end, which HTTP shows.
            with suppress(IgmError), Departure(receive) as departure:
                departure.watch()
                await _pass_on(answer, send)
        except asyncio.CancelledError:
            if not departure.happened:
                raise
        finally:
            await asyncio.get_running_loop().run_in_executor(answer.threads, answer.close)


async def _pass_on(answer: Flasked, send: Send) -> None:
    loop = asyncio.get_running_loop()
    while True:
        reading = loop.run_in_executor(answer.threads, answer.part)
        try:
            part = await asyncio.shield(reading)
        except asyncio.CancelledError:
            # Nobody may close what is being read.
            answer.client.abandon()
            await asyncio.wait([reading])
            raise
        if part is None:
            break
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def environ_of(scope: Scope) -> dict[str, Any]:
    """The environment of a request (PEP 3333)."""
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    path = scope.get("raw_path") or scope["path"].encode()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        # As the client wrote it: which of `a%2Fb` and `a/b` was meant.
        "RAW_URI": path.decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        # The body has an end, told or not.
        "wsgi.input_terminated": True,
    }
    for name, value in scope["headers"]:
        # With `_` it would be the same as another one here, which proxies see to (RFC 3875, section 4.1.18). Another
        # protocol is not on offer, and for Werkzeug who wishes for one asks for other routes.
        if b"_" in name or name == b"upgrade":
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        key = key if name in _UNPREFIXED else f"HTTP_{key}"
        text = value.decode("latin-1")
        environ[key] = f"{environ[key]},{text}" if key in environ else text
    return environ
