"""The default engine: a snapshot of this machine, held in memory when it fits, read from disk beyond that."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import QuerySolutions

from igmgraph.engine.admission import Admission, Admissions
from igmgraph.engine.background import Background
from igmgraph.engine.base import Answer, ClientQuery, Cut, Load, QueryForm, Solution, Wanted, WholeAnswer
from igmgraph.engine.forks import Forks
from igmgraph.engine.holding import Hold
from igmgraph.engine.pool import Pool
from igmgraph.engine.reply import Reply
from igmgraph.engine.store import fits_in_memory, open_on_disk
from igmgraph.engine.tasks import task_of
from igmgraph.settings import Settings

__all__ = ["EmbeddedEngine"]


class EmbeddedEngine:
    """Answers clients' queries in worker processes, and the service's own in this one."""

    def __init__(self, snapshot: Path, settings: Settings, loop: asyncio.AbstractEventLoop | None = None) -> None:
        """Open the snapshot in this folder and start the workers.

        `loop` is the event loop in which `open` is going to be awaited; without one, the engine has a loop of its own.
        Must not be called in the loop itself.
        """
        self._hold = Hold(snapshot)
        manifest = json.loads((snapshot / "manifest.json").read_text("utf-8"))
        self._id: str = manifest["id"]
        self._path = snapshot
        self._settings, self._closed = settings, False
        self._admissions = Admissions(settings)
        # Of the pages: they ask for little at a time, which a store on disk answers as fast; a copy in memory less.
        self._store = open_on_disk(snapshot)
        where = "MEMORY" if fits_in_memory(manifest["quads"], settings) else "DISK"
        self._forks = Forks(settings, "igmgraph.engine.nursery", str(snapshot), where)
        self._background = Background(loop)
        self._pool = self._background.run(self._start())

    async def _start(self) -> Pool:
        return Pool(self._forks, self._settings.workers, self._settings.queue_length)

    @property
    def snapshot_id(self) -> str:
        """Id of the snapshot."""
        return self._id

    @property
    def snapshot_path(self) -> Path:
        """Folder of the snapshot."""
        return self._path

    @property
    def load(self) -> Load:
        """How busy the workers are."""
        return self._pool.load

    def admit(self, query: ClientQuery) -> Admission:
        """What a scan of the query's text tells; raises what `form` does."""
        return self._admissions.admit(query.text)

    def form(self, query: ClientQuery) -> QueryForm:
        """Admit a client's query and tell its form."""
        return self.admit(query).form

    async def open(self, query: ClientQuery, wanted: Wanted) -> Reply:
        """Evaluate a client's query in a worker, for who is in the event loop; raises what `answer` does."""
        timeout = min(wanted.timeout or self._settings.query_timeout, self._settings.query_timeout)
        return await self._pool.run(task_of(query, self.admit(query), wanted, self._settings), timeout)

    def answer(self, query: ClientQuery, wanted: Wanted) -> Answer:
        """Evaluate a client's query in a worker."""
        reply = self._background.run(self.open(query, wanted))
        if reply.ended:
            content = self._background.run(reply.part())
            return WholeAnswer(content, reply.rows, reply.cut, wanted.coding if reply.ending.coded else "")
        return _Arriving(reply, self._background, wanted.coding)

    def solutions(self, query: str) -> list[Solution]:
        """Run one of the service's own SELECT queries."""
        results = self._store.query(query, use_default_graph_as_union=True)
        if not isinstance(results, QuerySolutions):
            raise TypeError("the service asks itself SELECT queries only")
        names = [variable.value for variable in results.variables]
        return [{name: row[name] for name in names if row[name] is not None} for row in results]

    def close(self) -> None:
        """End the workers; once."""
        if self._closed:
            return
        self._closed = True
        self._background.run(self._pool.close())
        self._background.close()
        self._forks.close()
        self._hold.release()


class _Arriving:
    """An answer of which there is more to come, for who is not in the event loop."""

    whole = False

    def __init__(self, reply: Reply, background: Background, coding: str) -> None:
        self._reply, self._background = reply, background
        self.coding = coding

    @property
    def rows(self) -> int | None:
        return self._reply.rows

    @property
    def cut(self) -> Cut | None:
        return self._reply.cut

    def __iter__(self) -> Iterator[bytes]:
        while part := self._background.run(self._reply.part()):
            yield part

    def close(self) -> None:
        self._background.loop.call_soon_threadsafe(self._reply.close)
