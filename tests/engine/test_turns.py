"""Whose turn it is when queries come faster than they are answered: the test plays the only query process."""

import asyncio

import pytest

from igmgraph.engine.base import Load
from igmgraph.engine.processes import pool, query_process
from igmgraph.engine.processes.pool import Pool
from tests.engine.stage import PACE, Stage


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


def test_who_comes_when_queries_have_become_shorter_does_not_go_before_who_waits() -> None:
    async def play() -> str:
        stage = Stage()
        stage.ask("abcd")
        stage.pool._pace /= 2
        stage.ask("e")
        sent = stage.sent
        await stage.close()
        return sent

    assert asyncio.run(play()) == "abc"


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
        stage.read()
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
        stage.read()
        await stage.close()
        return stage.sent

    assert asyncio.run(play()) == "ayzz"


def test_who_came_just_before_a_look_is_seen_at_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    looks, real = iter([False]), Pool._has_newcomer
    monkeypatch.setattr(Pool, "_has_newcomer", lambda self, since: next(looks, True) and real(self, since))
    monkeypatch.setattr(pool, "_RELIEF", 0)

    async def play() -> str:
        stage = Stage()
        stage.pool._pace = 1
        stage.ask("a", client="many")
        stage.ask("y", client="one")
        await stage.change(stage.pool.load)
        await stage.close()
        return stage.sent

    assert asyncio.run(play()) == "ay"
