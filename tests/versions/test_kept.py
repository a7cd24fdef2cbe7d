"""Which builds are kept as versions, and that a version is whole or not there."""

import os
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from igmgraph.build import pipeline
from igmgraph.build.snapshot import write_snapshot
from igmgraph.namespaces import BASE, PREFIXES
from igmgraph.versions.kept import keep, kept_version, kept_versions, version_label
from igmgraph.versions.numbers import DataVersion, read_version
from igmgraph.versions.unpack import unpack
from tests.versions.conftest import write_release

CHILE = 'p:cl a igm:Place ; rdfs:label "Chile"@en .'
SERBIA = 'p:rs a igm:Place ; rdfs:label "Serbia"@en .'


def test_the_first_build_of_a_number_is_the_release(tmp_path: Path) -> None:
    first = write_release(tmp_path, "1.0.0", "2025-01-01", CHILE)
    content = first.dataset.read_bytes()
    second = write_release(tmp_path, "1.0.0", "2025-01-02", SERBIA)
    assert version_label(tmp_path, first.manifest) == "1.0.0"
    assert version_label(tmp_path, second.manifest) == f"1.0.0+{second.id[:8]}"
    (version,) = kept_versions(tmp_path)
    assert b"".join(line + b"\n" for line in version.lines()) == content
    assert version.sha256 == first.manifest["sha256"]
    assert version.describes("https://w3id.org/igm/id/place/cl")
    assert not version.describes("https://w3id.org/igm/id/place/c")


def test_a_release_that_cannot_be_kept_takes_no_room(tmp_path: Path) -> None:
    told = {"version": {"number": "1.0.0"}}
    with pytest.raises(FileNotFoundError):
        keep(tmp_path, tmp_path / "nowhere.nq", told)
    assert list((tmp_path / "versions").iterdir()) == []


def test_builds_that_are_no_releases_do_not_pile_up(tmp_path: Path) -> None:
    for number in ("1.0.0-draft", "", "v1", "1.0", "../../x", "1.0.0+x"):
        snapshot = write_release(tmp_path, number, "2025-01-01", CHILE)
        assert version_label(tmp_path, snapshot.manifest).endswith(f"+{snapshot.id[:8]}")
    assert kept_versions(tmp_path) == []
    assert not (tmp_path / "versions").exists()


def test_versions_are_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for number in ("1.10.0", "1.9.0", "1.9.10", "0.1.0"):
        write_release(tmp_path, number, "2025-01-01", CHILE)
    assert [each.number for each in kept_versions(tmp_path)] == ["0.1.0", "1.9.0", "1.9.10", "1.10.0"]


@pytest.mark.parametrize("parts", [{}, {"validate": False}, {"inference": False}])
def test_a_build_that_leaves_something_out_is_no_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: pipeline.Parts
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(pipeline, "keep", lambda store, *_: asked.append(store))
    (tmp_path / "one.ttl").write_text("<urn:a> <urn:p> <urn:b> .")
    pipeline.build([tmp_path / "one.ttl"], tmp_path / "store", **parts)
    assert bool(asked) is not bool(parts)


def test_a_release_opens_as_the_snapshot_that_it_was(tmp_path: Path) -> None:
    snapshot = write_release(tmp_path / "store", "1.0.0", "2025-01-01", CHILE)
    version = kept_version(tmp_path / "store", "1.0.0")
    assert version
    (tmp_path / "opened").mkdir()
    folder = unpack(version, tmp_path / "opened")
    assert (folder / "dataset.nq").read_bytes() == snapshot.dataset.read_bytes()
    quads = parse(path=str(folder / "dataset.nq"), format=RdfFormat.N_QUADS)
    assert write_snapshot(tmp_path / "again", quads).id == snapshot.id


def test_a_version_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = write_snapshot(tmp_path, [])
    manifest = {**snapshot.manifest, "version": DataVersion("1.0.0", "2025-01-01").to_manifest()}
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(OSError, match="No space"):
            keep(tmp_path, snapshot.dataset, manifest)
    assert kept_versions(tmp_path) == []
    assert keep(tmp_path, snapshot.dataset, manifest)
    assert [path.name for path in (tmp_path / "versions").iterdir()] == ["1.0.0"]


def test_a_day_that_is_none_is_the_first_of_all(tmp_path: Path) -> None:
    text = f'PREFIX : <{PREFIXES["dct"]}> <{BASE}dataset> :modified "soon" ; <{PREFIXES["dcat"]}version> "2.0.0" .'
    version = read_version(parse(input=text, format=RdfFormat.TURTLE))
    assert (version.number, version.modified) == ("2.0.0", "1970-01-01")
