"""A query process that has ended has a successor, and a query leaves nothing; the test plays the processes."""

import asyncio
import socket

import pytest

from igmgraph.engine.channel import WHOLE, Ending, head_of
from igmgraph.engine.processes import pool, query_process, successors
from igmgraph.engine.processes.job import Job
from igmgraph.engine.processes.query_process import QueryProcess
from igmgraph.errors import Unavailable
from tests.engine.stage import Stage


@pytest.fixture(autouse=True)
def no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the machine takes for the test, no query counts as long, and none has waited long."""
    monkeypatch.setattr(query_process, "_SHORT", 60)
    monkeypatch.setattr(pool, "_RELIEF", 60)


@pytest.mark.parametrize("fault", [Unavailable("no nursery"), OSError("no file"), RuntimeError("no thread")])
def test_a_process_that_cannot_be_had_is_asked_for_again(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    monkeypatch.setattr(successors, "_AGAIN", 0)

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


def test_a_process_that_ends_as_soon_as_it_has_come_has_a_successor(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> tuple[int, int]:
        stage = Stage()
        stage.ask("a")

        def take(process: QueryProcess, _: Job) -> None:
            # As the time of a query does that has waited till its end.
            asyncio.get_running_loop().call_soon(process.close)

        with monkeypatch.context() as patch:
            patch.setattr(QueryProcess, "take", take)
            stage.ends[0].shutdown(socket.SHUT_WR)
            await stage.change(stage.pool.load)
            while stage.pool._forking:
                await asyncio.sleep(0)
            await asyncio.sleep(0)
            while stage.pool._forking:
                await asyncio.sleep(0)
        forked, workers = len(stage.ends), stage.pool.load.workers
        await stage.close()
        return forked, workers

    assert asyncio.run(play()) == (3, 1)


def test_a_successor_is_shared_like_the_one_before() -> None:
    async def play() -> str:
        stage = Stage()
        stage.end()
        for workers in (0, 1):
            while stage.pool.load.workers != workers:
                await asyncio.sleep(0)
        stage.ask("abc", client="one")
        await stage.close()
        return stage.sent

    assert asyncio.run(play()) == "abc"


def test_there_is_a_successor_beside_the_process_that_is_there_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> str:
        stage = await with_one_for_others(monkeypatch)
        stage.end()
        await stage.change(stage.pool.load)
        await forked(stage)
        # Who has nothing at work has the one, and who was at work the other.
        stage.ask("z", client="another")
        await stage.close()
        return stage.sent

    assert asyncio.run(play()) == "ayaz"


def test_a_process_that_was_there_for_others_is_missed_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> str:
        stage = await with_one_for_others(monkeypatch)
        stage.ends[1].shutdown(socket.SHUT_RDWR)
        await stage.change(stage.pool.load)
        assert not stage.pool._forking
        stage.ask("z", client="another")
        while stage.pool.load.waiting:
            await asyncio.sleep(0)
        stage.read()
        await stage.close()
        return stage.sent

    assert asyncio.run(play()) == "ayz"


async def with_one_for_others(monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A pool whose one process is at work, and with another that has nothing to do."""
    monkeypatch.setattr(pool, "_RELIEF", 0)
    stage = Stage()
    stage.pool._pace = 1
    stage.ask("a", client="many")
    stage.ask("y", client="one")
    await stage.change(stage.pool.load)
    await stage.answer(process=1)
    return stage


async def forked(stage: Stage) -> None:
    while stage.pool._forking:
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    stage.read()


def test_who_is_handed_on_waits_in_the_order_of_before() -> None:
    async def play() -> str:
        stage = Stage()
        (process,) = stage.pool._processes
        stage.ask("abc")
        process._let_go()
        # What it was sent cannot be taken back, and is answered in vain.
        for _ in "abc":
            stage.ends[0].send(head_of(WHOLE, 0, Ending()))
        while stage.pool.load.waiting:
            await asyncio.sleep(0)
        stage.read()
        await stage.close()
        return stage.sent

    assert asyncio.run(play()) == "abcbc"
