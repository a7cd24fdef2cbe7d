"""An answer as it arrives from a query process."""

import asyncio
import gc

from igmgraph.engine.channel import END, PART, WHOLE, Ending
from igmgraph.engine.processes.job import Job
from igmgraph.engine.reply import Reply
from tests.engine.stage import Stage


def test_an_answer_whose_parts_came_at_once_is_complete() -> None:
    async def walk() -> None:
        reply = Reply(asyncio.get_running_loop(), lambda _: None)
        for kind, content in ((PART, b"one "), (PART, b"answer"), (END, b"")):
            assert not reply.is_complete
            reply.take(kind, content, Ending(rows=2))
        assert (await reply.begin()).is_complete
        assert (reply.take_rest(), reply.rows, await reply.part()) == (b"one answer", 2, b"")

    asyncio.run(walk())


def test_who_is_to_be_told_of_the_beginning_is_told_once() -> None:
    async def walk() -> None:
        told: list[bool] = []
        reply = Reply(asyncio.get_running_loop(), lambda _: None)
        reply.notify(lambda: told.append(reply.is_complete))
        reply.take(PART, b"a", Ending())
        reply.take(END, b"", Ending())
        assert told == [False]
        left = Reply(asyncio.get_running_loop(), lambda _: None)
        left.notify(lambda: told.append(True))
        left.close()
        left.take(WHOLE, b"a", Ending())
        assert told == [False]

    asyncio.run(walk())


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
