"""The service follows its data: when other data are there, requests go on with those."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from threading import Event, Thread, Timer

from igmgraph.engine.base import Engine
from igmgraph.errors import IgmError
from igmgraph.settings import Settings
from igmgraph.web.snapshots.absent import AbsentEngine
from igmgraph.web.snapshots.sources import Source, source_of
from igmgraph.web.snapshots.state import Serving, State

__all__ = ["Follower", "open_current"]

_LOG = logging.getLogger(__name__)
#: Seconds in which a request that began with the data before may still be sending its body.
_LATE = 15


def open_current(
    settings: Settings, loop: asyncio.AbstractEventLoop | None, source: Source | None = None
) -> tuple[Settings, Engine]:
    """Open the data that are there now; while there are none, an engine that says so."""
    try:
        return (source or source_of(settings)).open(loop)
    except IgmError as error:
        return settings, AbsentEngine(error)


class Follower:
    """Looks at the data in a thread of its own."""

    def __init__(
        self,
        serving: Serving,
        loop: asyncio.AbstractEventLoop | None = None,
        prepare: Callable[[State, Callable[[], bool]], None] = lambda _state, _ended: None,
        source: Source | None = None,
    ) -> None:
        """`prepare` is called with what is about to be served, and gives up when the function it is given says so."""
        self._serving, self._loop, self._prepare = serving, loop, prepare
        self._source = source or source_of(serving.now.settings)
        self._end = Event()
        self._retiring: dict[Engine, Timer] = {}
        self._thread = Thread(target=self._follow, name="follower", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def _follow(self) -> None:
        self._try(partial(self._prepare, self._serving.now, self._end.is_set))
        while not self._end.wait(self._source.period):
            self._try(self.look)

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - the next look may find data that are whole
            # What was served before still is.
            _LOG.warning("cannot serve other data yet: %s", error if isinstance(error, IgmError) else repr(error))

    def look(self) -> None:
        """Serve the data that are there, if they are others than are served.

        Raises:
            IgmError: they cannot be opened; what is damaged may raise anything else.
        """
        before = self._serving.now
        if not self._source.changed(before.engine):
            return
        settings, engine = self._source.open(self._loop)
        coming = replace(before, settings=settings, engine=engine)
        try:
            self._prepare(coming, self._end.is_set)
        except BaseException:
            engine.close()
            raise
        self._serving.now = coming
        # By then no query that began with it is running.
        timer = Timer(2 * settings.query_timeout + _LATE, self._retire, (before.engine,))
        timer.daemon = True
        self._retiring[before.engine] = timer
        timer.start()

    def _retire(self, engine: Engine) -> None:
        if self._retiring.pop(engine, None) is not None:
            engine.close()

    def close(self) -> None:
        """End every engine that was served."""
        self._end.set()
        if self._thread.is_alive():
            self._thread.join()
        while self._retiring:
            # Some may be about to go by themselves.
            with suppress(KeyError):
                engine, timer = self._retiring.popitem()
                timer.cancel()
                engine.close()
        self._serving.now.engine.close()
