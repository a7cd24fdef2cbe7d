"""A call to another server that ends in time: the timeout of a socket begins anew with each byte that comes."""

import errno
import os
import select
import socket
from contextlib import suppress
from contextvars import ContextVar
from threading import Thread
from typing import Any, Self

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

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
        self._sockets: list[socket.socket] = []
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
        for each in self._sockets:
            each.close()

    def watch(self, connection: socket.socket) -> None:
        """The call goes over this one, which may be on its way to be connected, or to have TLS put around it."""
        self._sockets.append(socket.socket(fileno=os.dup(connection.fileno())))
        self._shut()

    def _wait(self) -> None:
        poll = select.poll()
        poll.register(self._over, select.POLLIN)
        poll.register(self._caller, select.POLLRDHUP)
        if self._over not in dict(poll.poll(self._seconds * 1_000)):
            self.passed = True
            self._shut()

    def _shut(self) -> None:
        # Below TLS, which the other thread is reading.
        for each in list(self._sockets) if self.passed else ():
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


_DEADLINE: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


class _Plain(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self)

    def getresponse(self) -> Any:
        _watch(self)
        return super().getresponse()


class _Secure(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self)

    def getresponse(self) -> Any:
        _watch(self)
        return super().getresponse()


def _connect(connection: HTTPConnection) -> socket.socket:
    """As urllib3 does it, whose sockets nobody sees before they are connected."""
    fault: OSError | None = None
    try:
        host = connection.host.strip("[]")
        for family, kind, protocol, _, address in socket.getaddrinfo(host, connection.port, type=socket.SOCK_STREAM):
            made = socket.socket(family, kind, protocol)
            try:
                _go_to(made, address, connection)
            except OSError as error:
                made.close()
                fault = error
            else:
                return made
    except OSError as error:
        fault = error
    if isinstance(fault, TimeoutError):
        raise ConnectTimeoutError(connection, str(fault))
    raise NewConnectionError(connection, str(fault))


def _go_to(made: socket.socket, address: Any, connection: HTTPConnection) -> None:
    for option in connection.socket_options or ():
        made.setsockopt(*option)
    made.setblocking(False)
    fault = made.connect_ex(address)
    # Not before: what is not on its way cannot be shut.
    if (deadline := _DEADLINE.get()) is not None:
        deadline.watch(made)
    made.settimeout(connection.timeout)
    if fault == errno.EINPROGRESS:
        poll = select.poll()
        poll.register(made, select.POLLOUT)
        if not poll.poll(connection.timeout and connection.timeout * 1_000):
            raise TimeoutError("it took too long to connect")
        fault = made.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if fault:
        raise OSError(fault, os.strerror(fault))


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
