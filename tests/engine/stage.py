"""A pool of query processes that are played by the test."""

import asyncio
import socket
from contextlib import suppress
from typing import cast

from igmgraph.engine.base import Load
from igmgraph.engine.channel import WHOLE, Ending, head_of
from igmgraph.engine.processes.forks import Forks, WorkerHandle
from igmgraph.engine.processes.pool import Pool
from igmgraph.engine.values import Asker

__all__ = ["PACE", "Stage"]

#: Seconds that each query takes, of which three may share a process.
PACE = 0.001


class Played(WorkerHandle):
    """No process is behind it."""

    def kill(self) -> None:
        pass

    def close(self) -> None:
        self.channel.close()


class Stage:
    """A pool whose processes are played, of which there should be one; each query is one letter."""

    def __init__(self) -> None:
        self.ends: list[socket.socket] = []
        self.fault: Exception | None = None
        self.pool = Pool(cast("Forks", self), 1, 100)
        self.pool._pace = PACE
        self.sent = ""

    def fork(self) -> WorkerHandle:
        if self.fault:
            fault, self.fault = self.fault, None
            raise fault
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        self.ends.append(theirs)
        return Played(ours, -1)

    def ask(self, letters: str, client: str = "") -> None:
        for letter in letters:
            self.pool.start(letter.encode(), 60, Asker(client))
        self.read()

    async def answer(self, process: int = 0) -> None:
        """Answer the query that was sent to a process first of those not answered."""
        before = self.pool.load
        self.ends[process].send(head_of(WHOLE, 0, Ending(spent=PACE)))
        await self.change(before)

    def end(self) -> None:
        """End the process."""
        self.ends[0].shutdown(socket.SHUT_RDWR)

    async def change(self, before: Load) -> None:
        """Wait until the pool has another load."""
        while self.pool.load == before:
            await asyncio.sleep(0)
        self.read()

    def read(self) -> None:
        for end in self.ends:
            with suppress(BlockingIOError):
                self.sent += end.recv(4_096).decode()

    async def close(self) -> None:
        await self.pool.close()
        for end in self.ends:
            end.close()
