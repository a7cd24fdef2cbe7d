"""Between a query's SERVICE and its target: query processes call this relay, which bounds each call in time and size.

Oxigraph's own client has neither. The relay listens on loopback and goes to the operator's targets alone.
"""

from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlencode

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results
from urllib3 import BaseHTTPResponse, Timeout
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.exceptions import TimeoutError as Late

from igmgraph.engine.answer.marks import find_cut
from igmgraph.engine.answer.partial import is_timed_out, told_limit
from igmgraph.engine.deadline import Connections, Deadline
from igmgraph.settings import Settings

__all__ = ["Relay"]

_PIECE = 64 * 1024
_FORM = "application/x-www-form-urlencoded"


class Relay:
    """Takes calls for the targets of `settings.allow_service`."""

    def __init__(self, settings: Settings) -> None:
        """Listen, in threads of its own."""
        self._targets = settings.allow_service
        self._server = _Server(settings)
        self._thread = Thread(target=self._server.serve_forever, name="relay", daemon=True)
        self._thread.start()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where the relay takes the calls for each target."""
        return tuple(f"http://127.0.0.1:{self.port}/{number}" for number in range(len(self._targets)))

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.server_address[1]

    def redirect(self, text: str, services: Sequence[tuple[int, int, str]]) -> str:
        """Query text in which the targets between these places are those of the relay."""
        addresses = dict(zip(self._targets, self.addresses, strict=True))
        for start, stop, target in reversed(services):
            text = f"{text[:start]} <{addresses[target]}> {text[stop:]}"
        return text

    def close(self) -> None:
        """Take no more calls."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, settings: Settings) -> None:
        super().__init__(("127.0.0.1", 0), _Call)
        self.settings, self.connections = settings, Connections(8)


class _Call(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        """Pass a call on."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        number = self.path.removeprefix("/")
        targets = self.server.settings.allow_service
        if number.isdecimal() and int(number) < len(targets):
            self._pass_on(targets[int(number)], body)
        else:
            self._refuse("there is no such target")

    def _pass_on(self, target: str, body: bytes) -> None:
        settings = self.server.settings
        with Deadline(settings.service_timeout, self.connection) as deadline:
            try:
                answer, content = self._call(target, body)
            except HTTPError as error:
                told = _late(settings.service_timeout) if deadline.passed else _told(error, settings.service_timeout)
                self._refuse(f"{target} {told}")
                return
        media_type = answer.headers.get("Content-Type", "")
        if len(content) > settings.service_max_bytes:
            self._refuse(f"{target} sent more than {settings.service_max_bytes} bytes; ask it for less")
        elif deadline.passed:
            self._refuse(f"{target} {_late(settings.service_timeout)}")
        elif fault := _fault(answer, content, media_type):
            self._refuse(f"{target} {fault}")
        else:
            self._send(200, media_type, content)

    def _call(self, target: str, body: bytes) -> tuple[BaseHTTPResponse, bytes]:
        """What a target answers; of what is too large, little more than is enough to know that."""
        answer = self.server.connections.urlopen(
            "POST",
            target,
            # As a form, which every endpoint takes; Virtuoso 7 waits for ever for more of anything else.
            body=urlencode({"query": body}),
            headers={"Accept": self.headers["Accept"], "Content-Type": _FORM, "User-Agent": "igmgraph"},
            timeout=Timeout(total=self.server.settings.service_timeout),
            retries=False,
            redirect=False,
            preload_content=False,
        )
        content = bytearray()
        for piece in answer.stream(_PIECE):
            content += piece
            if len(content) > self.server.settings.service_max_bytes:
                break
        answer.close()
        return answer, bytes(content)

    def _refuse(self, reason: str) -> None:
        self._send(502, "text/plain", reason.encode())

    def _send(self, status: int, media_type: str, content: bytes) -> None:
        # The query may be over by now.
        with suppress(ConnectionError):
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Queries are in the service's journal."""


def _fault(answer: BaseHTTPResponse, content: bytes, media_type: str) -> str:
    """What is wrong with an answer that came in time, if anything is."""
    if answer.status != 200:
        return f"answered {answer.status}"
    if find_cut(content) or told_limit(answer.headers) or is_timed_out(answer.headers):
        # A join with a part would be taken for the whole.
        return "sent a part of its answer; ask it for less"
    return "" if _is_result(content, media_type) else "sent what is no SPARQL result"


def _is_result(content: bytes, media_type: str) -> bool:
    """Whether the engine will be able to read it, to the end; a fault of the target is none of the query."""
    form = QueryResultsFormat.from_media_type(media_type)
    if form is None:
        return False
    try:
        results = parse_query_results(content, form)
        if not isinstance(results, QuerySolutions):
            return False
        deque(results, maxlen=0)
    except (SyntaxError, ValueError):
        return False
    return True


def _told(error: HTTPError, seconds: float) -> str:
    # What cannot be reached is late, too, to urllib3.
    if isinstance(error, NewConnectionError):
        return "cannot be reached"
    return _late(seconds) if isinstance(error, Late) else "broke off its answer"


def _late(seconds: float) -> str:
    return f"did not answer within {seconds:g} seconds"
