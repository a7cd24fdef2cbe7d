"""The query processes: shared memory, an end when their time is up, another in their place."""

import asyncio
import ctypes
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.holding import is_held
from igmgraph.engine.processes.priority import may_step_forward
from igmgraph.engine.values import ClientQuery, Wanted
from igmgraph.errors import DeadlineExceeded, MemoryExceeded, Unavailable
from igmgraph.settings import Settings
from tests.engine.thousand import CROSS, LARGE, LONG, alive, ask, children, has_ended, thousand, wait

ROWS = "SELECT * { ?a ?p ?b } ORDER BY ?a ?p ?b LIMIT 100"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return thousand(tmp_path_factory.mktemp("store"))


@pytest.fixture
def engine(folder: Path) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(folder, Settings(workers=1, queue_length=1, query_timeout=4))
    yield engine
    engine.close()


def test_query_processes_have_the_faster_allocator(engine: EmbeddedEngine) -> None:
    (process,) = children(engine._forks._process.pid)
    assert "libmimalloc" in Path(f"/proc/{process}/maps").read_text("utf-8")
    # And no more addresses set aside than it uses, as those are what a query's memory is counted in.
    pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[0])
    assert pages * os.sysconf("SC_PAGE_SIZE") < 500 * 2**20


def test_what_a_query_process_prints_is_no_line_of_the_log(engine: EmbeddedEngine) -> None:
    ask(engine, "ASK {}")
    (process,) = children(engine._forks._process.pid)
    files = Path(f"/proc/{process}/fd")
    assert (files / "2").readlink() in [each.readlink() for each in files.iterdir() if int(each.name) > 2]


def test_a_query_process_needs_no_new_memory_for_a_query_like_the_last(engine: EmbeddedEngine) -> None:
    (process,) = children(engine._forks._process.pid)

    def faults() -> int:
        return int(Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[7])

    for _ in range(50):
        ask(engine, ROWS)
    before = faults()
    for _ in range(50):
        ask(engine, ROWS)
    # Else it is 150 for each query; a few come of what a busy machine takes back by itself.
    assert faults() - before < 50 * 20


def test_a_large_answer_arrives_in_parts(engine: EmbeddedEngine) -> None:
    answer = engine.answer(ClientQuery(LARGE), Wanted("text/csv"))
    assert not answer.whole
    parts = list(answer)
    assert len(parts) > 5
    assert min(map(len, parts[:-1])) > 50_000
    assert b"".join(parts).count(b"\n") == 40_001


def test_a_client_may_lower_its_deadline_and_not_raise_it(engine: EmbeddedEngine) -> None:
    with pytest.raises(DeadlineExceeded, match=r"after 0\.2 s"):
        ask(engine, CROSS, 0.2)
    with pytest.raises(DeadlineExceeded, match=r"after 4 s"):
        ask(engine, CROSS, 100)
    assert ask(engine, "ASK {}") == b"true"


def test_a_query_that_takes_long_steps_behind_others(folder: Path) -> None:
    # With a deadline that is far away, however few turns it has.
    engine = EmbeddedEngine(folder, Settings(workers=1, query_timeout=3_600))
    (process,) = children(engine._forks._process.pid)

    async def leave() -> None:
        asking = asyncio.ensure_future(engine.open(ClientQuery(CROSS), Wanted("text/csv")))
        while os.getpriority(os.PRIO_PROCESS, process) < 19:
            await asyncio.sleep(0)
        asking.cancel()

    try:
        engine._background.run(leave())
        assert ask(engine, "ASK {}") == b"true"
        # The one before has been killed; behind all others, it takes a while to end.
        (successor,) = {*alive(engine)} - {process}
        assert os.getpriority(os.PRIO_PROCESS, successor) == os.getpriority(os.PRIO_PROCESS, 0)
    finally:
        engine.close()


def test_a_deadline_holds_where_the_system_lets_nobody_step_back(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "setpriority", refuse)
    with pytest.raises(DeadlineExceeded):
        ask(engine, CROSS, 1)
    assert ask(engine, "ASK {}") == b"true"


def refuse(*_: object) -> None:
    raise PermissionError


def test_who_has_had_its_answer_after_long_leaves_a_process_of_ordinary_rank(engine: EmbeddedEngine) -> None:
    (process,) = children(engine._forks._process.pid)
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(ask, engine, LONG)
        wait(lambda: asked.done() or os.getpriority(os.PRIO_PROCESS, process) > usual)
        assert asked.result() == b"n\r\n300000\r\n"
    assert ask(engine, "ASK {}") == b"true"
    (after,) = alive(engine)
    assert os.getpriority(os.PRIO_PROCESS, after) == usual
    # Where the system lets it come back, it is the same one.
    assert after == process or not may_step_forward()


def test_a_process_that_is_stopped_has_ended_and_has_a_successor(engine: EmbeddedEngine) -> None:
    before = alive(engine)
    with pytest.raises(DeadlineExceeded):
        ask(engine, CROSS, 0.1)
    assert ask(engine, "ASK {}") == b"true"
    after = alive(engine)
    assert (len(before), len(after)) == (1, 1)
    assert before != after


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


def test_a_nursery_that_is_killed_is_started_again(engine: EmbeddedEngine) -> None:
    nursery = engine._forks._process.pid
    os.kill(nursery, 9)
    wait(lambda: not engine.load.workers)
    wait(lambda: engine.load.workers == 1)
    assert ask(engine, "ASK {}") == b"true"


@pytest.mark.parametrize("is_nursery", [False, True], ids=["process", "nursery"])
def test_a_query_whose_process_is_killed_is_evaluated_by_another(engine: EmbeddedEngine, is_nursery: bool) -> None:
    nursery = engine._forks._process.pid
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(ask, engine, LONG)
        wait(lambda: engine.load.running == 1)
        os.kill(nursery if is_nursery else children(nursery)[0], 9)
        assert asked.result() == b"n\r\n300000\r\n"


def test_a_query_is_begun_no_third_time(engine: EmbeddedEngine) -> None:
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(ask, engine, CROSS)
        killed = set[int]()
        for _ in range(2):
            # The system kills a process so when the machine has no memory left, which the query may be the reason of.
            wait(lambda: asked.done() or bool({*alive(engine)} - killed and engine.load.running == 1))
            assert not asked.done()
            (process,) = {*alive(engine)} - killed
            os.kill(process, 9)
            killed.add(process)
        assert isinstance(asked.exception(), MemoryExceeded)


def test_the_first_process_of_a_container_buries_all_that_it_inherits(folder: Path) -> None:
    def inherit(*, is_first: bool) -> None:
        # To it, as to that one, the system gives processes whose parent has ended (prctl(2), PR_SET_CHILD_SUBREAPER).
        assert ctypes.CDLL(None).prctl(36, int(is_first), 0, 0, 0) == 0

    inherit(is_first=True)
    try:
        engine = EmbeddedEngine(folder, Settings(workers=2))
        before = set(children(os.getpid()))
        os.kill(engine._forks._process.pid, 9)
        wait(lambda: not engine.load.workers)
        wait(lambda: engine.load.workers == 2)
        assert len(set(children(os.getpid())) - before) == 1
        engine.close()
        assert not [child for child in children(os.getpid()) if has_ended(child)]
    finally:
        inherit(is_first=False)


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
