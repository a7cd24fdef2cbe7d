"""An engine that asks another one: processes of ours wait for it, so that each query ends at its deadline."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from igmgraph.engine.channel import Task
from igmgraph.engine.distant.dataset import Dataset
from igmgraph.engine.distant.dialect import Dialect
from igmgraph.engine.distant.gate import Gate
from igmgraph.engine.distant.publication import Publication
from igmgraph.engine.distant.row_limit import rest_of
from igmgraph.engine.holding import Hold
from igmgraph.engine.processes.forks import Forks
from igmgraph.engine.processes.pool import Pool
from igmgraph.engine.processes.pooled import PooledEngine
from igmgraph.engine.processes.tasks import task_of
from igmgraph.engine.reply import Reply
from igmgraph.engine.values import Asker, ClientQuery, Cut, Solution, Wanted
from igmgraph.errors import EngineAway, ResultTooLarge
from igmgraph.settings import Settings

__all__ = ["DistantEngine"]

_JSON = "application/sparql-results+json"
#: Rows that a page may be made of; engines take no larger numbers.
_UNBOUNDED = 2**31 - 2


class DistantEngine(PooledEngine):
    """Answers clients' queries, and those of the pages, from one publication in another engine."""

    def __init__(
        self,
        publication: Publication,
        dialect: Dialect,
        settings: Settings,
        gate: Gate,
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Start the processes; for `loop` see PooledEngine."""
        self._publication, self._gate = publication, gate
        self._dataset, self._most_rows = Dataset(publication, dialect), dialect.most_rows
        folder = (settings.store / "snapshots" / publication.id).absolute()
        self._path = folder if (folder / "manifest.json").is_file() else None
        self._hold = Hold(self._path) if self._path else None
        super().__init__(Forks(settings, "igmgraph.engine.distant.nursery", dialect.to_text()), settings, loop)

    async def _start(self) -> Pool:
        # Pages do not wait behind clients' queries.
        self._own = await super()._start()
        try:
            return await super()._start()
        except BaseException:
            await self._own.close()
            raise

    @property
    def snapshot_id(self) -> str:
        """Id of the snapshot that was published."""
        return self._publication.id

    @property
    def snapshot_path(self) -> Path | None:
        """Folder of the same snapshot, when the store of this machine has it too."""
        return self._path

    @property
    def graphs(self) -> Sequence[str]:
        """IRIs of the named graphs of the snapshot, whatever else the engine holds."""
        return sorted(self._publication.graphs)

    def check(self) -> None:
        """Tell whether the engine is there, as it was of late; raises EngineAway, too."""
        super().check()
        self._gate.enter()

    def task(self, query: ClientQuery, wanted: Wanted) -> Task:
        """What a worker has to do: a query is about graphs of the publication, whatever else the engine holds."""
        admission, most = self.admit(query), self._most_rows
        query = self._dataset.confine(query, admission.dataset, union=self._settings.union_default_graph)
        task = task_of(query, admission, wanted, self._settings)
        if most and admission.form.gives_graph:
            task = task._replace(probe=rest_of(query.text, admission.form, admission.ceiling, most))
        return task

    async def open(self, query: ClientQuery, wanted: Wanted, asker: Asker | None = None) -> Reply:
        """Evaluate a client's query, for who is in the event loop; raises what `answer` does, and EngineAway."""
        task = self.task(query, wanted)
        return await self._guarded(self._pool, task, asker)

    async def _guarded(self, pool: Pool, task: Task, asker: Asker | None = None) -> Reply:
        self._gate.enter()
        try:
            reply = await pool.start(task.pack(), task.timeout, asker).begin()
        except EngineAway as error:
            self._gate.failed(error)
            raise
        self._gate.passed()
        return reply

    def solutions(self, query: str) -> list[Solution]:
        """Run one of the service's own SELECT queries."""
        unbounded = replace(self._settings, max_rows=_UNBOUNDED)
        admission = self._admissions.admit(query)
        asked = self._dataset.confine(ClientQuery(query), admission.dataset, union=True)
        content = self._background.run(self._whole(task_of(asked, admission, Wanted(_JSON), unbounded)))
        results = parse_query_results(content, QueryResultsFormat.JSON)
        if not isinstance(results, QuerySolutions):
            raise TypeError("the service asks itself SELECT queries only")
        names = [variable.value for variable in results.variables]
        return [{name: row[name] for name in names if row[name] is not None} for row in results]

    async def _whole(self, task: Task) -> bytes:
        reply = await self._guarded(self._own, task)
        parts: list[bytes] = []
        while part := await reply.part():
            parts.append(part)
        if reply.cut is Cut.ROWS:
            raise ResultTooLarge("a page needs more than {most} rows of data", most=self._settings.max_rows)
        if reply.cut:
            raise ResultTooLarge("a page needs more than {most} bytes of data", most=task.max_bytes)
        return b"".join(parts)

    async def _end(self) -> None:
        await self._own.close()
        await super()._end()

    def close(self) -> None:
        """End the workers, and let go of the snapshot; once."""
        if self._closed:
            return
        super().close()
        if self._hold:
            self._hold.release()
