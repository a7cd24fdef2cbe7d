"""A pack that is damaged, cut or hostile changes nothing in the store, and is told with its place."""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from backports import zstd

from igmgraph.errors import IgmError, InputError
from igmgraph.replicas.unpacking import unpack
from tests.replicas.conftest import LARGE, release, unchanged

Members = dict[str, bytes]


def members(pack: Path) -> Members:
    with zstd.open(pack) as stream, tarfile.open(fileobj=stream) as tar:
        return {each.name: tar.extractfile(each).read() for each in tar}  # type: ignore[union-attr]


def written(target: Path, content: Members, change: Callable[[tarfile.TarInfo], Any] = lambda _: None) -> Path:
    with zstd.open(target, "wb") as stream, tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for name, text in content.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            change(member)
            tar.addfile(member, io.BytesIO(text))
    return target


def test_a_byte_that_flips_anywhere_is_found(pack: Path, served: Path, tmp_path: Path) -> None:
    whole = pack.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        damaged = bytearray(whole)
        damaged[place] ^= 0x10
        (tmp_path / "damaged").write_bytes(damaged)
        with unchanged(served), pytest.raises(InputError, match=f"^{tmp_path / 'damaged'}: "):
            unpack(tmp_path / "damaged", served, LARGE)


def test_a_pack_that_is_cut_anywhere_is_refused(pack: Path, served: Path, tmp_path: Path) -> None:
    whole = pack.read_bytes()
    for length in [*range(0, len(whole), len(whole) // 40), len(whole) - 1, len(whole) - 5]:
        (tmp_path / "cut").write_bytes(whole[:length])
        with unchanged(served), pytest.raises(InputError, match=r"damaged, cut, or no pack|does not begin"):
            unpack(tmp_path / "cut", served, LARGE)


def test_what_is_no_pack_is_refused(served: Path, tmp_path: Path) -> None:
    for content in (b"", b"<html>404", zstd.compress(b"x" * 99_999), zstd.compress(b"\0" * 20_480)):
        (tmp_path / "other").write_bytes(content)
        with unchanged(served), pytest.raises(InputError, match=f"^{tmp_path / 'other'}: "):
            unpack(tmp_path / "other", served, LARGE)


def renamed(content: Members, name: str) -> Members:
    """The pack with its dumps' list under another name, in its manifest as well."""
    told = json.loads(content["pack.json"])
    for entry in told["files"]:
        if entry["path"] == "snapshot/downloads/index.json":
            entry["path"] = name
    changed = {name if each == "snapshot/downloads/index.json" else each: text for each, text in content.items()}
    return {**changed, "pack.json": json.dumps(told).encode()}


@pytest.mark.parametrize(
    "name",
    [
        "../outside",
        "snapshot/../../outside",
        "/etc/outside",
        "snapshot//tmp/outside",
        "snapshot/./x",
        "snapshot/.hidden",
        "snapshot\\..\\outside",
        "snapshot/a\nb",
        "snapshot",
        "versions/../x",
        "versions/1.0.0",
        "current",
        "snapshot/dataset.nq/x",
        "snapshot/store/OPTIONS-000007",
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(pack: Path, served: Path, tmp_path: Path, name: str) -> None:
    hostile = written(tmp_path / "hostile", renamed(members(pack), name))
    with unchanged(served), pytest.raises(IgmError, match="hostile"):
        unpack(hostile, served, LARGE)
    assert [path.name for path in tmp_path.iterdir()] == ["hostile"]
    assert not (served.parent / "outside").exists()


def test_a_pack_made_by_hand_would_be_taken(pack: Path, tmp_path: Path) -> None:
    """So what is refused here is refused for its fault."""
    assert unpack(written(tmp_path / "p", members(pack)), tmp_path / "store", LARGE).quads > 10


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
def test_only_plain_files_are_taken(pack: Path, served: Path, tmp_path: Path, kind: bytes) -> None:
    def change(member: tarfile.TarInfo) -> None:
        if member.name == "snapshot/search.db":
            member.type, member.size, member.linkname = kind, 0, "/etc/passwd"

    hostile = written(tmp_path / "hostile", members(pack), change)
    with unchanged(served), pytest.raises(InputError, match=r"search\.db' is no plain file"):
        unpack(hostile, served, LARGE)


def test_headers_that_would_fill_the_memory_are_not_read(pack: Path, served: Path, tmp_path: Path) -> None:
    def change(member: tarfile.TarInfo) -> None:
        member.pax_headers = {"comment": "x" * 100_000}

    hostile = written(tmp_path / "hostile", members(pack), change)
    with unchanged(served), pytest.raises(InputError, match="is no plain file"):
        unpack(hostile, served, LARGE)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda all_: {**all_, "snapshot/search.db": all_["snapshot/search.db"][:-1] + b"!"}, "its hash differs"),
        (lambda all_: {**all_, "snapshot/search.db": b""}, "search.db is missing, or is not of its size"),
        (lambda all_: {name: text for name, text in all_.items() if "search" not in name}, "search.db is missing"),
        (lambda all_: {**all_, "snapshot/more": b"x"}, "goes on after its last file"),
        (lambda all_: dict(reversed(all_.items())), "does not begin with pack.json"),
    ],
)
def test_files_are_those_that_the_manifest_tells(
    pack: Path, served: Path, tmp_path: Path, change: Callable[[Members], Members], told: str
) -> None:
    hostile = written(tmp_path / "hostile", change(members(pack)))
    with unchanged(served), pytest.raises(InputError, match=told):
        unpack(hostile, served, LARGE)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"format": 2}, "format 2: this igmgraph reads format 1"),
        ({"files": []}, "not the dataset"),
        ({"sha256": "0" * 64}, "not the dataset"),
        ({"snapshot": "0" * 16}, "id is not that of its dataset"),
        ({"releases": {"1.0.0": "0" * 64}}, "releases are not those"),
        ({"surprise": 1}, "cannot be read"),
    ],
)
def test_a_manifest_that_contradicts_itself_is_refused(
    pack: Path, served: Path, tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    content = members(pack)
    content["pack.json"] = json.dumps({**json.loads(content["pack.json"]), **change}).encode()
    with unchanged(served), pytest.raises(InputError, match=told):
        unpack(written(tmp_path / "hostile", content), served, LARGE)


def test_a_manifest_that_nests_deeply_is_refused(pack: Path, served: Path, tmp_path: Path) -> None:
    content = {**members(pack), "pack.json": b"[" * 200_000}
    with unchanged(served), pytest.raises(InputError, match="cannot be read"):
        unpack(written(tmp_path / "hostile", content), served, LARGE)


def test_hashes_that_agree_do_not_make_a_dataset(pack: Path, served: Path, tmp_path: Path) -> None:
    content = members(pack)
    text = b"<urn:a> <urn:b> .\n"
    content["snapshot/dataset.nq"] = text
    told = json.loads(content["pack.json"])
    sha256 = hashlib.sha256(text).hexdigest()
    for entry in told["files"]:
        if entry["path"] == "snapshot/dataset.nq":
            entry.update(size=len(text), sha256=sha256)
    content["pack.json"] = json.dumps({**told, "sha256": sha256, "snapshot": sha256[:16]}).encode()
    with unchanged(served), pytest.raises(InputError, match="a file of it cannot be read"):
        unpack(written(tmp_path / "hostile", content), served, LARGE)


def test_a_release_is_written_once(pack: Path, tmp_path: Path) -> None:
    release(tmp_path, "1.1.0", "something", "else")
    with unchanged(tmp_path), pytest.raises(InputError, match=r"version 1\.1\.0 is kept with other content"):
        unpack(pack, tmp_path, LARGE)
