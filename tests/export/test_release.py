import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from igmgraph.build.snapshot import Snapshot
from igmgraph.cli import main
from igmgraph.errors import IgmError
from igmgraph.export.documents import find_documents
from igmgraph.export.pipeline import export
from igmgraph.export.release import release
from igmgraph.export.variants import VARIANTS


def silent(step: str, done: int, total: int) -> None:
    pass


def test_every_kind_of_document_is_found(snapshot: Snapshot) -> None:
    found = find_documents(snapshot)
    assert len(found) == len(set(found)) > 500
    for document in ("/dataset", "/ontology", "/graph/profile/cl-monte-patria-2024", "/doc/place/cl"):
        assert document in found


def test_a_document_is_there_in_every_variant(exported: Path) -> None:
    files = exported / "current" / "files"
    for variant in VARIANTS:
        file = files / variant.file("/doc/place/cl")
        assert file.stat().st_size > 0
        assert file.with_name(f"{file.name}.br").exists()
        assert file.with_name(f"{file.name}.gz").exists()
    assert (files / "static" / "style.css").exists()


def test_an_export_that_fails_leaves_the_one_before_in_service(snapshot: Snapshot, tmp_path: Path) -> None:
    store = snapshot.path.parents[1]
    export(store, tmp_path, silent, ["/doc/place/cl"])
    before = (tmp_path / "current").resolve()
    with pytest.raises(IgmError, match="answers 404"):
        export(store, tmp_path, silent, ["/doc/place/cl", "/doc/place/nowhere"])
    assert (tmp_path / "current").resolve() == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_release_before_stays_and_older_ones_go(tmp_path: Path) -> None:
    names = []
    for _ in range(3):
        with release(tmp_path, "0123") as (writing, target):
            (writing / "file").write_text("x", "utf-8")
            assert not target.exists()
        names.append(target.name)
        assert (tmp_path / "current").resolve() == target
    assert sorted(path.name for path in (tmp_path / "releases").iterdir()) == names[1:]


def test_what_was_left_by_one_that_was_killed_goes(tmp_path: Path) -> None:
    left = tmp_path / ".exporting-left" / "files"
    left.mkdir(parents=True)
    with release(tmp_path, "1") as (other, _), release(tmp_path, "2") as (writing, _):
        assert other.exists()
        assert writing.exists()
        assert not left.exists()
    assert len(list((tmp_path / "releases").iterdir())) == 2


def test_the_command_tells_what_is_wrong(tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["export", "--static", str(tmp_path / "out"), "--store", str(tmp_path / "none")])
    assert told.exit_code == 1
    assert "no snapshot" in told.output


_KILLED = """
import os, signal, sys
import signal
import subprocess
import sys
from pathlib import Path
from igmgraph.export import pipeline

def kill(step, done, total):
    if done:
        os.kill(os.getpid(), signal.SIGKILL)

pipeline._BATCH = 1
pipeline.export(Path(sys.argv[1]), Path(sys.argv[2]), kill, ["/doc/place/cl", "/doc/place/br", "/dataset"])
"""


def test_a_command_that_is_killed_leaves_no_process(snapshot: Snapshot, tmp_path: Path) -> None:
    command = [sys.executable, "-c", _KILLED, str(snapshot.path.parents[1]), str(tmp_path)]
    # What it began has its output: there is no end of that before the last of them has gone.
    assert subprocess.run(command, stdout=subprocess.PIPE, timeout=100, check=False).returncode == -signal.SIGKILL
