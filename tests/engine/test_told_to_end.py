"""A service manager may tell all processes of a service to end at once; the web process ends the others."""

import os
import signal
from pathlib import Path

import pytest

from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.values import ClientQuery, Wanted
from igmgraph.settings import Settings
from tests.engine.thousand import LARGE, children, thousand


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=lambda how: how.name)
def test_an_answer_on_its_way_arrives_whole(tmp_path: Path, how: signal.Signals) -> None:
    engine = EmbeddedEngine(thousand(tmp_path), Settings(workers=1))
    try:
        nursery = engine._forks._process
        answer = engine.answer(ClientQuery(LARGE), Wanted("text/csv"))
        parts = iter(answer)
        first = next(parts)
        for process in (*children(nursery.pid), nursery.pid):
            os.kill(process, how)
        assert b"".join([first, *parts]).count(b"\n") == 40_001
        assert nursery.poll() is None
    finally:
        engine.close()
    assert nursery.poll() is not None
