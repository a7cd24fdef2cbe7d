"""The default engine: a snapshot of this machine, held in memory when it fits, read from disk beyond that."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from pyoxigraph import QuerySolutions, Store

from igmgraph.engine.channel import Task
from igmgraph.engine.holding import Hold
from igmgraph.engine.processes.forks import Forks
from igmgraph.engine.processes.pooled import PooledEngine
from igmgraph.engine.processes.tasks import task_of
from igmgraph.engine.query.admission import admit
from igmgraph.engine.query.ordering import in_order, without_order
from igmgraph.engine.relay import Relay
from igmgraph.engine.reply import Reply
from igmgraph.engine.store import fits_in_memory, graphs_of, open_on_disk
from igmgraph.engine.values import Asker, ClientQuery, Solution, Wanted
from igmgraph.errors import Unavailable
from igmgraph.settings import Settings

__all__ = ["EmbeddedEngine"]

#: Tasks that are remembered, and most characters that a query among them has: programs ask the same again.
_MOST_TASKS, _SHORT = 1_000, 4_000


class EmbeddedEngine(PooledEngine):
    """Answers clients' queries in worker processes, and the service's own in this one."""

    def __init__(self, snapshot: Path, settings: Settings, loop: asyncio.AbstractEventLoop | None = None) -> None:
        """Open the snapshot in this folder and start the workers; for `loop` see PooledEngine."""
        self._hold = Hold(snapshot)
        manifest = json.loads((snapshot / "manifest.json").read_text("utf-8"))
        self._id: str = manifest["id"]
        self._path = snapshot
        # Of the pages: they ask for little at a time, which a store on disk answers as fast; a copy in memory less.
        self._store: Store | None = open_on_disk(snapshot)
        where = "MEMORY" if fits_in_memory(manifest["quads"], settings) else "DISK"
        self._packed = lru_cache(_MOST_TASKS)(self._pack)
        self._relay: Relay | None = None
        try:
            self._relay = Relay(settings) if settings.allow_service else None
            relay = str(self._relay.port if self._relay else 0)
            super().__init__(
                Forks(settings, "igmgraph.engine.processes.nursery", str(snapshot), where, relay), settings, loop
            )
        except BaseException:
            # A service tries again and again.
            self._let_go()
            raise

    @property
    def snapshot_id(self) -> str:
        """Id of the snapshot."""
        return self._id

    @property
    def snapshot_path(self) -> Path:
        """Folder of the snapshot."""
        return self._path

    @property
    def graphs(self) -> Sequence[str]:
        """IRIs of the named graphs of the snapshot."""
        return graphs_of(self._open_store())

    def task(self, query: ClientQuery, wanted: Wanted) -> Task:
        """What a worker has to do; it calls a SERVICE by the relay."""
        admission = self.admit(query)
        if not admission.services or self._relay is None:
            return task_of(query, admission, wanted, self._settings)
        text = self._relay.redirect(query.text, admission.services)
        admission = admit(text, replace(self._settings, allow_service=self._relay.addresses))
        task = task_of(replace(query, text=text), admission, wanted, self._settings)
        # The place of a mistake is told of what the client wrote.
        return task._replace(text=query.text)

    def start(self, query: ClientQuery, wanted: Wanted, asker: Asker | None = None) -> Reply:
        """Begin to evaluate a client's query, for who is in the event loop.

        Raises:
            Unavailable: every worker is busy and the queue is full.
        """
        # A SERVICE is called by another address each time.
        lasts = self._relay is None and query.length <= _SHORT
        return self._pool.start(*(self._packed if lasts else self._pack)(query, wanted), asker)

    def _pack(self, query: ClientQuery, wanted: Wanted) -> tuple[bytes, float]:
        task = self.task(query, wanted)
        return task.pack(), task.timeout

    def solutions(self, query: str) -> list[Solution]:
        """Run one of the service's own SELECT queries."""
        text, order = without_order(query)
        names, rows = self._select(text)
        if not set(order) <= set(names):
            # By what is not in the rows, only the engine can order them.
            order, (_, rows) = [], self._select(query)
        return in_order(rows, order)

    def _select(self, query: str) -> tuple[Sequence[str], Iterator[Solution]]:
        results = self._open_store().query(query, use_default_graph_as_union=True)
        if not isinstance(results, QuerySolutions):
            raise TypeError("the service asks itself SELECT queries only")
        names = [variable.value for variable in results.variables]
        rows = (zip(names, row, strict=True) for row in results)
        return names, ({name: term for name, term in row if term is not None} for row in rows)

    def _open_store(self) -> Store:
        store = self._store
        if store is None:
            raise Unavailable("the service is being stopped")
        return store

    def close(self) -> None:
        """End the workers, and let go of the snapshot; once."""
        if self._closed:
            return
        super().close()
        self._let_go()

    def _let_go(self) -> None:
        # At once: what is remembered of queries knows the engine, and the collector comes here seldom.
        self._store = None
        self._hold.release()
        if self._relay:
            self._relay.close()
