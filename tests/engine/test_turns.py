"""Whose turn it is when queries come faster than they are answered: the test plays the only query process."""

import asyncio
import gc
import socket
from contextlib import suppress
from typing import cast

import pytest

from igmgraph.engine.base import Load
from igmgraph.engine.channel import WHOLE, Ending, head_of
from igmgraph.engine.processes import pool, query_process
from igmgraph.engine.processes.forks import Forks, WorkerHandle
from igmgraph.engine.processes.job import Job
from igmgraph.engine.processes.pool import Pool
from igmgraph.engine.processes.query_process import QueryProcess
from igmgraph.engine.values import Asker
from igmgraph.errors import Unavailable

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
        self._ends: list[socket.socket] = []
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
        self._ends.append(theirs)
        return Played(ours, -1)

    def ask(self, letters: str, client: str = "") -> None:
        for letter in letters:
            self.pool.start(letter.encode(), 60, Asker(client))
        self._read()

    async def answer(self, process: int = 0) -> None:
        """Answer the query that was sent to a process first of those not answered."""
        before = self.pool.load
        self._ends[process].send(head_of(WHOLE, 0, Ending(spent=PACE)))
        await self.change(before)

    def end(self) -> None:
        """End the process."""
        self._ends[0].shutdown(socket.SHUT_RDWR)

    async def change(self, before: Load) -> None:
        """Wait until the pool has another load."""
        while self.pool.load == before:
            await asyncio.sleep(0)
        self._read()

    def _read(self) -> None:
        for end in self._ends:
            with suppress(BlockingIOError):
                self.sent += end.recv(4_096).decode()

    async def close(self) -> None:
        await self.pool.close()
        for end in self._ends:
            end.close()


@pytest.fixture(autouse=True)
def no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the machine takes for the test, no query counts as long, and none has waited long."""
    monkeypatch.setattr(query_process, "_SHORT", 60)
    monkeypatch.setattr(pool, "_RELIEF", 60)


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


def test_who_holds_every_process_does_not_keep_out_who_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_RELIEF", 0)

    async def play() -> str:
        stage = Stage()
        stage.pool._pace = 1
        stage.ask("abc", client="many")
        stage.ask("y", client="one")
        await stage.change(stage.pool.load)
        await stage.answer(process=1)
        # A process is there for others now, but not for who has one; nor when it is at work.
        stage.ask("d", client="many")
        stage.ask("z", client="one")
        stage.ask("x", client="another")
        assert stage.sent == "ayz"
        await stage.answer(process=1)
        assert stage.sent == "ayzx"
        for _ in "abcd":
            await stage.answer()
        await stage.answer(process=1)
        # Nobody needs it any more.
        assert stage.pool.load == Load(running=0, waiting=0, workers=1)
        await stage.close()
        return stage.sent

    assert asyncio.run(play()) == "ayzxbcd"


def test_who_holds_every_process_gets_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_RELIEF", 0)

    async def play() -> Load:
        stage = Stage()
        stage.pool._pace = 1
        stage.ask("abc", client="many")
        for _ in range(100):
            await asyncio.sleep(0)
        load = stage.pool.load
        await stage.close()
        return load

    assert asyncio.run(play()).workers == 1


def test_who_is_handed_on_has_a_process_too_where_others_hold_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_process, "_SHORT", 0)
    monkeypatch.setattr(pool, "_RELIEF", 0)

    async def play() -> str:
        stage = Stage()
        stage.ask("a", client="many")
        stage.ask("z", client="one")
        # Behind the first, then in the queue, then in a process of its own.
        for load in (Load(1, 1, 1), Load(2, 0, 2)):
            while stage.pool.load != load:
                await asyncio.sleep(0)
        stage._read()
        await stage.close()
        return stage.sent

    assert asyncio.run(play()) == "azz"


def test_who_is_handed_on_is_given_to_the_process_that_is_there_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_RELIEF", 0)

    async def play() -> str:
        stage = Stage()
        (first,) = stage.pool._processes
        stage.pool._pace = 1
        stage.ask("a", client="many")
        stage.ask("y", client="one")
        await stage.change(stage.pool.load)
        await stage.answer(process=1)
        stage.pool._pace = PACE
        stage.ask("z", client="another")
        first._let_go()
        stage._read()
        await stage.close()
        return stage.sent

    assert asyncio.run(play()) == "ayzz"


@pytest.mark.parametrize("fault", [Unavailable("no nursery"), OSError("no file"), RuntimeError("no thread")])
def test_a_process_that_cannot_be_had_is_asked_for_again(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    monkeypatch.setattr(pool, "_AGAIN", 0)

    async def play() -> None:
        stage = Stage()
        stage.fault = fault
        stage.end()
        await stage.change(stage.pool.load)
        while stage.pool.load.workers < 1 and stage.pool._forking:
            await asyncio.sleep(0)
        assert stage.pool.load.workers == 1
        await stage.close()

    asyncio.run(play())


def test_nothing_is_kept_of_a_query_that_has_ended() -> None:
    async def play() -> list[Job]:
        stage = Stage()
        stage.pool._pace = 1
        stage.ask("a")
        # One that is left while it waits; its text may be long, and the collector comes seldom.
        stage.pool.start(b"b", 60).close()
        await stage.answer()
        kept = [each for each in gc.get_objects() if isinstance(each, Job)]
        await stage.close()
        return kept

    gc.collect()
    gc.disable()
    try:
        assert not asyncio.run(play())
    finally:
        gc.enable()


def test_a_process_that_ends_as_soon_as_it_has_come_has_a_successor(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> tuple[int, int]:
        stage = Stage()
        stage.ask("a")

        def take(process: QueryProcess, _: Job) -> None:
            # As the time of a query does that has waited till its end.
            asyncio.get_running_loop().call_soon(process.close)

        with monkeypatch.context() as patch:
            patch.setattr(QueryProcess, "take", take)
            stage._ends[0].shutdown(socket.SHUT_WR)
            await stage.change(stage.pool.load)
            while stage.pool._forking:
                await asyncio.sleep(0)
            await asyncio.sleep(0)
            while stage.pool._forking:
                await asyncio.sleep(0)
        forked, workers = len(stage._ends), stage.pool.load.workers
        await stage.close()
        return forked, workers

    assert asyncio.run(play()) == (3, 1)
