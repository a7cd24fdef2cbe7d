"""An event loop in a thread of its own, for a program that has none."""

import asyncio
from collections.abc import Coroutine
from threading import Thread
from typing import Any, TypeVar

from igmgraph.engine.processes.abandonment import abandonment

__all__ = ["Background"]

_T = TypeVar("_T")


class Background:
    """Runs coroutines for other threads: in the loop it is given, else in one that it starts."""

    def __init__(self, loop: asyncio.AbstractEventLoop | None = None) -> None:
        self._thread = None
        self.loop = loop or asyncio.new_event_loop()
        if loop is None:
            self._thread = Thread(target=self.loop.run_forever, name="queries", daemon=True)
            self._thread.start()

    def run(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Run a coroutine to its end; not to be called in the loop itself.

        Raises:
            Abandoned: the client for whom it runs has left.
        """
        future, client = asyncio.run_coroutine_threadsafe(work, self.loop), abandonment.get()
        return future.result() if client is None else client.result(future)

    def close(self) -> None:
        """Stop the loop if it was started here."""
        if self._thread is not None:
            self.loop.call_soon_threadsafe(self.loop.stop)
            self._thread.join()
            self.loop.close()
