"""The way to an engine, shut after failures in a row, so that nobody waits for one that is away."""

from collections.abc import Callable
from contextlib import suppress
from copy import copy
from typing import NoReturn, TypeVar

from pybreaker import CircuitBreaker

from igmgraph.errors import EngineAway

__all__ = ["Gate"]

_T = TypeVar("_T")
#: Failures in a row; and seconds after which the breaker lets a call through: it reads the clock of the wall, which may
#: be set back meanwhile.
_MOST, _LONG_AGO = 3, -1e9


class Gate:
    """A circuit breaker: queries that fail shut it, and `try_again` opens it. Safe to share between threads."""

    def __init__(self, period: float) -> None:
        """`period` is how often `try_again` is called, in seconds."""
        self._period, self._last = period, EngineAway("the engine behind this service gives no answer")
        self._breaker = CircuitBreaker(fail_max=_MOST, reset_timeout=_LONG_AGO, throw_new_error_on_trip=False)

    def enter(self) -> None:
        """Go on, or not.

        Raises:
            EngineAway: it is shut.
        """
        if self._breaker.current_state == "open":
            error = copy(self._last)
            error.retry_after = max(1, round(self._period))
            raise error

    def passed(self) -> None:
        """Note that the engine has answered."""
        self._breaker.call(bool)

    def failed(self, error: EngineAway) -> None:
        """Note that it has not."""
        with suppress(EngineAway):
            self.try_again(lambda: _raise(error))

    def try_again(self, ask: Callable[[], _T]) -> _T:
        """Ask the engine something, shut or not; what comes out is noted."""
        try:
            return self._breaker.call(ask)
        except EngineAway as error:
            self._last = error
            raise


def _raise(error: EngineAway) -> NoReturn:
    raise error
