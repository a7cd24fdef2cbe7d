"""The way to an engine that was away is open again as soon as it answers."""

from datetime import UTC, datetime, timedelta, tzinfo

import pybreaker
import pytest

from igmgraph.engine.distant.gate import Gate
from igmgraph.errors import EngineAway


class SetBack(datetime):
    """A clock that was set back."""

    @classmethod
    def now(cls, tz: tzinfo | None = UTC) -> datetime:  # type: ignore[override]
        return datetime.now(tz) - timedelta(hours=1)


def test_a_clock_that_is_set_back_keeps_it_shut_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(1)
    for _ in range(3):
        gate.failed(EngineAway("away"))
    with pytest.raises(EngineAway):
        gate.enter()
    monkeypatch.setattr(pybreaker, "datetime", SetBack)
    assert gate.try_again(lambda: "there") == "there"
    gate.enter()
