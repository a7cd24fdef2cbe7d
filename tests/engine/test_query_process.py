"""A query process as the service sees it, in the loop of the service."""

import asyncio
import socket
from typing import cast

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
