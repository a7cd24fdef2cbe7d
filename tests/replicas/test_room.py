"""A full disk, a limit of size, or a kill while a pack is unpacked leaves the store as it was."""

import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from igmgraph.errors import IgmError, InputError
from igmgraph.replicas.unpacking import unpack
from tests.replicas.conftest import LARGE, release, unchanged


def test_more_than_is_allowed_is_not_unpacked(pack: Path, served: Path) -> None:
    with unchanged(served), pytest.raises(InputError, match=r"holds \d+ bytes, more than the 1000 that are allowed"):
        unpack(pack, served, 1000)


def test_a_disk_without_room_is_told_before_anything_is_written(
    pack: Path, served: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 5, 5))
    with unchanged(served), pytest.raises(IgmError, match="the disk has room for 5"):
        unpack(pack, served, LARGE)


def test_a_file_that_the_system_does_not_take_is_told(pack: Path, served: Path) -> None:
    command = [sys.executable, "-m", "igmgraph", "snapshot", "unpack", str(pack), "--store", str(served)]
    with unchanged(served):
        failed = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
        )
    assert failed.returncode == 1
    assert failed.stderr == f"igmgraph: {served}: cannot unpack {pack}: File too large\n"


_KILLED = """
import os, signal, sys
from pathlib import Path
from igmgraph.replicas import unpacking

name, pack, store = sys.argv[1:]
setattr(unpacking, name, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
unpacking.unpack(Path(pack), Path(store), 2**30)
"""


@pytest.mark.parametrize("step", ["_complete", "sync_all", "move_into_place", "keep", "put_in_service"])
def test_a_kill_leaves_a_whole_snapshot_in_service(pack: Path, tmp_path: Path, step: str) -> None:
    old = release(tmp_path, "0.9.0", "ar")
    done = subprocess.run([sys.executable, "-c", _KILLED, step, str(pack), str(tmp_path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert (tmp_path / "current").resolve() == old.path
    after = unpack(pack, tmp_path, LARGE)
    assert (tmp_path / "current").resolve() == after.path
    assert not list(tmp_path.glob(".building-*"))
