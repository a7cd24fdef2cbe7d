"""The time before the next query process is asked for, where the last one could not begin: its data cannot be read."""

import asyncio
import logging
from contextlib import suppress

__all__ = ["Pause"]

_LOG = logging.getLogger(__name__)
#: Seconds of the first pause, and of the longest; each is twice as long as the one before.
_FIRST, _LONGEST = 1.0, 30.0


class Pause:
    """Of one pool, in its event loop."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._over = asyncio.Event()

    def note(self, fault: str) -> None:
        """A process has ended; `fault` is why it could not begin, "" where it could."""
        if not fault:
            self.seconds = 0.0
            return
        self.seconds = min(max(2 * self.seconds, _FIRST), _LONGEST)
        _LOG.error("a query process could not begin, the next one is tried in %g seconds: %s", self.seconds, fault)

    async def wait(self) -> None:
        """Let it pass."""
        if self.seconds:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), self.seconds)

    def end(self) -> None:
        """Have nobody wait any more."""
        self._over.set()
