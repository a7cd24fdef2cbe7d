"""The query processes of a pool that are on their way. It lives in the pool's event loop."""

import asyncio
from collections.abc import Callable
from time import monotonic

from igmgraph.engine.processes.forks import Forks, WorkerHandle
from igmgraph.engine.processes.pause import Pause
from igmgraph.errors import Unavailable

__all__ = ["Successors"]

#: Seconds after which another process is asked for when none could be had.
_AGAIN = 1.0
#: Seconds in which a process comes, but where something is wrong.
_LATE = 10.0


class Successors:
    """Asks for processes until they come; `take` gets each of them."""

    def __init__(self, forks: Forks, take: Callable[[WorkerHandle], None]) -> None:
        self._forks, self._take = forks, take
        self._tasks: set[asyncio.Task[WorkerHandle | None]] = set()
        self._pause, self._closed = Pause(), False
        #: Since when none has come, of those that were asked for.
        self._since = 0.0

    def __len__(self) -> int:
        """How many were asked for."""
        return len(self._tasks)

    @property
    def is_hopeless(self) -> bool:
        """Whether the last process could not begin, so that none comes for a while."""
        return self._pause.seconds > 0

    @property
    def is_late(self) -> bool:
        """Whether none has come for so long that something is wrong; any thread may ask."""
        return bool(self._tasks) and monotonic() - self._since > _LATE

    def note(self, fault: str) -> None:
        """A process has ended; `fault` is why it could not begin, "" where it could."""
        self._pause.note(fault)

    def begin(self) -> None:
        """Ask for one more."""
        if not self._tasks:
            self._since = monotonic()
        task = asyncio.get_running_loop().create_task(self._fork())
        self._tasks.add(task)
        task.add_done_callback(self._arrive)

    async def _fork(self) -> WorkerHandle | None:
        await self._pause.wait()
        while not self._closed:
            try:
                return await asyncio.get_running_loop().run_in_executor(None, self._forks.fork)
            except (Unavailable, OSError, RuntimeError):
                # The last is that of a thread for which the system has no room.
                await asyncio.sleep(_AGAIN)
        return None

    def _arrive(self, task: asyncio.Task[WorkerHandle | None]) -> None:
        """A process has come: it is no more one to come, as it may end at once, and needs a successor then."""
        self._tasks.discard(task)
        handle = None if task.cancelled() else task.result()
        if handle is not None:
            self._since = monotonic()
            self._take(handle)

    async def close(self) -> None:
        """Ask for no more; what comes yet is taken."""
        self._closed = True
        self._pause.end()
        if self._tasks:
            await asyncio.wait(self._tasks)
