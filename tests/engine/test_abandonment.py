"""A client that leaves while a thread waits for the answer to its query: the query process is soon free."""

import asyncio
from pathlib import Path
from threading import Event

import pytest

from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.processes.abandonment import Abandonment, abandonment
from igmgraph.engine.reply import Reply
from igmgraph.engine.values import ClientQuery, Wanted
from igmgraph.errors import Abandoned
from igmgraph.settings import Settings
from tests.engine.thousand import LARGE, thousand, wait


@pytest.mark.parametrize("late", [False, True])
def test_a_client_that_leaves_as_its_answer_begins_holds_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    client, begin, gone = Abandonment(), Reply.begin, Event()

    async def begin_and_leave(reply: Reply) -> Reply:
        begun = await begin(reply)
        client.abandon()
        cancelled = False
        while late and not (cancelled and gone.is_set()):
            try:
                await asyncio.sleep(0)
            except asyncio.CancelledError:
                cancelled = True
        if late:
            # Whatever is done when it has gone was done by then.
            await asyncio.sleep(0)
        return begun

    engine = EmbeddedEngine(thousand(tmp_path), Settings(workers=1, query_timeout=3_600))
    token = abandonment.set(client)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(Reply, "begin", begin_and_leave)
            with pytest.raises(Abandoned):
                engine.answer(ClientQuery(LARGE.replace("40000", "900000")), Wanted("text/csv"))
            gone.set()
            wait(lambda: engine.load.running == 0 and engine.load.workers == 1)
    finally:
        abandonment.reset(token)
        engine.close()
