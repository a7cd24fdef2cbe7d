"""The service follows its store: when a build puts another snapshot in service, requests go on with that one."""

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread, Timer

from igmgraph.engine.base import Engine
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.errors import IgmError, Unavailable
from igmgraph.settings import Settings
from igmgraph.web.absent import AbsentEngine
from igmgraph.web.state import Serving, State

__all__ = ["Follower", "open_current"]

_LOG = logging.getLogger(__name__)
#: Seconds between two looks at the store.
_PERIOD = 0.5
#: Seconds in which a request that began with the snapshot before may still be sending its body.
_LATE = 15


def current(settings: Settings) -> Path | None:
    """Folder of the snapshot in service, without symlinks; a build may put another one there at any moment."""
    folder = (settings.store / "current").resolve()
    return folder if folder.is_dir() else None


def open_current(settings: Settings, loop: asyncio.AbstractEventLoop | None) -> tuple[Settings, Engine]:
    """Open the snapshot in service; the settings have the base of its IRIs, which whoever built it chose."""
    folder = current(settings)
    if folder is None:
        awaited = "the first snapshot has not arrived yet; try again soon"
        return settings, AbsentEngine(awaited if settings.snapshot_url else f"{settings.store}: no snapshot to serve")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    settings = replace(settings, base_iri=manifest["base_iri"])
    return settings, EmbeddedEngine(folder, settings, loop)


class Follower:
    """Looks at the store in a thread of its own."""

    def __init__(
        self,
        serving: Serving,
        loop: asyncio.AbstractEventLoop | None = None,
        prepare: Callable[[State, Callable[[], bool]], None] = lambda _state, _ended: None,
    ) -> None:
        """`prepare` is called with what is about to be served, and gives up when the function it is given says so."""
        self._serving, self._loop, self._prepare = serving, loop, prepare
        self._end = Event()
        self._retiring: list[tuple[Timer, Engine]] = []
        self._thread = Thread(target=self._follow, name="follower", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def _follow(self) -> None:
        self._prepare(self._serving.now, self._end.is_set)
        while not self._end.wait(_PERIOD):
            try:
                self.look()
            except (IgmError, OSError, ValueError) as error:
                # The next look may find it whole; what was served before still is.
                _LOG.warning("cannot serve the new snapshot yet: %s", error)

    def look(self) -> None:
        """Serve the snapshot in service, if that is another one than is served.

        Raises:
            IgmError: it cannot be opened; so do OSError and ValueError.
        """
        before = self._serving.now
        folder = current(before.settings)
        if folder is None or folder == _folder(before.engine):
            return
        settings, engine = open_current(before.settings, self._loop)
        coming = replace(before, settings=settings, engine=engine)
        self._prepare(coming, self._end.is_set)
        self._serving.now = coming
        # By then no query that began with it is running.
        timer = Timer(2 * settings.query_timeout + _LATE, before.engine.close)
        timer.daemon = True
        timer.start()
        self._retiring.append((timer, before.engine))

    def close(self) -> None:
        """End every engine that was served."""
        self._end.set()
        if self._thread.is_alive():
            self._thread.join()
        for timer, engine in self._retiring:
            timer.cancel()
            engine.close()
        self._serving.now.engine.close()


def _folder(engine: Engine) -> Path | None:
    try:
        return engine.snapshot_path
    except Unavailable:
        return None
