"""A service that moves from snapshot to snapshot lets go of each."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from igmgraph.settings import Settings
from igmgraph.web import create_app
from igmgraph.web.snapshots import following
from igmgraph.web.snapshots.following import Follower, open_current
from tests.replicas.conftest import release


class Soon:
    """A timer whose time has come when it is started."""

    daemon = False

    def __init__(self, _: float, function: Callable[..., None], args: tuple[Any, ...] = ()) -> None:
        self._function, self._arguments = function, args

    def start(self) -> None:
        self._function(*self._arguments)

    def cancel(self) -> None:
        raise AssertionError("its time has come")


@pytest.fixture
def uncollected() -> Iterator[None]:
    """The collector does not come, as it hardly does in a service: what is there is frozen."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
def test_files_of_the_snapshots_before_are_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "Timer", Soon)
    release(tmp_path, "1.0.0", "cl")
    app = create_app(*open_current(Settings(store=tmp_path, workers=1), None))
    follower = Follower(app.extensions["igmgraph"])
    try:
        for number in range(1, 4):
            snapshot = release(tmp_path, f"1.{number}.0", "cl", "pe")
            follower.look()
            assert app.test_client().get("/doc/place/pe.nt").status_code == 200
            assert stores_open(tmp_path) == {snapshot.path / "store"}
            assert not follower._retiring
    finally:
        follower.close()
    assert not stores_open(tmp_path)


def stores_open(folder: Path) -> set[Path]:
    files = [path.readlink() for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    return {file.parent for file in files if file.parent.name == "store" and file.is_relative_to(folder)}
