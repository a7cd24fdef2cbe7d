"""A query process as the service sees it: the queries that it was given, and what becomes of them."""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from typing import Protocol

from igmgraph.engine.channel import LEAVING, PART, UNFIT, Ending, Frames
from igmgraph.engine.processes.forks import WorkerHandle
from igmgraph.engine.processes.job import Job
from igmgraph.engine.processes.last_words import is_of_order, verdict_on
from igmgraph.engine.processes.stepping import Stepping
from igmgraph.errors import IgmError, Unavailable

__all__ = ["Keeper", "QueryProcess"]

_READ = 256 * 1024
#: Seconds that a query may go on after its client has left; killing costs more than the rest of a short one.
_GRACE = 0.1
#: Seconds after which queries that wait behind one in the same process are given to another process.
_SHORT = 0.005
#: Seconds that a timer may be early: uvloop's clock counts milliseconds, and by a rounding error of sums of them one
#: that is due now would be set again and again until the next.
_EARLY = 0.0005


class Keeper(Protocol):
    """Whom a process tells of itself."""

    def answered(self, process: "QueryProcess", seconds: float) -> None:
        """A query took so many seconds, 0 where not known; the process may have nothing to do now."""

    def ended(self, process: "QueryProcess", jobs: list[Job], fault: str) -> None:
        """A process has ended with queries that it has not begun; `fault` tells why it could not begin at all."""

    def hand_on(self, jobs: list[Job]) -> None:
        """Queries wait too long for a process."""


