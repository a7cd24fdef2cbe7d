"""A pack holds a snapshot, whole and the same wherever it is written."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import Store

from igmgraph.build.snapshot import Snapshot, open_snapshot
from igmgraph.cli import main
from igmgraph.packs.shelf import publish_pack
from igmgraph.packs.writing import write_pack
from igmgraph.replicas.unpacking import unpack
from igmgraph.search import index
from igmgraph.versions.kept import kept_versions, version_label
from tests.replicas.conftest import LARGE, release


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a snapshot that does not come from Oxigraph."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.parent.name != "store")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def quads(snapshot: Snapshot) -> set[str]:
    return {str(quad) for quad in Store.read_only(str(snapshot.store))}


def test_what_is_unpacked_is_what_was_packed(store: Path, pack: Path, tmp_path: Path) -> None:
    before, after = open_snapshot(store), unpack(pack, tmp_path, LARGE)
    assert contents(after.path) == contents(before.path)
    assert quads(after) == quads(before)
    assert len(quads(after)) == after.quads > 10
    assert open_snapshot(tmp_path) == after
    assert [(kept.number, contents(kept.path)) for kept in kept_versions(tmp_path)] == [
        (kept.number, contents(kept.path)) for kept in kept_versions(store)
    ]
    assert not list(tmp_path.glob(".building-*"))


def test_without_the_other_releases_a_release_keeps_its_name(store: Path, tmp_path: Path) -> None:
    before = open_snapshot(store)
    write_pack(store, before.path, tmp_path / "p.tar.zst")
    after = unpack(tmp_path / "p.tar.zst", tmp_path / "other", LARGE)
    assert version_label(tmp_path / "other", after.manifest) == version_label(store, before.manifest) == "2.0.0"
    assert [kept.number for kept in kept_versions(tmp_path / "other")] == ["2.0.0"]


def test_the_same_data_give_the_same_bytes(store: Path, pack: Path, tmp_path: Path) -> None:
    for number, places in (("1.0.0", "cl"), ("1.1.0", "cl pe"), ("2.0.0", "cl pe ke")):
        snapshot = release(tmp_path / "store", number, *places.split())
    write_pack(tmp_path / "store", snapshot.path, tmp_path / "pack", releases=True)
    assert (tmp_path / "pack").read_bytes() == pack.read_bytes()
    unpack(pack, tmp_path / "third", LARGE)
    third = open_snapshot(tmp_path / "third")
    write_pack(tmp_path / "third", third.path, tmp_path / "again", releases=True)
    assert (tmp_path / "again").read_bytes() == pack.read_bytes()


def test_tar_and_zstandard_read_it(pack: Path) -> None:
    listed = subprocess.run(["tar", "--zstd", "-tf", str(pack)], check=True, capture_output=True, text=True)
    first, *rest = listed.stdout.splitlines()
    assert first == "pack.json"
    assert {"snapshot/dataset.nq", "snapshot/search.db", "versions/1.0.0/dataset.nq.gz"} <= set(rest)


def test_unpacking_again_changes_nothing(pack: Path, tmp_path: Path) -> None:
    first = unpack(pack, tmp_path, LARGE)
    inode = first.path.stat().st_ino
    assert unpack(pack, tmp_path, LARGE) == first
    assert first.path.stat().st_ino == inode


def test_an_index_of_another_layout_is_made_again(pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "LAYOUT", "another")
    after = unpack(pack, tmp_path, LARGE)
    assert index.is_whole(after.path, after.id)


def test_a_published_pack_is_named_when_it_is_there(store: Path, tmp_path: Path) -> None:
    latest = publish_pack(store, open_snapshot(store).path, tmp_path / "shelf", releases=True)
    assert json.loads((tmp_path / "shelf" / "latest.json").read_bytes())["pack"] == latest.pack
    assert sorted(path.name for path in (tmp_path / "shelf").iterdir()) == [latest.pack, "latest.json"]
    assert (tmp_path / "shelf" / latest.pack).stat().st_size == latest.size
    again = publish_pack(store, open_snapshot(store).path, tmp_path / "shelf", releases=True)
    assert again == latest


def test_the_commands(store: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke
    packed = run(main, ["snapshot", "pack", "--store", str(store), "--output", str(tmp_path / "p")])
    assert (packed.exit_code, packed.output) == (0, f"version 2.0.0: {tmp_path / 'p'}\n")
    unpacked = run(main, ["snapshot", "unpack", str(tmp_path / "p"), "--store", str(tmp_path / "s")])
    assert (unpacked.exit_code, open_snapshot(store).id in unpacked.output) == (0, True)
    both = run(main, ["snapshot", "pack", "--output", "p", "--publish", "d"])
    assert both.exit_code == 2
    nothing = run(main, ["snapshot", "pack", "--store", str(tmp_path / "none")])
    assert (nothing.exit_code, "no snapshot" in nothing.stderr) == (1, True)
    missing = run(main, ["snapshot", "unpack", str(tmp_path / "q"), "--store", str(tmp_path / "s")])
    assert (missing.exit_code, f"{tmp_path / 'q'}: No such file" in missing.stderr) == (1, True)
