"""Query processes that cannot begin, as their data are gone, are not asked for again and again without a pause."""

import asyncio
import logging
import shutil
import socket
import threading
from pathlib import Path

import pytest

from igmgraph.engine.channel import UNFIT, head_of
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.processes import pause, successors
from igmgraph.engine.processes.forks import WorkerHandle
from igmgraph.engine.processes.pause import Pause
from igmgraph.engine.values import Asker
from igmgraph.errors import Unavailable
from igmgraph.settings import Settings
from tests.engine.stage import Stage
from tests.engine.thousand import ask, thousand, wait


def test_that_data_are_gone_is_told_and_holds_up_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pause, "_FIRST", 3_600)
    monkeypatch.setattr(pause, "_LONGEST", 3_600)
    folder = thousand(tmp_path)
    engine = EmbeddedEngine(folder, Settings(workers=1, memory_budget=1))
    try:
        assert ask(engine, "ASK {}") == b"true"
        shutil.move(folder / "store", tmp_path / "away")
        (process,) = engine._pool._processes
        process._handle.kill()
        wait(lambda: bool(caplog.records))
        with pytest.raises(Unavailable, match="cannot read its data"):
            ask(engine, "ASK {}")
        (told,) = caplog.records
        assert told.levelno == logging.ERROR
        assert str(folder) in told.getMessage()
    finally:
        # It waits for nothing.
        engine.close()


def test_a_query_that_such_a_process_was_given_is_told_so() -> None:
    async def play() -> None:
        stage = Stage()
        reply = stage.pool.start(b"a", 60)
        say_unfit(stage)
        with pytest.raises(Unavailable, match="cannot read its data"):
            await reply.begin()
        with pytest.raises(Unavailable, match="cannot read its data"):
            stage.pool.start(b"c", 60)
        assert len(stage.ends) == 1
        await stage.close()

    asyncio.run(play())


def test_queries_that_wait_are_told_so_at_once_and_so_is_who_looks() -> None:
    async def play() -> None:
        stage = Stage()
        stage.pool._pace = 60
        replies = [stage.pool.start(b"a", 3_600, Asker(client)) for client in "xyz"]
        assert stage.pool.load.waiting == 2
        assert stage.pool.lack() is None
        say_unfit(stage)
        with pytest.raises(Unavailable, match="cannot read its data"):
            await replies[0].begin()
        assert stage.pool.load.waiting == 0
        for reply in replies[1:]:
            with pytest.raises(Unavailable, match="cannot read its data"):
                await reply.begin()
        assert "cannot read its data" in str(stage.pool.lack())
        await stage.close()

    asyncio.run(play())


def test_a_nursery_that_does_not_answer_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(successors, "monotonic", lambda: now)

    async def play() -> None:
        nonlocal now
        stage = Stage()
        stops, goes_on = threading.Event(), threading.Event()
        fork = stage.fork

        def stopped() -> WorkerHandle:
            stops.set()
            goes_on.wait()
            return fork()

        monkeypatch.setattr(stage, "fork", stopped)
        stage.end()
        await asyncio.to_thread(stops.wait)
        try:
            assert stage.pool.lack() is None
            now += 11
            assert "no query process can be started" in str(stage.pool.lack())
            with pytest.raises(Unavailable, match="no query process can be started"):
                stage.pool.start(b"b", 60)
        finally:
            goes_on.set()
        await stage.change(stage.pool.load)
        assert stage.pool.lack() is None
        await stage.close()

    asyncio.run(play())


def test_there_is_another_after_the_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pause, "_FIRST", 1e-6)

    async def play() -> str:
        stage = Stage()
        say_unfit(stage)
        await stage.change(stage.pool.load)
        while not stage.pool.load.workers:
            await asyncio.sleep(0)
        stage.ask("a")
        await stage.close()
        return stage.sent

    assert asyncio.run(play()) == "a"


def say_unfit(stage: Stage) -> None:
    stage.ends[0].send(head_of(UNFIT, 5) + b"gone\n")
    stage.ends[0].shutdown(socket.SHUT_WR)


def test_each_pause_is_longer_up_to_half_a_minute() -> None:
    async def play() -> list[float]:
        found = Pause()
        pauses = []
        for fault in [*["gone"] * 7, "", "gone"]:
            found.note(fault)
            pauses.append(found.seconds)
        return pauses

    assert asyncio.run(play()) == [1, 2, 4, 8, 16, 30, 30, 0, 1]