class QueryProcess:
    """A process and its queries, the first of which it works at."""

    def __init__(self, handle: WorkerHandle, keeper: Keeper, loop: asyncio.AbstractEventLoop) -> None:
        self._handle, self._keeper, self._loop = handle, keeper, loop
        self._channel = handle.channel
        self._channel.setblocking(False)
        # None is a query that was given to another process when it had been sent already; its answer is dropped.
        self._jobs: deque[Job | None] = deque()
        self._frames = Frames()
        # The timer, and when it is due, as uvloop's handles of calls that are due at once do not tell.
        self._watch: asyncio.Handle | None = None
        self._due = 0.0
        self._unsent = b""
        self._begun, self._stepping = 0.0, Stepping(handle)
        self._held = self._slow = self._retires = self._leaves = self._over = False
        self._verdict: IgmError | None = None
        self._fault = ""
        loop.add_reader(self._channel, self._readable)

    @property
    def is_idle(self) -> bool:
        """Whether it has nothing to do."""
        return not self._jobs

    @property
    def clients(self) -> Sequence[str]:
        """Whose queries it has that somebody waits for."""
        # Asked from other threads, too, while queries come and go: copied in one step.
        return [job.client for job in list(self._jobs) if job is not None]

    def has_room(self, pace: float, most: float) -> bool:
        """Whether it is at work, and another query would begin within `most` seconds when one takes `pace` seconds."""
        return 0 < len(self._jobs) * pace < most and not (self._slow or self._retires or self._over)

    def take(self, job: Job) -> None:
        """Have a query evaluated; the process is killed when its time has passed."""
        job.process = self
        self._jobs.append(job)
        if len(self._jobs) == 1:
            self._begin()
        waits = bool(self._unsent)
        self._unsent += job.task
        if waits:
            return
        self._send()
        if self._unsent:
            self._loop.add_writer(self._channel, self._writable)

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
        if not data:
            self._end()
        for kind, content, ending in self._frames.feed(data):
            if kind == UNFIT:
                self._fault = " ".join(content.decode("utf-8", "replace").split())
                self._stop(Unavailable("the service cannot read its data; tell who runs it"))
            self._leaves = kind == LEAVING
            if self._leaves or not self._jobs:
                self._end()
            if self._over:
                return
            self._pass_on(self._jobs[0], kind, content, ending)

    def _pass_on(self, job: Job | None, kind: bytes, content: bytes, ending: Ending) -> None:
        if job is not None:
            job.reply.take(kind, content, ending)
        if kind != PART:
            self._jobs.popleft()
            self._resume()
            self._finish(ending.spent)
        elif job is not None and job.reply.is_full:
            self._held = True
            self._loop.remove_reader(self._channel)
            job.reply.hold(self._resume)

    def _resume(self) -> None:
        if self._held and not self._over:
            self._held = False
            self._loop.add_reader(self._channel, self._readable)

    def _finish(self, seconds: float) -> None:
        self._slow = False
        self._retires |= not self._stepping.end()
        if self._retires:
            self._leaves = True
            self._end()
        elif self._jobs:
            self._begin()
        self._keeper.answered(self, seconds)

    def _begin(self) -> None:
        """The first of the queries has become so."""
        self._begun = self._loop.time()
        job = self._jobs[0]
        # What is begun again for a reason of its own has cost something already.
        if job is not None and not job.is_total:
            job.asker.begun = monotonic()
        self._look_at(self._begun + _SHORT if job is None else min(self._begun + _SHORT, job.expires))

    def _look_at(self, time: float) -> None:
        # Most queries have ended when somebody looks: one timer does for many.
        if self._watch is not None:
            if self._due <= time:
                return
            self._watch.cancel()
        self._due, self._watch = time, self._loop.call_at(time, self._look)

    def _look(self) -> None:
        self._watch = None
        if not self._jobs:
            return
        job, now = self._jobs[0], self._loop.time() + _EARLY
        if job is None:
            self._leave_useless(now)
        elif now >= job.expires:
            self._stop(job.overdue(self._begun))
        else:
            self._judge(job, now)

    def _leave_useless(self, now: float) -> None:
        """A query that nobody waits for here may go on as long as it is short."""
        if now >= self._begun + _SHORT:
            self._leaves = True
            self._end()
        else:
            self._look_at(self._begun + _SHORT)

    def _judge(self, job: Job, now: float) -> None:
        if self._slow:
            again = now + self._stepping.look()
        elif now >= self._begun + _SHORT:
            self._let_go()
            again = now + self._stepping.begin()
        else:
            again = self._begun + _SHORT
        self._look_at(min(job.expires, again))

    def _let_go(self) -> None:
        """Have the queries behind the first one done elsewhere; what is sent cannot be taken back, but is short."""
        self._slow = True
        first, *others = self._jobs
        self._jobs = deque([first, *(None for _ in others)])
        self._keeper.hand_on([each for each in others if each is not None])

    def give_up(self, job: Job) -> None:
        """Nobody waits for a query: let it end by itself, soon, or end it."""
        job.expires = min(job.expires, self._loop.time() + _GRACE)
        if self._jobs and self._jobs[0] is job:
            self._look_at(job.expires)

    def _stop(self, verdict: IgmError) -> None:
        self._verdict = verdict
        self._end()

    def _end(self) -> None:
        """The process has ended or is about to; whoever waits for its answer is told why."""
        if self._over:
            return
        self._over = True
        self._loop.remove_reader(self._channel)
        self._loop.remove_writer(self._channel)
        again = self._may_begin_again()
        self._handle.kill()
        self._handle.close()
        if self._watch is not None:
            self._watch.cancel()
        jobs = list(self._jobs)
        self._jobs.clear()
        if jobs and not self._leaves and not again:
            first = jobs.pop(0)
            if first is not None:
                first.reply.fail(self._verdict or verdict_on(self._frames.rest))
        self._keeper.ended(self, [each for each in jobs if each is not None], self._fault)

    def _may_begin_again(self) -> bool:
        """Whether the first query is begun again: others ended its process, or its values had no order; once each."""
        job = self._jobs[0] if self._jobs else None
        if job is None or self._leaves or self._verdict or job.reply.has_begun:
            return False
        if is_of_order(self._frames.rest):
            return job.order_totally()
        if job.is_second:
            return False
        job.is_second = self._handle.is_killed()
        return job.is_second

    def close(self) -> None:
        """End the process for good."""
        self._stop(Unavailable("the service is being stopped"))
