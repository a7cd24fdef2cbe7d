"""A query process as the service sees it, in the loop of the service."""

import asyncio
import socket
from typing import cast

import uvloop

from igmgraph.engine.processes.forks import WorkerHandle
from igmgraph.engine.processes.query_process import Keeper, QueryProcess


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
