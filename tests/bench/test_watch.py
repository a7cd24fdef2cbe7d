import os

from bench.hostile import Attack
from bench.load import percentile
from bench.processes import family, memory_of, resident
from bench.stream import ROWS, Streamed
from bench.watch import Watch, web_memory


def test_memory_of_this_very_process() -> None:
    here = os.getpid()
    assert here in set(family(here))
    assert memory_of(here) > 0
    assert 0 < resident(here) <= web_memory(here)
    assert resident(2**22) == 0


def test_a_watch_samples_for_as_long_as_its_block_runs() -> None:
    numbers = iter(range(1000))
    with Watch(lambda: next(numbers), 0.001) as watch:
        while len(watch.samples) < 3:
            os.sched_yield()
    assert watch.samples == list(range(len(watch.samples)))


def test_percentiles() -> None:
    assert percentile([5.0], 0.99) == 5
    assert percentile([float(each) for each in range(100)], 0.99) == 99


def attack(**changed: object) -> Attack:
    kept = {"kind": "k", "statuses": [504, 504, 504], "past_deadline": 0.2, "probes": 200, "failed_probes": 0}
    sizes = {"idle_p99": 5.0, "p99": 14.0, "before": 100, "peak": 900, "after": 109}
    return Attack(**{**kept, **sizes, **changed})  # type: ignore[arg-type]


def test_an_attack_is_withstood_when_everything_holds() -> None:
    assert attack().met
    for fault in (
        {"statuses": [200, 504, 504]},
        {"statuses": [0, 504, 504]},
        {"past_deadline": 0.4},
        {"failed_probes": 1},
        {"p99": 16.0},
        {"after": 120},
    ):
        assert not attack(**fault).met


def test_a_million_rows_are_a_million_rows() -> None:
    assert Streamed(10, 5, ROWS, 1, 10_000_000).met
    assert not Streamed(30, 5, ROWS, 1, 10_000_000).met
    assert not Streamed(10, 5, ROWS - 1, 1, 10_000_000).met
    assert not Streamed(10, 5, ROWS, 1, 60_000_000).met
