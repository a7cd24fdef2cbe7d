"""Query processes that several short queries share: each has its answer, whatever the others are."""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import starmap
from pathlib import Path

import pytest

from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.values import ClientQuery, Wanted
from igmgraph.errors import DeadlineExceeded, MemoryExceeded, Unavailable
from igmgraph.settings import Settings
from tests.engine.thousand import CROSS, ask, thousand, wait


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return thousand(tmp_path_factory.mktemp("store"))


async def ask_at_once(
    engine: EmbeddedEngine, texts: Sequence[str], timeout: float | None = None
) -> tuple[list[bytes | BaseException], list[int]]:
    """Send queries in one turn of the event loop; their answers, or what went wrong, and which of them came when."""
    done: list[int] = []

    async def ask_one(number: int, text: str) -> bytes:
        try:
            reply = await engine.open(ClientQuery(text), Wanted("text/csv", timeout=timeout))
            return await reply.part()
        finally:
            done.append(number)

    return await asyncio.gather(*starmap(ask_one, enumerate(texts)), return_exceptions=True), done


@pytest.fixture
def quick(folder: Path) -> Iterator[EmbeddedEngine]:
    """An engine that has learned that queries are short."""
    engine = EmbeddedEngine(folder, Settings(workers=2, queue_length=100, query_timeout=4))
    for _ in range(200):
        ask(engine, "ASK {}")
    yield engine
    engine.close()


def test_many_short_queries_at_once_have_each_its_own_answer(quick: EmbeddedEngine) -> None:
    texts = [f"SELECT (({n} * 2) AS ?twice) {{}}" for n in range(60)]
    answers, _ = quick._background.run(ask_at_once(quick, texts))
    assert answers == [f"twice\r\n{2 * n}\r\n".encode() for n in range(60)]


def test_who_waits_behind_a_query_that_takes_long_is_given_to_another_process(quick: EmbeddedEngine) -> None:
    answers, done = quick._background.run(ask_at_once(quick, [CROSS, *["ASK {}"] * 8]))
    assert isinstance(answers[0], DeadlineExceeded)
    assert answers[1:] == [b"true"] * 8
    assert done[-1] == 0


def test_who_is_given_to_another_process_waits_no_longer_than_others(quick: EmbeddedEngine) -> None:
    answers, _ = quick._background.run(ask_at_once(quick, [CROSS] * 8, 0.5))
    # Two were at work, which takes all of their time; with none left, nobody else is begun.
    assert sum(isinstance(answer, DeadlineExceeded) for answer in answers) == 2
    assert sum(isinstance(answer, Unavailable) for answer in answers) == 6


def test_queries_that_nobody_waits_for_are_not_given_to_another_process(folder: Path) -> None:
    async def leave(engine: EmbeddedEngine) -> None:
        asking = asyncio.ensure_future(ask_at_once(engine, [CROSS] * 8))
        while not engine.load.running:
            await asyncio.sleep(0)
        asking.cancel()

    engine = EmbeddedEngine(folder, Settings(workers=2, queue_length=100, query_timeout=3_600))
    try:
        for _ in range(200):
            ask(engine, "ASK {}")
        engine._background.run(leave(engine))
        assert ask(engine, "ASK {}") == b"true"
        wait(lambda: engine.load.running == 0 and engine.load.workers == 2)
    finally:
        engine.close()


def test_who_waits_behind_a_query_that_ends_its_process_has_an_answer_all_the_same(folder: Path) -> None:
    engine = EmbeddedEngine(folder, Settings(workers=1, queue_length=100, worker_memory=48 * 2**20))
    try:
        for _ in range(200):
            ask(engine, "ASK {}")
        greedy = "SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f } ORDER BY ?b ?d ?f"
        answers, _ = engine._background.run(ask_at_once(engine, ["ASK {}", greedy, *["ASK {}"] * 5]))
        assert isinstance(answers.pop(1), MemoryExceeded)
        assert answers == [b"true"] * 6
    finally:
        engine.close()
