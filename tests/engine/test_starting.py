"""An engine that cannot be started leaves nothing behind: who serves tries again and again."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from igmgraph.engine import embedded as embedded_engine
from igmgraph.engine.base import Engine
from igmgraph.engine.distant.dialect import Dialect
from igmgraph.engine.distant.engine import DistantEngine
from igmgraph.engine.distant.gate import Gate
from igmgraph.engine.distant.publication import Publication
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.holding import is_held
from igmgraph.engine.processes.forks import Forks, WorkerHandle
from igmgraph.errors import Unavailable
from igmgraph.settings import Settings
from tests.engine.thousand import children, thousand


def embedded(store: Path, settings: Settings) -> Engine:
    return EmbeddedEngine(thousand(store), settings)


def distant(_: Path, settings: Settings) -> Engine:
    return DistantEngine(Publication("1", "urn:", ["urn:g"]), Dialect(), settings, Gate(1))


def test_what_cannot_listen_for_calls_holds_no_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def listen(_: Settings) -> NoReturn:
        raise OSError("no room")

    monkeypatch.setattr(embedded_engine, "Relay", listen)
    folder = thousand(tmp_path)
    with pytest.raises(OSError, match="no room"):
        EmbeddedEngine(folder, Settings(allow_service=("http://127.0.0.1/",)))
    assert not is_held(folder)


@pytest.mark.parametrize(("start", "forks"), [(embedded, 1), (distant, 1), (distant, 3)])
def test_what_cannot_be_started_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: Callable[[Path, Settings], Engine], forks: int
) -> None:
    real, had = Forks.fork, list[WorkerHandle]()

    def fork(self: Forks) -> WorkerHandle:
        if len(had) == forks:
            raise Unavailable("no room")
        had.append(real(self))
        return had[-1]

    monkeypatch.setattr(Forks, "fork", fork)
    before, threads = set(children(os.getpid())), threading.active_count()
    with pytest.raises(Unavailable):
        start(tmp_path, Settings(workers=2))
    assert set(children(os.getpid())) <= before
    assert threading.active_count() <= threads
    assert all(handle.channel.fileno() == -1 for handle in had)
