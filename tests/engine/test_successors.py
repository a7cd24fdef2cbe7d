"""A query process that has ended has a successor, and a query leaves nothing; the test plays the processes."""

import asyncio
import socket

import pytest

from igmgraph.engine.processes import pool, query_process
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
