"""A snapshot is whole or not there: same bytes for same data, and the old one in service until the new one is."""

import fcntl
import json
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, parse

from igmgraph.build import contents
from igmgraph.build.snapshot import Snapshot, open_snapshot, write_snapshot
from igmgraph.errors import IgmError, Unavailable

TEXT = """
<urn:g1> { <urn:a> <urn:p> "01"^^<urn:t>, "x"@es . _:x <urn:p> _:y . _:y <urn:p> 1 }
<urn:g2> { <urn:b> <urn:p> <<( <urn:s> <urn:p> _:q )>> }
<urn:a> <urn:p> 2 .
"""
OTHER = "<urn:new> <urn:p> 1 ."


def _quads(text: str = TEXT) -> list[Quad]:
    return list(parse(input=text, format=RdfFormat.TRIG, rename_blank_nodes=True))


def _lines(found: Snapshot) -> set[str]:
    """What the store answers, blank node labels included."""
    return {f"{quad} ." for quad in Store.read_only(str(found.store))}


def test_holds_what_was_written(tmp_path: Path) -> None:
    written = write_snapshot(tmp_path / "new" / "store", _quads())
    found = open_snapshot(tmp_path / "new" / "store")
    assert found == written
    assert found.path == tmp_path / "new" / "store" / "snapshots" / found.id
    assert found.quads == 6
    assert found.manifest["graphs"] == {"": 1, "urn:g1": 4, "urn:g2": 1}
    lines = found.dataset.read_text().splitlines()
    assert lines == sorted(lines)
    assert len(lines) == 6
    assert _lines(found) == set(lines)


def test_same_data_same_bytes(tmp_path: Path) -> None:
    one = write_snapshot(tmp_path / "a", _quads())
    two = write_snapshot(
        tmp_path / "b", [*reversed(_quads()), Quad(NamedNode("urn:a"), NamedNode("urn:p"), Literal(2))]
    )
    assert one.dataset.read_bytes() == two.dataset.read_bytes()
    assert one.id == two.id
    assert (one.path / "manifest.json").read_bytes() == (two.path / "manifest.json").read_bytes()


def test_nothing_is_a_snapshot_too(tmp_path: Path) -> None:
    found = write_snapshot(tmp_path, [])
    assert (found.quads, found.manifest["graphs"], found.dataset.read_bytes()) == (0, {}, b"")


def test_blank_graph_names_are_kept(tmp_path: Path) -> None:
    term = NamedNode("urn:a")
    found = write_snapshot(tmp_path, [Quad(term, term, term, BlankNode("here"))])
    assert _lines(found) == {"<urn:a> <urn:a> <urn:a> _:c14n0 ."}


def test_the_store_may_hold_one_of_two_spellings(tmp_path: Path) -> None:
    # One number, one yes and one moment, each spelt twice; and a fourth spelling in a graph of its own.
    number = '<urn:n> <urn:p> 1, 01, "1"^^<http://www.w3.org/2001/XMLSchema#int>'
    truth = '<urn:t> <urn:p> true, "1"^^<http://www.w3.org/2001/XMLSchema#boolean>'
    moment = "<urn:m> <urn:p> <<( <urn:s> <urn:p> 1.0 )>>, <<( <urn:s> <urn:p> 1.00 )>>"
    written = write_snapshot(tmp_path, _quads(f"<urn:g> {{ {number} . {truth} }} {moment} . <urn:n> <urn:p> 001 ."))
    assert (written.quads, len(Store.read_only(str(written.store)))) == (8, 4)
    assert write_snapshot(tmp_path, parse(path=str(written.path / "dataset.nq"))) == written


def test_the_base_is_remembered(tmp_path: Path) -> None:
    assert write_snapshot(tmp_path, _quads(), "http://x.org/").manifest["base_iri"] == "http://x.org/"
    assert write_snapshot(tmp_path, _quads()).manifest["base_iri"] == "https://w3id.org/igm/"


def test_the_one_before_is_kept_and_older_ones_go(tmp_path: Path) -> None:
    ids = [write_snapshot(tmp_path, _quads(f"<urn:a> <urn:p> {n} .")).id for n in range(4)]
    assert {path.name for path in (tmp_path / "snapshots").iterdir()} == set(ids[2:])
    assert open_snapshot(tmp_path).id == ids[3]
    assert write_snapshot(tmp_path, _quads("<urn:a> <urn:p> 2 .")).id == ids[2]
    assert {path.name for path in (tmp_path / "snapshots").iterdir()} == set(ids[2:])
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "current", "snapshots"]


def test_building_the_same_again_changes_nothing(tmp_path: Path) -> None:
    first = write_snapshot(tmp_path, _quads())
    before = {path: path.stat().st_mtime_ns for path in first.path.rglob("*")}
    assert write_snapshot(tmp_path, _quads()) == first
    assert {path: path.stat().st_mtime_ns for path in first.path.rglob("*")} == before


@pytest.mark.parametrize("part", ["dataset.nq", "manifest.json", "store"])
def test_a_damaged_snapshot_is_made_again(tmp_path: Path, part: str) -> None:
    found = write_snapshot(tmp_path, _quads())
    path = found.path / part
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.write_bytes(path.read_bytes()[:-9])
    again = write_snapshot(tmp_path, _quads())
    assert again == found
    assert _lines(again) == set(again.dataset.read_text().splitlines())


