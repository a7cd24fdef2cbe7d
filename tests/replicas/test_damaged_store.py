"""A store whose current snapshot is damaged: what was served stays, and what comes next is served."""

import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.holding import is_held
from igmgraph.errors import Unavailable
from igmgraph.settings import Settings
from igmgraph.web import create_app
from igmgraph.web.snapshots.absent import AbsentEngine
from igmgraph.web.snapshots.following import Follower, open_current
from igmgraph.web.snapshots.state import Serving
from tests.replicas.conftest import release

DAMAGED = {"empty": "{}", "a list": "[]", "a number": '{"base_iri": 1}', "deep": "[" * 100_000, "no JSON": "<html>"}


def damage(store: Path, manifest: str) -> None:
    folder = store / "snapshots/damaged"
    folder.mkdir()
    (folder / "manifest.json").write_text(manifest)
    (store / "current").unlink()
    (store / "current").symlink_to(folder)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[tuple[Serving, Follower]]:
    release(tmp_path, "1.0.0", "cl")
    settings, engine = open_current(Settings(store=tmp_path, workers=1), None)
    serving: Serving = create_app(settings, engine).extensions["igmgraph"]
    follower = Follower(serving)
    follower.start()
    yield serving, follower
    follower.close()


@pytest.mark.parametrize("manifest", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_snapshot_is_not_served(tmp_path: Path, manifest: str) -> None:
    release(tmp_path, "1.0.0", "cl")
    damage(tmp_path, manifest)
    _, engine = open_current(Settings(store=tmp_path), None)
    assert isinstance(engine, AbsentEngine)
    with pytest.raises(Unavailable, match="damaged: no snapshot to serve"):
        _ = engine.snapshot_id


@pytest.mark.parametrize("manifest", ["{}", '{"base_iri": "http://e.org/"}'], ids=["empty", "without id"])
def test_after_a_damaged_snapshot_a_good_one_is_served(
    serving: tuple[Serving, Follower], tmp_path: Path, manifest: str, caplog: pytest.LogCaptureFixture
) -> None:
    now, follower = serving
    before = now.now.engine
    damage(tmp_path, manifest)
    while "cannot serve other data yet" not in caplog.text:
        assert follower._thread.is_alive()
    assert now.now.engine is before
    # A build may remove it.
    while is_held(tmp_path / "snapshots/damaged"):
        assert follower._thread.is_alive()
    (tmp_path / "current").unlink()
    latest = release(tmp_path, "1.1.0", "cl", "pe")
    while now.now.engine is before:
        assert follower._thread.is_alive()
    assert isinstance(now.now.engine, EmbeddedEngine)
    assert now.now.engine.snapshot_id == latest.id


def test_a_snapshot_that_cannot_be_opened_leaves_nothing_open(tmp_path: Path) -> None:
    folder = release(tmp_path, "1.0.0", "cl").path
    (folder / "dataset.nq").unlink()
    before = threads_and_files()
    # The collector would come here seldom.
    gc.disable()
    try:
        with pytest.raises(Unavailable, match="cannot be started"):
            EmbeddedEngine(folder, Settings(workers=1, allow_service=("http://127.0.0.1:1/",)))
        assert threads_and_files() == before
    finally:
        gc.enable()
    assert not is_held(folder)


def threads_and_files() -> tuple[int, int]:
    return threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))
