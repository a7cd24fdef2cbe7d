"""A client that leaves while a thread waits for its answer: the wait ends, and with it the query."""

from concurrent.futures import CancelledError, Future
from contextvars import ContextVar
from threading import Lock
from typing import Any, TypeVar

from igmgraph.errors import Abandoned

__all__ = ["Abandonment", "abandonment"]

_T = TypeVar("_T")


class Abandonment:
    """Shared by the thread that waits and by whoever sees the client leave."""

    def __init__(self) -> None:
        self._lock, self._abandoned = Lock(), False
        self._awaited: set[Future[Any]] = set()

    def abandon(self) -> None:
        """End every wait, and those to come."""
        with self._lock:
            self._abandoned = True
            awaited = list(self._awaited)
        for future in awaited:
            future.cancel()

    def result(self, future: "Future[_T]") -> _T:
        """Wait for a result.

        Raises:
            Abandoned: the client has left.
        """
        with self._lock:
            self._awaited.add(future)
            abandoned = self._abandoned
        if abandoned:
            future.cancel()
        try:
            return future.result()
        except CancelledError:
            raise Abandoned("the client has left") from None
        finally:
            with self._lock:
                self._awaited.discard(future)


#: Of the request that this thread answers; None where nobody watches its client.
abandonment: ContextVar[Abandonment | None] = ContextVar("abandonment", default=None)
