"""The query processes of a snapshot: who is free, who waits, and whose time is up. It lives in one event loop."""

import asyncio
from collections import deque
from contextlib import suppress

from igmgraph.engine.base import Load
from igmgraph.engine.channel import Task
from igmgraph.engine.forks import Forks, WorkerHandle
from igmgraph.engine.reply import Reply
from igmgraph.errors import DeadlineExceeded, IgmError, MemoryExceeded, Unavailable

__all__ = ["Pool"]

_READ = 256 * 1024
#: Seconds that a query may go on after its client has left; killing costs more than the rest of a short one.
_GRACE = 0.1
#: Seconds after which a query steps behind those that have just begun, and its process ends with it.
_LONG = 0.5
#: Seconds after which another process is asked for when none could be had.
_AGAIN = 1.0


class _Worker:
    """A process of the pool, and the answer that it is making."""

    def __init__(self, handle: WorkerHandle, pool: "Pool", loop: asyncio.AbstractEventLoop) -> None:
        self._handle, self._pool, self._loop = handle, pool, loop
        self._channel = handle.channel
        self._channel.setblocking(False)
        self._reply: Reply | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._patience: asyncio.TimerHandle | None = None
        self._behind = False
        self._verdict: IgmError | None = None
        self._unsent = b""
        loop.add_reader(self._channel, self._readable)

    def run(self, task: Task, timeout: float) -> Reply:
        """Have a query evaluated; the process is killed when that takes more than `timeout` seconds."""
        self._reply = Reply(self._loop, self._abandon)
        self._deadline = self._loop.call_later(timeout, self._expire, timeout)
        self._patience = self._loop.call_later(_LONG, self._step_back)
        self._unsent = task.pack()
        self._send()
        if self._unsent:
            self._loop.add_writer(self._channel, self._writable)
        return self._reply

    def _writable(self) -> None:
        self._send()
        if not self._unsent:
            self._loop.remove_writer(self._channel)

    def _send(self) -> None:
        # A process that has ended is noticed when it is read from.
        with suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
            self._unsent = self._unsent[self._channel.send(self._unsent) :]

    def _readable(self) -> None:
        try:
            data = self._channel.recv(_READ)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        reply = self._reply
        if not data or reply is None:
            self._ended()
            return
        goes_on = reply.feed(data)
        if reply.ended:
            self._free()
        elif not goes_on:
            self._loop.remove_reader(self._channel)
            reply.hold(self._resume)

    def _resume(self) -> None:
        self._loop.add_reader(self._channel, self._readable)

    def _step_back(self) -> None:
        self._behind = True
        self._handle.step_back()

    def _free(self) -> None:
        self._reply = None
        self._cancel()
        if self._behind:
            self._ended()
            return
        self._pool.give_back(self)

    def _cancel(self) -> None:
        for timer in (self._deadline, self._patience):
            if timer is not None:
                timer.cancel()

    def _expire(self, timeout: float) -> None:
        self._stop(
            DeadlineExceeded(
                "the query was stopped after {seconds} seconds; ask for less, with LIMIT", seconds=f"{timeout:g}"
            )
        )

    def _abandon(self, reply: Reply) -> None:
        self._loop.call_later(_GRACE, self._give_up, reply)

    def _give_up(self, reply: Reply) -> None:
        if self._reply is reply:
            self._stop(Unavailable("the client has left"))

    def _stop(self, verdict: IgmError) -> None:
        self._verdict = verdict
        self._handle.kill()
        self._ended()

    def _ended(self) -> None:
        """The process has ended or is about to; whoever waits for its answer is told why."""
        self._loop.remove_reader(self._channel)
        self._loop.remove_writer(self._channel)
        self._handle.kill()
        self._handle.close()
        self._cancel()
        if self._reply is not None:
            self._reply.fail(
                self._verdict or MemoryExceeded("the query needed more memory or stack than one query may use")
            )
        self._pool.replace(self)

    def end(self) -> None:
        """End the process for good."""
        self._verdict = Unavailable("the service is being stopped")
        self._ended()


class Pool:
    """Query processes, each with one query at a time, and a bounded queue before them."""

    def __init__(self, forks: Forks, size: int, queue_length: int) -> None:
        """Fork the processes; must be called within the event loop that runs the queries."""
        self._loop = asyncio.get_running_loop()
        self._forks, self._queue_length, self._size = forks, queue_length, size
        self._waiters: deque[asyncio.Future[_Worker]] = deque()
        self._closed = False
        self._workers = {_Worker(forks.fork(), self, self._loop) for _ in range(size)}
        self._idle = list(self._workers)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def load(self) -> Load:
        """How busy it is."""
        return Load(len(self._workers) - len(self._idle), len(self._waiters), len(self._workers))

    async def run(self, task: Task, timeout: float) -> Reply:
        """Have a query evaluated; returns when its answer has begun.

        Raises:
            IgmError: what `Engine.answer` says.
        """
        worker = self._idle.pop() if self._idle else await self._next(timeout)
        reply = worker.run(task, timeout)
        await reply.begin()
        return reply

    async def _next(self, timeout: float) -> _Worker:
        # A process that is being replaced is as good as free.
        coming = self._size - len(self._workers)
        if len(self._waiters) >= self._queue_length + coming or self._closed:
            raise Unavailable("every worker is busy and the queue is full; try again soon")
        place: asyncio.Future[_Worker] = self._loop.create_future()
        self._waiters.append(place)
        timer = self._loop.call_later(timeout, _refuse, place)
        try:
            return await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled() and place.exception() is None:
                self.give_back(place.result())
            raise
        finally:
            timer.cancel()
            with suppress(ValueError):
                self._waiters.remove(place)

    def give_back(self, worker: _Worker) -> None:
        """Take a free worker."""
        while self._waiters:
            place = self._waiters.popleft()
            if not place.done():
                place.set_result(worker)
                return
        self._idle.append(worker)

    def replace(self, worker: _Worker) -> None:
        """Put another process in the place of one that has ended."""
        if worker not in self._workers:
            return
        self._workers.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        if not self._closed:
            task = self._loop.create_task(self._fork())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _fork(self) -> None:
        while not self._closed:
            try:
                handle = await self._loop.run_in_executor(None, self._forks.fork)
            except (Unavailable, OSError):
                await asyncio.sleep(_AGAIN)
                continue
            worker = _Worker(handle, self, self._loop)
            if self._closed:
                worker.end()
                return
            self._workers.add(worker)
            self.give_back(worker)
            return

    async def close(self) -> None:
        """End every process; a query that is running fails."""
        self._closed = True
        if self._tasks:
            await asyncio.wait(self._tasks)
        for worker in list(self._workers):
            worker.end()
        for place in self._waiters:
            _refuse(place)


def _refuse(place: "asyncio.Future[_Worker]") -> None:
    if not place.done():
        place.set_exception(Unavailable("no worker became free in time; try again soon"))
