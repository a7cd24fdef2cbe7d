"""The query processes: shared memory, an end when their time is up, another in their place."""

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import starmap
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.build.snapshot import write_snapshot
from igmgraph.engine.base import ClientQuery, Wanted
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.holding import is_held
from igmgraph.engine.priority import may_step_forward
from igmgraph.errors import DeadlineExceeded, MemoryExceeded, Unavailable
from igmgraph.settings import Settings

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h }"
LARGE = "SELECT * { ?a ?p ?b . ?c ?q ?d } LIMIT 40000"
ROWS = "SELECT * { ?a ?p ?b } ORDER BY ?a ?p ?b LIMIT 100"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    p, g = NamedNode("http://e.org/p"), NamedNode("http://e.org/g")
    quads = [Quad(NamedNode(f"http://e.org/{n}"), p, Literal(n), g) for n in range(1_000)]
    return write_snapshot(tmp_path_factory.mktemp("store"), quads).path


@pytest.fixture
def engine(folder: Path) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(folder, Settings(workers=1, queue_length=1, query_timeout=4))
    yield engine
    engine.close()


def ask(engine: EmbeddedEngine, text: str, timeout: float | None = None, coding: str = "") -> bytes:
    return b"".join(engine.answer(ClientQuery(text), Wanted("text/csv", coding, timeout)))


def children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()]


def wait(condition: Callable[[], bool]) -> None:
    """Until it is so; what never is fails the test by its time limit."""
    while not condition():
        os.sched_yield()


def test_query_processes_have_the_faster_allocator(engine: EmbeddedEngine) -> None:
    (process,) = children(engine._forks._process.pid)
    assert "libmimalloc" in Path(f"/proc/{process}/maps").read_text("utf-8")
    # And no more addresses set aside than it uses, as those are what a query's memory is counted in.
    pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[0])
    assert pages * os.sysconf("SC_PAGE_SIZE") < 500 * 2**20


def test_a_query_process_needs_no_new_memory_for_a_query_like_the_last(engine: EmbeddedEngine) -> None:
    (process,) = children(engine._forks._process.pid)

    def faults() -> int:
        return int(Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[7])

    for _ in range(50):
        ask(engine, ROWS)
    before = faults()
    for _ in range(50):
        ask(engine, ROWS)
    assert faults() - before < 50


def test_a_large_answer_arrives_in_parts(engine: EmbeddedEngine) -> None:
    answer = engine.answer(ClientQuery(LARGE), Wanted("text/csv"))
    assert not answer.whole
    parts = list(answer)
    assert len(parts) > 5
    assert min(map(len, parts[:-1])) > 50_000
    assert b"".join(parts).count(b"\n") == 40_001


def test_a_client_may_lower_its_deadline_and_not_raise_it(engine: EmbeddedEngine) -> None:
    with pytest.raises(DeadlineExceeded, match=r"after 0\.2 seconds"):
        ask(engine, CROSS, 0.2)
    with pytest.raises(DeadlineExceeded, match=r"after 4 seconds"):
        ask(engine, CROSS, 100)
    assert ask(engine, "ASK {}") == b"true"


def test_a_query_that_takes_long_steps_behind_others(engine: EmbeddedEngine) -> None:
    (process,) = children(engine._forks._process.pid)
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(ask, engine, CROSS, 2)
        wait(lambda: os.getpriority(os.PRIO_PROCESS, process) == 19)
        assert isinstance(asked.exception(), DeadlineExceeded)
    assert ask(engine, "ASK {}") == b"true"
    # The one before has been killed; behind all others, it takes a while to end.
    (successor,) = {child for child in children(engine._forks._process.pid) if not _is_zombie(child)} - {process}
    assert os.getpriority(os.PRIO_PROCESS, successor) == os.getpriority(os.PRIO_PROCESS, 0)


def test_who_has_had_its_answer_after_long_leaves_a_process_of_ordinary_rank(engine: EmbeddedEngine) -> None:
    (process,) = children(engine._forks._process.pid)
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    # A third of a second: long enough to step back, and far from the deadline even where others want the processors.
    long = "SELECT (COUNT(*) AS ?n) { { SELECT ?b { ?a ?p ?b } LIMIT 300 } ?c ?q ?d FILTER(?b + ?d >= 0) }"
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(ask, engine, long)
        wait(lambda: asked.done() or os.getpriority(os.PRIO_PROCESS, process) > usual)
        assert asked.result() == b"n\r\n300000\r\n"
    assert ask(engine, "ASK {}") == b"true"
    (after,) = [child for child in children(engine._forks._process.pid) if not _is_zombie(child)]
    assert os.getpriority(os.PRIO_PROCESS, after) == usual
    # Where the system lets it come back, it is the same one.
    assert after == process or not may_step_forward()


def test_a_process_that_is_stopped_has_ended_and_has_a_successor(engine: EmbeddedEngine) -> None:
    nursery = engine._forks._process.pid
    (before,) = children(nursery)
    with pytest.raises(DeadlineExceeded):
        ask(engine, CROSS, 0.1)
    assert ask(engine, "ASK {}") == b"true"
    (after,) = [child for child in children(nursery) if not _is_zombie(child)]
    assert before != after


def _is_zombie(process: int) -> bool:
    return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0] == "Z"


def test_an_answer_that_is_given_up_frees_its_worker(engine: EmbeddedEngine) -> None:
    answer = engine.answer(ClientQuery(LARGE.replace("40000", "1000000")), Wanted("text/csv"))
    assert next(iter(answer))
    answer.close()
    wait(lambda: engine.load.running == 0 and engine.load.workers == 1)
    assert ask(engine, "ASK {}") == b"true"


def test_an_answer_that_is_stopped_on_its_way_says_so(engine: EmbeddedEngine) -> None:
    answer = engine.answer(ClientQuery("SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }"), Wanted("text/csv"))
    parts = iter(answer)
    assert next(parts)
    # Nobody reads on, and the worker has to wait; its time passes all the same.
    wait(lambda: engine.load.workers == 0 or engine.load.running == 0)
    with pytest.raises(DeadlineExceeded):
        list(parts)


def test_queries_beyond_the_queue_are_refused_and_those_in_it_wait(engine: EmbeddedEngine) -> None:
    with ThreadPoolExecutor(2) as clients:
        late = clients.submit(ask, engine, CROSS, 1)
        wait(lambda: engine.load.running == 1)
        waiting = clients.submit(ask, engine, "ASK {}")
        wait(lambda: engine.load.waiting == 1)
        with pytest.raises(Unavailable, match="queue is full"):
            ask(engine, "ASK {}")
        with pytest.raises(DeadlineExceeded):
            late.result()
        assert waiting.result() == b"true"


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


def test_a_nursery_that_is_killed_is_started_again(engine: EmbeddedEngine) -> None:
    nursery = engine._forks._process.pid
    os.kill(nursery, 9)
    wait(lambda: not engine.load.workers)
    wait(lambda: engine.load.workers == 1)
    assert ask(engine, "ASK {}") == b"true"


def test_memory_that_one_query_needs_is_another_one_s_no_loss(folder: Path) -> None:
    engine = EmbeddedEngine(folder, Settings(workers=2, worker_memory=48 * 2**20))
    try:
        with pytest.raises(MemoryExceeded):
            ask(engine, "SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f } ORDER BY ?b ?d ?f")
        assert ask(engine, "ASK {}") == b"true"
    finally:
        engine.close()


def test_a_snapshot_that_is_read_is_held(folder: Path) -> None:
    engine = EmbeddedEngine(folder, Settings(workers=1))
    assert is_held(folder)
    engine.close()
    assert not is_held(folder)
