"""Releases that a store keeps for good: `STORE/versions/{number}` with `dataset.nq.gz`, its manifest and its things.

The first complete build of a release number is that release. It is written once, never again: a later build with the
same number and other content is served, but not kept. Everything else of a snapshot can be made again from these.
"""

import gzip
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from igmgraph.rdf.nquads import subject_of
from igmgraph.rdf.packing import pack
from igmgraph.versions.numbers import DataVersion, is_release, precedence

__all__ = ["Kept", "adopt", "keep", "kept_version", "kept_versions", "version_label"]

_VERSIONS = "versions"
#: What begins like this belongs to a build that is running, or was killed.
_UNFINISHED = ".keeping-"


@dataclass(frozen=True, slots=True)
class Kept:
    """A version that stays.

    Attributes:
        path: its folder.
        manifest: that of the snapshot it was.
    """

    path: Path
    manifest: Mapping[str, Any]

    @property
    def number(self) -> str:
        """Semantic version."""
        return self.version.number

    @property
    def version(self) -> DataVersion:
        """What the catalog said of itself."""
        return DataVersion.from_manifest(self.manifest)

    @property
    def moment(self) -> datetime:
        """From when the version counts: when it was released, else the beginning of the day that its catalog gives."""
        released = self.manifest.get("released")
        return datetime.fromisoformat(released) if released else self.version.datetime

    @property
    def sha256(self) -> str:
        """Hash of the canonical N-Quads (RDFC-1.0), in hexadecimal."""
        return str(self.manifest["sha256"])

    @property
    def dataset(self) -> Path:
        """All quads as canonical N-Quads, gzipped."""
        return self.path / "dataset.nq.gz"

    def lines(self) -> Iterator[bytes]:
        """The canonical N-Quads, in their order, without ends of lines."""
        with gzip.open(self.dataset) as stream:
            for line in stream:
                yield line.rstrip(b"\n")

    def describes(self, iri: str) -> bool:
        """Whether the version says something about a thing (`id/`) with this IRI."""
        things = gzip.decompress((self.path / "things.txt.gz").read_bytes())
        return f"\n{iri}\n".encode() in b"\n" + things


def kept_versions(store_dir: Path) -> list[Kept]:
    """Every version that a store keeps, earliest number first."""
    folder = store_dir / _VERSIONS
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    found = (kept_version(store_dir, name) for name in sorted(filter(is_release, names), key=precedence))
    return [each for each in found if each]


def kept_version(store_dir: Path, number: str) -> Kept | None:
    """The version with this number, if the store keeps it."""
    path = store_dir / _VERSIONS / number
    if not is_release(number) or not path.is_dir():
        return None
    return Kept(path, json.loads((path / "manifest.json").read_text("utf-8")))


def keep(store_dir: Path, dataset: Path, manifest: Mapping[str, Any]) -> Kept | None:
    """Keep a snapshot if its number is that of a release that is not kept yet; give back what is kept of that number.

    `dataset` holds its canonical N-Quads. A process that is killed meanwhile leaves the version whole or not there.
    """
    number = DataVersion.from_manifest(manifest).number
    if not is_release(number):
        return None
    target = store_dir / _VERSIONS / number
    if not target.is_dir():
        with _placing(target) as folder:
            _write(folder, dataset, manifest)
    return kept_version(store_dir, number)


def adopt(store_dir: Path, kept: Kept) -> None:
    """Keep what is kept elsewhere, unless there is a version of that number already."""
    target = store_dir / _VERSIONS / kept.number
    if not target.is_dir():
        with _placing(target) as folder:
            shutil.copytree(kept.path, folder, copy_function=shutil.copyfile, dirs_exist_ok=True)


def version_label(store_dir: Path, manifest: Mapping[str, Any]) -> str:
    """What a snapshot is called: its number if it is kept under it, else number and hash (`1.2.0+1d65f474`)."""
    number = DataVersion.from_manifest(manifest).number
    kept = kept_version(store_dir, number)
    return number if kept and kept.sha256 == manifest["sha256"] else f"{number or 0}+{manifest['id'][:8]}"


@contextmanager
def _placing(target: Path) -> Iterator[Path]:
    """A folder to be filled, which becomes `target` in one step."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for rest in target.parent.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(rest, ignore_errors=True)
    building = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=target.parent))
    try:
        yield building
        building.chmod(0o755)
        for path in (*building.iterdir(), building):
            _sync(path)
        building.rename(target)
    except BaseException:
        # Of a disk that is full it would hold more.
        shutil.rmtree(building, ignore_errors=True)
        raise
    _sync(target.parent)


def _write(folder: Path, dataset: Path, manifest: Mapping[str, Any]) -> None:
    with dataset.open("rb") as source, pack(folder / "dataset.nq.gz") as packed:
        shutil.copyfileobj(source, packed)
    with pack(folder / "things.txt.gz") as packed:
        for iri in _things(dataset, f"{manifest['base_iri']}id/"):
            packed.write(iri + b"\n")
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", "utf-8")


def _things(dataset: Path, space: str) -> Iterator[bytes]:
    """Subjects below `space`, each once; the lines are in the order of their subjects."""
    begin, last = b"<" + space.encode(), b""
    with dataset.open("rb") as lines:
        for line in lines:
            subject = subject_of(line)
            if subject != last and subject.startswith(begin):
                last = subject
                yield subject[1:-1]


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
