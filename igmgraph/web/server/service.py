"""The service as a web server runs it: one process with one event loop."""

import asyncio
import gc
import os
from collections.abc import Callable
from functools import partial

from flask import Flask

from igmgraph.settings import Settings
from igmgraph.web import create_app
from igmgraph.web.pages.standing_pages import open_pages
from igmgraph.web.server.bridge import Receive, Scope, Send
from igmgraph.web.server.front import Front
from igmgraph.web.snapshots.arrivals import Arrivals
from igmgraph.web.snapshots.following import Follower, open_current
from igmgraph.web.snapshots.sources import source_of
from igmgraph.web.snapshots.state import State
from igmgraph.web.sparql.journal import Journal

__all__ = ["Service", "create_service"]

#: Objects between two looks of the collector, and looks before a longer one. Python's 700, 10 and 10 took an eighth of
#: the time of queries that were not asked before, which are remembered; next to nothing here is left in cycles.
_COLLECT = (10_000, 20, 20)


class Service:
    """An ASGI application with a lifespan (ASGI 3.0)."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.front: Front | None = None
        self._follower: Follower | None = None
        self._journal: Journal | None = None
        self._arrivals: Arrivals | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Begin, answer requests, end."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and self.front is not None:
            await self.front(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        await receive()
        await loop.run_in_executor(None, self._begin, loop)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await loop.run_in_executor(None, self._end)
        await send({"type": "lifespan.shutdown.complete"})

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        source = source_of(self.settings)
        settings, engine = open_current(self.settings, loop, source)
        app = create_app(settings, engine)
        self.front = Front(app, settings)
        # Another engine may be slow or away, and is looked at by the same thread.
        prepare = _open_nothing if settings.endpoint else partial(_open_pages, app)
        self._follower = Follower(app.extensions["igmgraph"], loop, prepare, source)
        self._follower.start()
        if settings.snapshot_url:
            self._arrivals = Arrivals(settings, app.extensions["igmgraph.metrics"].registry)
            self._arrivals.start()
        self._journal = Journal()
        app.extensions["igmgraph.observer"].note = self._journal.take
        _settle()

    def _end(self) -> None:
        for part in (self._arrivals, self._follower, self._journal):
            if part is not None:
                part.close()


def _settle() -> None:
    """What is there for good is not looked at again by the collector, which would stop the event loop for that."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT)


def _open_pages(app: Flask, state: State, ended: Callable[[], bool]) -> None:
    open_pages(app, state, ended)
    _settle()


def _open_nothing(_state: State, _ended: Callable[[], bool]) -> None:
    """Pages are made when they are asked for."""


def create_service() -> Service:
    """Serve the snapshots that the `IGM_...` variables point to; what the web server calls."""
    return Service(Settings.from_environment(os.environ))
