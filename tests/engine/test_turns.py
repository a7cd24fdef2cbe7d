"""Whose turn it is when queries come faster than they are answered: the test plays the only query process."""

import asyncio
import socket
from contextlib import suppress
from typing import cast

import pytest

from igmgraph.engine.channel import WHOLE, Ending, head_of
from igmgraph.engine.processes import query_process
from igmgraph.engine.processes.forks import Forks, WorkerHandle
from igmgraph.engine.processes.pool import Pool
from igmgraph.engine.values import Asker

#: Seconds that each query takes, of which three may share a process.
PACE = 0.001


class Played(WorkerHandle):
    """No process is behind it."""

    def kill(self) -> None:
        pass

    def close(self) -> None:
        self.channel.close()


class Stage:
    """A pool whose process is played; each query is one letter."""

    def __init__(self) -> None:
        self._ours, self._theirs = socket.socketpair()
        self._theirs.setblocking(False)
        self.sent = ""
        self.pool = Pool(cast("Forks", self), 1, 100)
        self.pool._pace = PACE

    def fork(self) -> WorkerHandle:
        return Played(self._ours, -1)

    def ask(self, letters: str, client: str = "") -> None:
        for letter in letters:
            self.pool.start(letter.encode(), 60, Asker(client))
        self._read()

    async def answer(self) -> None:
        """Answer the query that was sent first of those not answered."""
        before = self.pool.load
        self._theirs.send(head_of(WHOLE, 0, Ending(spent=PACE)))
        while self.pool.load == before:
            await asyncio.sleep(0)
        self._read()

    def _read(self) -> None:
        with suppress(BlockingIOError):
            self.sent += self._theirs.recv(4_096).decode()

    async def close(self) -> None:
        await self.pool.close()
        self._theirs.close()


@pytest.fixture(autouse=True)
def no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the machine takes for the test, no query counts as long."""
    monkeypatch.setattr(query_process, "_SHORT", 60)


def test_who_comes_later_does_not_go_before_who_waits() -> None:
    async def play() -> str:
        stage = Stage()
        stage.ask("abcdefgh")
        for letter in "ijklmnop":
            await stage.answer()
            stage.ask(letter)
        while stage.pool.load.running:
            await stage.answer()
        await stage.close()
        return stage.sent

    assert asyncio.run(play()) == "abcdefghijklmnop"


def test_who_has_nothing_at_work_waits_for_one_answer_only() -> None:
    async def play() -> str:
        stage = Stage()
        stage.ask("abcdefgh", client="many")
        stage.ask("z", client="one")
        await stage.answer()
        await stage.close()
        return stage.sent

    assert asyncio.run(play()) == "abcz"
