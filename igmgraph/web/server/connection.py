"""A client's connection: HTTP/1.1 by uvicorn and llhttp, with limits, and a fast path for requests that came before.

Two requests of the same bytes are the same request. One that came before, or that differs from one in its query alone,
is found by its bytes, unparsed; what is kept of its answer is sent at once, else the application is asked with what is
known of the request.
"""

from asyncio import Event, Transport
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from igmgraph.web.server.bridge import Scope
from igmgraph.web.server.exchange import Exchange, unchunked
from igmgraph.web.server.fast_path import FastPath
from igmgraph.web.server.heads import MOST_BYTES, fault_of, is_one_get
from igmgraph.web.server.opening import addressed, is_half, readable
from igmgraph.web.server.pending import Pending
from igmgraph.web.server.recognition import HEAD
from igmgraph.web.server.wire import write_answer

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application

__all__ = ["Connection"]

#: Requests that may wait for their turn on a connection.
_PIPELINED = 64
#: Longest head that is looked up, in bytes.
_KNOWN = 4_096
#: Seconds: for a head to come whole; for the next to begin; for a client to read on.
_PATIENCE, _IDLE, _STALLED = 10.0, 75.0, 60.0
#: Seconds in which a client may still ask when the server is about to end; its request may be on its way already.
_FAREWELL = 1.0
_NEVER = float("inf")


class _Refused(Exception):
    """A head is none that is answered."""