def test_no_snapshot_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="igmgraph build"):
        open_snapshot(tmp_path)
    (tmp_path / "current").symlink_to("snapshots/gone")
    with pytest.raises(Unavailable):
        open_snapshot(tmp_path)
    (tmp_path / "snapshots" / "gone").mkdir(parents=True)
    (tmp_path / "snapshots" / "gone" / "manifest.json").write_text("{")
    with pytest.raises(Unavailable):
        open_snapshot(tmp_path)
    write_snapshot(tmp_path, _quads())
    assert open_snapshot(tmp_path).quads == 6


_KILLED = """
import os, signal, sys
from pathlib import Path
from types import SimpleNamespace
from pyoxigraph import RdfFormat, parse
from igmgraph.build import contents, placing, snapshot
from igmgraph.build.snapshot import write_snapshot

def kill_at(calls, whole):
    def step(*arguments, **options):
        calls[0] -= 1
        if calls[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(*arguments, **options)
    return step

# Some versions of Python remove temporary folders with this very function, and earlier.
placing.shutil = SimpleNamespace(**vars(placing.shutil))
owner, name, calls, store, text = sys.argv[1:]
owners = {"contents": contents, "placing": placing, "snapshot": snapshot, "path": Path}
target = {**owners, "shutil": placing.shutil, "os": os}[owner]
setattr(target, name, kill_at([int(calls)], getattr(target, name)))
write_snapshot(Path(store), parse(input=text, format=RdfFormat.TRIG))
"""


@pytest.mark.parametrize(
    ("owner", "step", "calls"),
    [
        pytest.param("path", "mkdir", 2, id="before the folder of the new one"),
        pytest.param("path", "write_bytes", 1, id="before the export"),
        pytest.param("path", "write_text", 1, id="before the manifest"),
        pytest.param("contents", "is_whole", 1, id="before it is read back"),
        pytest.param("os", "fsync", 3, id="while it is synced"),
        pytest.param("path", "rename", 1, id="before it is moved into place"),
        pytest.param("snapshot", "put_in_service", 1, id="before the swap"),
        pytest.param("path", "replace", 1, id="between link and swap"),
        pytest.param("placing", "_discard", 1, id="after the swap"),
        pytest.param("shutil", "rmtree", 1, id="while an old one is removed"),
    ],
)
def test_a_kill_leaves_a_whole_snapshot_in_service(tmp_path: Path, owner: str, step: str, calls: int) -> None:
    write_snapshot(tmp_path, _quads("<urn:older> <urn:p> 1 ."))
    old = write_snapshot(tmp_path, _quads())
    command = [sys.executable, "-c", _KILLED, owner, step, str(calls), str(tmp_path), OTHER]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    found = open_snapshot(tmp_path)
    swapped = step in {"_discard", "rmtree"}
    assert (found.id == old.id) is not swapped
    assert _lines(found) == set(found.dataset.read_text().splitlines())
    assert _lines(old) == set(old.dataset.read_text().splitlines())

    after = write_snapshot(tmp_path, _quads(OTHER))
    assert _lines(after) == set(after.dataset.read_text().splitlines())
    assert open_snapshot(tmp_path) == after
    write_snapshot(tmp_path, _quads("<urn:newest> <urn:p> 1 ."))
    assert not list(tmp_path.glob(".building-*"))
    assert len(list((tmp_path / "snapshots").iterdir())) == 2


def test_a_store_that_reads_back_differently_is_not_put_in_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = write_snapshot(tmp_path, _quads())
    monkeypatch.setattr(contents, "_count_by_graph", lambda _: {})
    with pytest.raises(IgmError, match="does not hold what was written"):
        write_snapshot(tmp_path, _quads(OTHER))
    assert open_snapshot(tmp_path) == old
    assert not list(tmp_path.glob(".building-*"))


def test_a_full_disk_is_told_and_leaves_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = write_snapshot(tmp_path, _quads())

    def refuse(path: Path, content: str, *_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", refuse)
    with pytest.raises(IgmError, match=f"^{tmp_path}: cannot write the snapshot: No space left on device$"):
        write_snapshot(tmp_path, _quads(OTHER))
    assert open_snapshot(tmp_path) == old
    assert not list(tmp_path.glob(".building-*"))


def test_a_store_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IgmError, match="file: cannot write the snapshot: Not a directory"):
        write_snapshot(tmp_path / "file", _quads())


def test_a_second_build_says_so_and_waits(tmp_path: Path) -> None:
    (tmp_path / "snapshots").mkdir()
    waits = threading.Event()
    written: list[Snapshot] = []
    with (tmp_path / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = threading.Thread(target=lambda: written.append(write_snapshot(tmp_path, _quads(), waiting=waits.set)))
        second.start()
        assert waits.wait(10)
        assert not (tmp_path / "current").exists()
    second.join(10)
    assert open_snapshot(tmp_path) == written[0]


def test_a_reader_of_the_old_one_is_not_disturbed(tmp_path: Path) -> None:
    reader = Store.read_only(str(write_snapshot(tmp_path, _quads()).store))
    write_snapshot(tmp_path, _quads(OTHER))
    assert len(list(reader)) == 6


def test_a_moved_store_still_opens(tmp_path: Path) -> None:
    write_snapshot(tmp_path / "a", _quads())
    (tmp_path / "a").rename(tmp_path / "b")
    assert _lines(open_snapshot(tmp_path / "b"))
    assert not (tmp_path / "b" / "current").readlink().is_absolute()
    assert json.loads((open_snapshot(tmp_path / "b").path / "manifest.json").read_text())["quads"] == 6
