"""The web server: a program of its own with one event loop, which runs `igmgraph.web.server.service` at an address."""

import logging
import math
import os
import resource
import signal
import socket
import sys
from contextlib import suppress
from threading import Timer
from types import FrameType
from typing import NoReturn

from uvicorn import Config, Server

from igmgraph.engine.processes.allocator import with_allocator
from igmgraph.engine.processes.priority import take_short_turns
from igmgraph.errors import InputError
from igmgraph.settings import Settings
from igmgraph.web.server.bounded import BoundedConnection
from igmgraph.web.server.connection import Connection
from igmgraph.web.server.service import create_service

__all__ = ["authority", "check_start", "listen"]

#: Seconds beyond a query's deadline in which a service that ends sends its last answers.
_LEAVE = 5
#: Seconds that the event loop waits at most for a thread that makes a page, instead of Python's 5 ms.
_TURN = 0.001
#: Signals that tell a service to end.
_ENDS = (signal.SIGINT, signal.SIGTERM)
#: Files that Oxigraph wants to be able to open, at least.
_FILES = 96
#: Connections that wait to be taken (listen(2)).
_BACKLOG = 1_024


def check_start(host: str, port: int) -> None:
    """Refuse an address that is taken, or none, and too few files, before anything is begun.

    Raises:
        InputError: nobody can listen there, or the service could not open its data.
    """
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if 0 <= most < _FILES:
        raise InputError(f"a process may open {most} files here, the service needs {_FILES}: see `ulimit -Hn`")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{authority(host, port)}: cannot listen there: {reason}") from None


def authority(host: str, port: int) -> str:
    """Host and port as a URL has them (RFC 3986, section 3.2).

    >>> authority("::1", 8000)
    '[::1]:8000'
    """
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def listen(settings: Settings) -> NoReturn:
    """Become the web server, until the process is told to end."""
    # It begins anew, as only a new program has another allocator; it reads its settings where operators can set them.
    path = os.pathsep.join(filter(None, sys.path))
    environ = with_allocator({**os.environ, **settings.to_environment(), "PYTHONPATH": path})
    # The signals that come meanwhile wait until it attends to them.
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
    # What it was told to do stays to be seen in a list of processes.
    os.execve(sys.executable, [sys.executable, "-m", "igmgraph.web.server.listening", *sys.argv[1:]], environ)  # noqa: S606


class _Server(Server):
    """Also looks after clients that keep it waiting, and ends in time."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end; what a thread is still about then has so many seconds, and no more.

        Before anybody could ask, there is nothing to wait for; and who interrupts twice wants to wait for nothing.
        """
        if not self.started:
            os._exit(0)
        if self.should_exit and sig == signal.SIGINT:
            os._exit(128 + sig)
        super().handle_exit(sig, frame)
        last = Timer((self.config.timeout_graceful_shutdown or 0) + _LEAVE, os._exit, (0,))
        last.daemon = True
        # Where there is no room for a thread, what waits has a time of its own.
        with suppress(RuntimeError):
            last.start()

    async def on_tick(self, counter: int) -> bool:
        """Called ten times a second."""
        for connection in list(self.server_state.connections):
            if isinstance(connection, Connection):
                connection.look()
        return await super().on_tick(counter)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether something that uvicorn logs is told nowhere else; the log of queries tells of what was stopped."""
    return record.msg != "ASGI callable returned without completing response."


def _serve() -> None:
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    # The signal that ended the server is raised again when all is done, too; then it is no more than the end.
    for each in _ENDS:
        signal.signal(each, lambda *_: sys.exit(0))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDS)
    take_short_turns()
    sys.setswitchinterval(_TURN)
    # Each connection is a file: idle ones should not use up the thousand that a process may open at first.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    service = create_service()
    settings = service.settings
    config = Config(
        service,
        host=settings.host,
        port=settings.port,
        http=BoundedConnection,
        loop="uvloop",
        ws="none",
        lifespan="on",
        backlog=_BACKLOG,
        interface="asgi3",
        # Of proxies, the service itself knows which to trust.
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        # What clients do wrong is nothing that an operator wants to read.
        log_level="error",
        # Whoever was asking when the service is told to end has the answer first.
        timeout_graceful_shutdown=math.ceil(settings.query_timeout) + _LEAVE,
    )
    _Server(config).run()


if __name__ == "__main__":
    _serve()