class Connection(HttpToolsProtocol):
    """One connection of a client."""

    transport: Transport

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fast_path: FastPath = self.config.app.front.fast_path  # type: ignore[union-attr]
        # There may be too much before any of a head.
        self.url, self.headers = b"", []
        self._until = self.loop.time() + _PATIENCE
        self._stalled = _NEVER
        # Whether nothing of the next request has come; whether its head has not; bytes since the last of a body.
        self._between, self._in_head, self._read = True, True, 0
        self._refusal = 400
        self._leaving = False
        self._head, self._method = b"", ""
        # The begin of a request line.
        self._half = b""
        self._pending: Pending | None = None
        #: Of the requests that came, the one that is being answered; `cycle` is the last.
        self._at_work: RequestResponseCycle | None = None

    def look(self) -> None:
        """End the connection if its client has kept us waiting for too long."""
        if self.loop.time() > min(self._until, self._stalled):
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take what came of the client."""
        if self._pending is not None:
            # What comes next has to wait for its turn, as uvicorn sees to.
            self._go_on()
        data, self._half = self._half + data, b""
        free = self._between and not (self._is_answering or self.flow.write_paused or self._leaving)
        if free and len(data) <= _KNOWN and (scope := self._fast_path.recognise(data)) is not None:
            self._unset_keepalive_if_required()
            self._answer(scope)
            return
        if self._between and not self._is_answering:
            self._until = min(self._until, self.loop.time() + _PATIENCE)
        if self._between and is_half(data):
            self._half = data
            return
        self._head = data if free and len(data) <= _KNOWN else b""
        if self._between:
            data, self._method = readable(data)
        self._read = len(data) if self._between else self._read + len(data)
        super().data_received(data)
        if self._read > MOST_BYTES and not self.transport.is_closing():
            self._refusal = fault_of(self.url, self.headers) or 431
            self.send_400_response("")

    @property
    def _is_answering(self) -> bool:
        # uvicorn's type says that there is always one.
        cycle: RequestResponseCycle | None = self.cycle
        return self._pending is not None or (cycle is not None and not cycle.response_complete)

    def _answer(self, scope: Scope) -> None:
        answer = self._fast_path.answer(scope, self.client[0] if self.client else "", self._arrived)
        if answer is None:
            self._begin(scope)
        elif isinstance(answer, Pending):
            self._pending, self._until = answer, _NEVER
        else:
            self._write(*answer)

    def _write(self, head: bytes, body: bytes) -> None:
        write_answer(self.transport, head, self._fast_path.lines(self.server_state.default_headers), body)
        self._until = self.loop.time() + _IDLE

    def _arrived(self) -> None:
        """The answer that is waited for has begun."""
        pending = self._pending
        answer = pending.answer() if pending is not None else None
        if answer is None:
            self._go_on()
            return
        self._pending = None
        self._write(*answer)
        if self._leaving:
            self.transport.close()

    def _go_on(self) -> None:
        """Have a task wait for what is waited for."""
        pending, self._pending = self._pending, None
        if pending is not None:
            self._begin(pending.scope)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has left."""
        if self._pending is not None:
            self._pending.abandon()
            self._pending = None
        if self._at_work is not None and not self._at_work.response_complete:
            self._at_work.disconnected = True
            self._at_work.message_event.set()
        self.pipeline.clear()
        super().connection_lost(exc)

    def _begin(self, known: Scope) -> None:
        self._until = _NEVER
        self.cycle = Exchange(
            scope={**known, "client": self.client, "server": self.server},  # type: ignore[typeddict-item]
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=self.server_state.default_headers,
            message_event=Event(),
            expect_100_continue=False,
            keep_alive=not self._leaving,
            on_response=self.on_response_complete,
        )
        self.cycle.more_body = False
        self.cycle.message_event.set()
        self._start_asgi_task(self.cycle, self.app)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: "ASGI3Application") -> None:
        self._at_work = cycle
        # uvicorn makes those of requests that are parsed.
        cycle.__class__ = Exchange
        super()._start_asgi_task(cycle, unchunked(app, cycle) if cycle.scope["http_version"] == "1.0" else app)

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._between = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; a field of a trailer is none, whatever its name (RFC 9110, section 6.5.1)."""
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """A head has come whole."""
        if status := 400 if len(self.pipeline) >= _PIPELINED else fault_of(self.url, self.headers):
            self._refusal = status
            raise _Refused
        self._until = _NEVER
        if is_one_get(self._head) and self.parser.should_keep_alive() and self.parser.get_http_version() == "1.1":
            self.scope[HEAD] = self._head  # type: ignore[literal-required]
        self.url, self.scope["headers"] = addressed(self.url, self.headers)
        super().on_headers_complete()
        self._in_head = False
        if self._method:
            self.scope["method"], self._method = self._method, ""
        # What follows a wish for another protocol, the parser does not read.
        if self._leaving or self.parser.should_upgrade():
            self.cycle.keep_alive = False

    def shutdown(self) -> None:
        """The server is about to end: who asks in the next moment is answered, and the connection ends with that."""
        self._leaving = True
        if self._pending is not None:
            return
        if self._is_answering:
            self.cycle.keep_alive = False
        else:
            self.loop.call_later(_FAREWELL, self._leave)

    def _leave(self) -> None:
        if not self._is_answering:
            self.transport.close()

    def on_body(self, body: bytes) -> None:
        """Some of a body has come; what comes besides, as trailers, may be no longer than a head."""
        super().on_body(body)
        self._read = 0

    def on_message_complete(self) -> None:
        """A request has come whole."""
        super().on_message_complete()
        self._between, self._in_head, self._read = True, True, 0

    def on_response_complete(self) -> None:
        """An answer has left."""
        if self.pipeline:
            super().on_response_complete()
        else:
            # uvicorn has a timer for each; one look at all connections does as well.
            self.flow.resume_reading()
            self._until = self.loop.time() + (_IDLE if self._between and not self._half else _PATIENCE)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002
        """Tell a client that its request is none (RFC 9457), and hang up; answers that are owed come before that."""
        if self._is_answering and not self.cycle.more_body:
            self.cycle.keep_alive = False
            self.flow.pause_reading()
            return
        if not self.cycle.response_started if self._is_answering else self._in_head:
            # Of a URL that is none, the parser tells nothing.
            of_head = self.parser.get_method() == b"HEAD" if self.url else self._head.startswith(b"HEAD ")
            self.transport.write(self._fast_path.refuse(self._refusal, self.server_state.default_headers, of_head))
        self.transport.close()

    def pause_writing(self) -> None:
        """The client does not read."""
        super().pause_writing()
        self._stalled = self.loop.time() + _STALLED

    def resume_writing(self) -> None:
        """It reads on."""
        super().resume_writing()
        self._stalled = _NEVER
