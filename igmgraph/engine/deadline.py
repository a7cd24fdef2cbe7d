"""A call to another server that ends in time: the timeout of a socket begins anew with each byte that comes."""

import os
import select
import socket
from contextlib import suppress
from contextvars import ContextVar
from threading import Thread
from typing import Any, Self

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

__all__ = ["Connections", "Deadline"]


class Deadline:
    """Shuts the connection of the call that this thread makes over `Connections`, whatever has come of its answer.

    Attributes:
        passed: whether the time has passed, or the one who waits for the call has gone.
    """

    def __init__(self, seconds: float, caller: socket.socket) -> None:
        """`caller` is the connection of the one who waits."""
        self._seconds, self._caller = seconds, caller
        self._thread = Thread(target=self._wait, daemon=True)
        self._socket: socket.socket | None = None
        self.passed = False

    def __enter__(self) -> Self:
        """Time passes from now on."""
        self._over = os.eventfd(0)
        try:
            self._thread.start()
        except BaseException:
            os.close(self._over)
            raise
        self._token = _DEADLINE.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        """The call is over."""
        _DEADLINE.reset(self._token)
        os.eventfd_write(self._over, 1)
        self._thread.join()
        os.close(self._over)

    def watch(self, connection: socket.socket) -> None:
        """The call goes over this one."""
        self._socket = connection
        self._shut()

    def _wait(self) -> None:
        poll = select.poll()
        poll.register(self._over, select.POLLIN)
        poll.register(self._caller, select.POLLRDHUP)
        if self._over not in dict(poll.poll(self._seconds * 1_000)):
            self.passed = True
            self._shut()

    def _shut(self) -> None:
        if self.passed and self._socket is not None:
            # Below TLS, which the other thread is reading.
            with suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


_DEADLINE: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


class _Plain(HTTPConnection):
    def getresponse(self) -> Any:
        _watch(self)
        return super().getresponse()


class _Secure(HTTPSConnection):
    def getresponse(self) -> Any:
        _watch(self)
        return super().getresponse()


def _watch(connection: HTTPConnection) -> None:
    deadline = _DEADLINE.get()
    if deadline is not None and connection.sock is not None:
        deadline.watch(connection.sock)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class Connections(PoolManager):
    """Connections that are kept, and known to the deadline of a call."""

    def __init__(self, most: int) -> None:
        """Keep so many of each server."""
        super().__init__(maxsize=most)
        self.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
