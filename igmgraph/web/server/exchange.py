"""A request and its answer, as uvicorn has them; the answer leaves in one step when it is there as a whole."""

import socket
import struct
from asyncio import Transport
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from igmgraph.web.server.wire import STATUS_LINES, lines_of, write_answer

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application, ASGISendEvent

__all__ = ["Exchange", "unchunked"]


def unchunked(app: "ASGI3Application", cycle: RequestResponseCycle) -> "ASGI3Application":
    """Answer a client of HTTP/1.0, which knows no chunks: what has no length ends with the connection.

    RFC 9112, sections 6.1 and 6.3. uvicorn, which counts what it sends, is told the length of each part. Nor does such
    a client know of answers that are none yet (RFC 9110, section 15.2).
    """
    cycle.waiting_for_100_continue = False

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        endless = False

        async def pass_on(message: Any) -> None:
            nonlocal endless
            if message["type"] == "http.response.start":
                endless = not any(name == b"content-length" for name, _ in message["headers"])
                if endless:
                    cycle.chunked_encoding = cycle.keep_alive = False
            elif endless:
                cycle.expected_content_length = len(message["body"])
            await send(message)

        try:
            await app(scope, receive, pass_on)
        finally:
            if endless and not cycle.response_complete:
                _reset(cycle.transport)

    return answer


def _reset(transport: Transport) -> None:
    """Break a connection off, so that nobody takes what was sent for the whole; a client that has left did so."""
    own: socket.socket = transport.get_extra_info("socket")
    if own.fileno() < 0:
        return
    own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


class Exchange(RequestResponseCycle):
    """A request and its answer."""

    _start: Any = None

    async def send(self, message: "ASGISendEvent") -> None:
        """Take a message of the application (ASGI 3.0)."""
        start = self._start
        if self.waiting_for_100_continue and self.more_body and not self.body:
            # The client may keep its body back now, and the next request would be read as that (RFC 9110, 10.1.1).
            self.keep_alive = False
        if self.response_started:
            await super().send(message)
        elif message["type"] == "http.response.start":
            self._start = message
        elif message["type"] == "http.response.body" and not message.get("more_body") and self._may_send(start):
            self._send_whole(start, message["body"])
        elif not self.disconnected:
            self._send_head(start["status"], start["headers"])
            await super().send(message)

    def _may_send(self, start: Any) -> bool:
        free = self.keep_alive and not self.flow.write_paused and not self.disconnected
        return free and start["status"] == 200 and self.scope["method"] != "HEAD"

    def _send_whole(self, start: Any, body: bytes) -> None:
        write_answer(self.transport, STATUS_LINES[200], lines_of(self.default_headers + start["headers"]), body)
        self.response_started = self.response_complete = True
        self.message_event.set()
        self.on_response()

    def _send_head(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        """Send what uvicorn would, which writes all names in small letters; the body it sends itself."""
        length, more = dict(headers).get(b"content-length"), []
        if (b"connection", b"close") in headers:
            self.keep_alive = False
        elif not self.keep_alive:
            more.append((b"connection", b"close"))
        if self.chunked_encoding is None and length is not None:
            self.chunked_encoding, self.expected_content_length = False, int(length)
        elif self.chunked_encoding is None and self.scope["method"] != "HEAD" and status not in {204, 304}:
            self.chunked_encoding = True
            more.append((b"transfer-encoding", b"chunked"))
        head = lines_of([*self.default_headers, *headers, *more])
        self.transport.write(b"".join((STATUS_LINES[status], head, b"\r\n")))
        self.response_started, self.waiting_for_100_continue = True, False
