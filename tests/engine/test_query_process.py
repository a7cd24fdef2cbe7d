"""A query process as the service sees it, in the loop of the service."""

import asyncio
import socket
from typing import cast

import pytest
import uvloop

from igmgraph.engine.channel import Task
from igmgraph.engine.processes.forks import WorkerHandle
from igmgraph.engine.processes.job import Job
from igmgraph.engine.processes.query_process import Keeper, QueryProcess
from igmgraph.errors import DeadlineExceeded, Unavailable


def test_a_look_that_is_due_at_once_is_no_fault() -> None:
    async def look() -> None:
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        process = QueryProcess(WorkerHandle(ours, -1), cast("Keeper", None), loop)
        for seconds in (0, 1, 0):
            process._look_at(loop.time() + seconds)
        loop.remove_reader(ours)
        ours.close()
        theirs.close()

    # It has no timers for what is due at once.
    uvloop.run(look())


class Coarse:
    """A loop whose clock counts milliseconds, as uvloop's; the test makes them pass."""

    def __init__(self, milliseconds: int) -> None:
        self.milliseconds, self.due = milliseconds, list[float]()

    def time(self) -> float:
        return self.milliseconds / 1000

    def call_at(self, time: float, _: object) -> None:
        self.due.append(time)

    def add_reader(self, *_: object) -> None:
        pass


class NoKeeper:
    """Is given no query back."""

    def hand_on(self, jobs: list[Job]) -> None:
        assert not jobs


# In the second, five milliseconds more are less than what is added up to.
@pytest.mark.parametrize(
    "begun", [1_000, next(ms for ms in range(1_000, 2_000) if ms / 1000 + 0.005 > (ms + 5) / 1000)]
)
def test_who_looks_in_time_does_not_look_again_at_once(begun: int) -> None:
    loop = Coarse(begun)
    running = cast("asyncio.AbstractEventLoop", loop)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = QueryProcess(WorkerHandle(ours, -1), cast("Keeper", NoKeeper()), running)
        process.take(Job(b"task", 10.0, lambda _: None, running))
        loop.milliseconds += 5
        process._look()
        assert loop.due[-1] > loop.time() + 0.01


def test_a_query_that_was_at_work_before_has_not_waited_for_a_worker() -> None:
    text = "ASK {}"
    task = Task(text, text, text, (), (), "", True, "text/csv", "", 1, 1, 10.0)

    async def overdue() -> None:
        job = Job(task.pack(), task.timeout, lambda _: None, asyncio.get_running_loop())
        late = job.came + 6
        assert isinstance(job.overdue(late), Unavailable)
        assert job.order_totally()
        assert Task.unpack(job.task) == task._replace(total=True)
        assert isinstance(job.overdue(late), DeadlineExceeded)
        assert not job.order_totally(), "once"

    asyncio.run(overdue())
