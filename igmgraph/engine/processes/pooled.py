"""What every engine has whose queries run in processes of their own: admission, deadline, streaming."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, suppress

from igmgraph.engine.base import Answer, Load, WholeAnswer
from igmgraph.engine.channel import Task
from igmgraph.engine.processes.background import Background
from igmgraph.engine.processes.forks import Forks
from igmgraph.engine.processes.pool import Pool
from igmgraph.engine.processes.tasks import task_of
from igmgraph.engine.query.admission import Admissions
from igmgraph.engine.query.admitted import Admission
from igmgraph.engine.reply import Reply
from igmgraph.engine.values import Asker, ClientQuery, Cut, Wanted
from igmgraph.errors import Abandoned
from igmgraph.settings import Settings

__all__ = ["PooledEngine"]


class PooledEngine:
    """Answers clients' queries in the processes of a nursery."""

    def __init__(self, forks: Forks, settings: Settings, loop: asyncio.AbstractEventLoop | None = None) -> None:
        """Start the processes; where that fails, what `forks` has begun is ended, too.

        `loop` is the event loop in which `open` is going to be awaited; without one, the engine has a loop of its own.
        Must not be called in the loop itself.
        """
        self._settings, self._closed = settings, False
        self._admissions = Admissions(settings)
        self._forks = forks
        with ExitStack() as undo:
            undo.callback(forks.close)
            self._background = Background(loop)
            undo.callback(self._background.close)
            self._pool = self._background.run(self._start())
            undo.pop_all()

    async def _start(self) -> Pool:
        return Pool(self._forks, self._settings.workers, self._settings.queue_length)

    @property
    def load(self) -> Load:
        """How busy the workers are."""
        return self._pool.load

    def check(self) -> None:
        """Raise Unavailable where queries find no worker, now or later."""
        if lack := self._pool.lack():
            raise lack

    def admit(self, query: ClientQuery) -> Admission:
        """Tell what a scan of a client's query finds out."""
        return self._admissions.admit(query.text)

    def task(self, query: ClientQuery, wanted: Wanted) -> Task:
        """What a worker has to do for a client's query; raises what `admit` does."""
        return task_of(query, self.admit(query), wanted, self._settings)

    async def open(self, query: ClientQuery, wanted: Wanted, asker: Asker | None = None) -> Reply:
        """Evaluate a client's query in a worker, for who is in the event loop; raises what `answer` does."""
        task = self.task(query, wanted)
        return await self._pool.start(task.pack(), task.timeout, asker).begin()

    def answer(self, query: ClientQuery, wanted: Wanted, asker: Asker | None = None) -> Answer:
        """Evaluate a client's query in a worker."""
        opened, has_left = list[Reply](), False

        async def open_() -> Reply:
            opened.append(await self.open(query, wanted, asker))
            if has_left:
                _close(opened)
            return opened[0]

        try:
            reply = self._background.run(open_())
        except Abandoned:
            # It may begin in the moment in which its client leaves, before or after this.
            has_left = True
            with suppress(RuntimeError):
                self._background.loop.call_soon_threadsafe(_close, opened)
            raise
        if reply.is_complete:
            return WholeAnswer(reply.take_rest(), reply.rows, reply.cut, wanted.coding if reply.ending.coded else "")
        return _Arriving(reply, self._background, wanted.coding)

    def close(self) -> None:
        """End the workers; once."""
        if self._closed:
            return
        self._closed = True
        self._background.run(self._end())
        self._background.close()
        self._forks.close()

    async def _end(self) -> None:
        await self._pool.close()


def _close(opened: list[Reply]) -> None:
    for reply in opened:
        reply.close()


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
        try:
            while part := self._background.run(self._reply.part()):
                yield part
        except BaseException:
            # Its client has left, or wants no more: the worker is not to wait for anybody.
            self.close()
            raise

    def close(self) -> None:
        self._background.loop.call_soon_threadsafe(self._reply.close)
