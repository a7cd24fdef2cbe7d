"""Who steps behind others: a query that has had much of the processors, not one that waits for its turn."""

from math import inf
from typing import cast

import pytest

from igmgraph.engine.processes import stepping
from igmgraph.engine.processes.forks import WorkerHandle
from igmgraph.engine.processes.stepping import Stepping


class Played:
    """A process whose processor time the test tells; it may not step forward again."""

    def __init__(self) -> None:
        self.seconds, self.steps = 7.0, list[int]()

    def processed(self) -> float:
        return self.seconds

    def step_back(self, steps: int) -> None:
        self.steps.append(steps)

    def step_forward(self) -> bool:
        return False


class Clock:
    """A clock that stands still but where the test moves it."""

    now = 50.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    monkeypatch.setattr(stepping, "may_step_forward", lambda: True)
    monkeypatch.setattr(stepping, "monotonic", clock := Clock())
    return clock


def test_who_waits_for_a_processor_does_not_step_behind() -> None:
    process = Played()
    watched = Stepping(cast("WorkerHandle", process))
    assert watched.begin() == pytest.approx(0.05)
    process.seconds += 0.01
    assert [watched.look() for _ in range(100)] == pytest.approx([0.04] * 100)
    assert not process.steps
    assert watched.end()


def test_who_has_had_much_steps_behind_and_once_only() -> None:
    process = Played()
    watched = Stepping(cast("WorkerHandle", process))
    watched.begin()
    process.seconds += 0.06
    assert watched.look() == pytest.approx(0.44)
    process.seconds += 3
    assert [watched.look(), watched.look()] == pytest.approx([0.5, 0.5])
    assert process.steps == [5, 39]
    assert not watched.end()
    # The next query begins anew.
    assert watched.begin() == pytest.approx(0.05)


def test_who_stands_behind_all_and_starves_comes_forward_once(clock: Clock) -> None:
    process = Played()
    watched = Stepping(cast("WorkerHandle", process))
    watched.begin()
    process.seconds += 0.6
    assert watched.look() == pytest.approx(0.5)
    # A fair share among many is no starving.
    clock.now, process.seconds = clock.now + 0.5, process.seconds + 0.03
    assert watched.look() == pytest.approx(0.5)
    clock.now, process.seconds = clock.now + 0.5, process.seconds + 0.01
    assert watched.look() == inf
    assert process.steps == [5, 39, 5]
    clock.now += 5
    assert watched.look() == inf
    assert process.steps == [5, 39, 5]


def test_who_may_not_step_forward_stays_behind(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stepping, "may_step_forward", lambda: False)
    process = Played()
    watched = Stepping(cast("WorkerHandle", process))
    watched.begin()
    process.seconds += 0.6
    assert watched.look() == inf
    clock.now += 5
    assert watched.look() == inf
    assert process.steps == [39]
