"""Which requests have threads to themselves."""

import asyncio
from threading import Event, Thread

import pytest

from igmgraph.build.snapshot import Snapshot
from igmgraph.settings import Settings
from igmgraph.web.server.threads import Threads
from tests.protocol.fronting import ask, fronting

PAGE = {"Accept": "text/html"}


@pytest.mark.parametrize(
    "path",
    [
        "/sparql?query=ASK{{}}%23{}",
        "/version/1.2.0/sparql?query=ASK{{}}%23{}",
        "/version/1.2.0/doc/place/cl?{}",
        "/diff/1.2.0/1.2.1?{}",
        "/q/{:032x}",
        "/reconcile?queries={}",
    ],
)
def test_queries_that_threads_wait_for_hold_up_no_page(snapshot: Snapshot, path: str) -> None:
    async def walk() -> None:
        async with fronting(snapshot, Settings(workers=1, queue_length=70)) as (front, counted):
            counted.free = {"/healthz", "/"}
            counted.go_on.clear()
            queries = [asyncio.create_task(ask(front, "GET", path.format(number), "", PAGE)) for number in range(70)]
            for free in sorted(counted.free):
                assert await ask(front, "GET", free, "", {})
            # All that may wait have a thread; without, this never ends.
            assert not any(query.done() for query in queries)
            while counted.asked < 72:
                await asyncio.sleep(0)
            counted.go_on.set()
            assert all(await asyncio.gather(*queries))

    asyncio.run(walk())


def test_where_there_is_no_room_for_another_thread_requests_wait_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Thread) -> None:
        raise RuntimeError

    with Threads(4, "test") as threads, monkeypatch.context() as patch:
        patch.setattr(Thread, "start", refuse)
        end = Event()
        first = threads.submit(end.wait)
        second = threads.submit(int)
        assert not second.done()
        end.set()
        assert (first.result(), second.result()) == (True, 0)
        # Who would wait for ever is told.
        with pytest.raises(RuntimeError):
            Threads(4, "test")
