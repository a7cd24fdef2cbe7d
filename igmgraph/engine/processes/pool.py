"""The query processes of a snapshot: which one takes a query, and which queries wait. It lives in one event loop."""

import asyncio
import os
from collections import Counter

from igmgraph.engine.base import Load
from igmgraph.engine.processes.forks import Forks, WorkerHandle
from igmgraph.engine.processes.job import Job
from igmgraph.engine.processes.query_process import QueryProcess
from igmgraph.engine.processes.queue import Queue
from igmgraph.engine.processes.successors import Successors
from igmgraph.engine.reply import Reply
from igmgraph.engine.values import Asker
from igmgraph.errors import Unavailable

__all__ = ["Pool"]

#: Seconds that a query is thought to take before any has been answered, and the weight of one more answer.
_UNKNOWN, _WEIGHT = 1.0, 0.1
#: Seconds of work that may wait in a process: when another could be woken up, which takes as long; and when as many are
#: at work as there are processors.
_SOON, _LATER = 0.0005, 0.003
#: Seconds that a client who has nothing at work waits before there is one process more than there should be.
_RELIEF = 0.25


class Pool:
    """Query processes, and a bounded queue before them.

    Each has one query at a time, unless queries are so short of late that to wake a process up takes longer than they
    do: then some are given to a process that is at work. Should the one before them take longer than expected, they
    are given to another.

    Where all are held by the long queries, or slow readers, of clients who were first, there is one process more, for
    those who have nothing at work.
    """

    def __init__(self, forks: Forks, size: int, queue_length: int) -> None:
        """Fork the processes; must be called within the event loop that runs the queries. Raises what `fork` does."""
        self._loop = asyncio.get_running_loop()
        self._size = size
        self._waiting = Queue(queue_length)
        self._closed, self._processes = False, set[QueryProcess]()
        self._idle: list[QueryProcess] = []
        self._awake: QueryProcess | None = None
        self._pace = _UNKNOWN
        self._processors = len(os.sched_getaffinity(0))
        self._forking = Successors(forks, self._take)
        self._relief: asyncio.TimerHandle | None = None
        self._spare: QueryProcess | None = None
        try:
            self._processes.update(QueryProcess(forks.fork(), self, self._loop) for _ in range(size))
        except BaseException:
            self._end()
            raise
        self._idle.extend(self._processes)

    @property
    def load(self) -> Load:
        """How busy it is."""
        running = sum(len(process.clients) for process in list(self._processes))
        return Load(running, len(self._waiting), len(self._processes))

    def lack(self) -> Unavailable | None:
        """What there is to tell where there is no process, and none comes soon; any thread may ask."""
        if self._processes:
            return None
        if self._forking.is_hopeless:
            return Unavailable("the service cannot read its data; tell who runs it")
        if self._forking.is_late:
            return Unavailable("no query process can be started; tell who runs the service")
        return None

    def start(self, task: bytes, timeout: float, asker: Asker | None = None) -> Reply:
        """Have a query of a client evaluated, whose task is packed; its answer is going to arrive.

        Raises:
            Unavailable: every worker is busy and the queue is full.
        """
        job = Job(task, timeout, self.abandon, self._loop, asker)
        # Where others wait, those who came before go before.
        process = self._choose() if self._idle or not self._waiting else None
        process = process or self._spare_for(job)
        if process is not None:
            process.take(job)
        else:
            self._queue(job)
        return job.reply

    def _choose(self) -> QueryProcess | None:
        awake = self._awake
        if awake is not None and awake.has_room(self._pace, _SOON):
            return awake
        # More processes at work than processors take turns, which costs more than to wait for one another.
        if self._idle and len(self._processes) - len(self._idle) < self._processors:
            self._awake = self._idle.pop()
            return self._awake
        if awake is None or not awake.has_room(self._pace, _LATER):
            awake = next((each for each in self._processes if self._may_share(each)), None)
        if awake is None and self._idle:
            awake = self._idle.pop()
        self._awake = awake or self._awake
        return awake

    def _may_share(self, process: QueryProcess) -> bool:
        return process is not self._spare and process.has_room(self._pace, _LATER)

    def _spare_for(self, job: Job) -> QueryProcess | None:
        spare = self._spare
        return spare if spare is not None and spare.is_idle and not self._at_work()[job.client] else None

    def _queue(self, job: Job) -> None:
        if self._closed:
            raise Unavailable("every worker is busy and the queue is full; try again soon")
        if lack := self.lack():
            raise lack
        # A process that is being replaced is as good as free.
        given_way = self._waiting.put(job, besides=max(0, self._size - len(self._processes)))
        self._wait(job)
        if given_way is not None:
            given_way.wait_no_more()
            given_way.reply.fail(Unavailable("every worker is busy and the queue is full; try again soon"))

    def _wait(self, job: Job) -> None:
        job.queued = self._loop.call_at(job.expires, self._refuse, job)
        if self._relief is None:
            self._relief = self._loop.call_later(_RELIEF, self._relieve)

    def _refuse(self, job: Job) -> None:
        if job in self._waiting:
            self._waiting.remove(job)
            job.reply.fail(Unavailable("no worker became free in time; try again soon"))

    def _tell_lack(self) -> None:
        """Have nobody wait for a process that does not come."""
        while self._waiting and (lack := self.lack()):
            job = self._waiting.take({})
            job.wait_no_more()
            job.reply.fail(lack)

    def _relieve(self) -> None:
        """Have one more process for who has nothing at work and has waited long; look again while somebody waits."""
        self._relief = None
        self._tell_lack()
        if self._closed or not self._waiting:
            return
        since = self._loop.time() - _RELIEF
        if len(self._processes) + len(self._forking) == self._size and self._has_newcomer(since):
            self._forking.begin()
        self._relief = self._loop.call_later(_RELIEF, self._relieve)

    def _has_newcomer(self, since: float) -> bool:
        """Whether a query waits that came by then, of a client who has none at work."""
        at_work = self._at_work()
        return any(job.came <= since and not at_work[job.client] for job in self._waiting)

    def _at_work(self) -> Counter[str]:
        return Counter(client for each in self._processes for client in each.clients)

    def _give(self, process: QueryProcess) -> None:
        """Give a process the queries whose turn it is, as many as it has room for; without any it is idle."""
        while self._waiting and (process.is_idle or self._may_share(process)):
            if process is self._spare and not self._has_newcomer(self._loop.time()):
                break
            job = self._waiting.take(self._at_work(), for_newcomers=process is self._spare)
            job.wait_no_more()
            if job.expires > self._loop.time():
                process.take(job)
            else:
                job.reply.fail(Unavailable("no worker became free in time; try again soon"))
        if process.is_idle and process is not self._spare:
            self._idle.append(process)
        if self._idle and self._spare is not None and self._spare.is_idle:
            self._spare.close()

    def abandon(self, job: Job) -> None:
        """Nobody waits for a query any more."""
        job.is_left = True
        if job in self._waiting:
            self._waiting.remove(job)
            job.wait_no_more()
        elif job.process is not None:
            job.process.give_up(job)

    def answered(self, process: QueryProcess, seconds: float) -> None:
        """A query took so many seconds, 0 where not known; the process may have nothing to do now."""
        if seconds:
            self._pace += _WEIGHT * (seconds - self._pace)
        if process in self._processes:
            self._give(process)

    def hand_on(self, jobs: list[Job]) -> None:
        """Have others do what waits too long for a process; it was taken before what waits now."""
        for job in reversed(jobs):
            job.process = None
            if job.is_left:
                continue
            # The others may have been killed with the one that had it.
            process = None if job.is_second else self._idle.pop() if self._idle else self._spare_for(job)
            if process is not None:
                process.take(job)
            else:
                self._wait(job)
                self._waiting.put_first(job)

    def ended(self, process: QueryProcess, jobs: list[Job], fault: str) -> None:
        """Put another process in the place of one that has ended, and have others do what it has not begun."""
        self._forking.note(fault)
        self._processes.discard(process)
        if process in self._idle:
            self._idle.remove(process)
        if process is self._awake:
            self._awake = None
        if process is self._spare:
            self._spare = None
        self.hand_on(jobs)
        self._tell_lack()
        missing = self._size + (self._spare is not None) - len(self._processes) - len(self._forking)
        if not self._closed and missing > 0:
            self._forking.begin()

    def _take(self, handle: WorkerHandle) -> None:
        process = QueryProcess(handle, self, self._loop)
        if self._closed:
            process.close()
            return
        self._processes.add(process)
        if len(self._processes) > self._size and self._spare is None:
            self._spare = process
        self._give(process)

    async def close(self) -> None:
        """End every process; a query that is running fails."""
        self._closed = True
        await self._forking.close()
        self._end()
        for job in list(self._waiting):
            self._refuse(job)

    def _end(self) -> None:
        self._closed = True
        for process in list(self._processes):
            process.close()
