"""A snapshot written as one file: tar in Zstandard, which any system can list and unpack (`tar --zstd -tf`).

Same snapshot, same bytes: files in order, no times, no owners. The Oxigraph store is left out: its bytes differ from
build to build, and who unpacks makes it again from the dataset, so that no reader opens a database that it did not
write. Zstandard is there already for compressed answers.
"""

import hashlib
import io
import json
import os
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from igmgraph.engine.holding import Hold
from igmgraph.errors import IgmError
from igmgraph.packs.manifest import MANIFEST, SNAPSHOT, STORE, VERSIONS, Entry, PackManifest
from igmgraph.versions.kept import kept_versions, version_label

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["digest", "write_pack"]

#: A pack is written once and read often; a higher level takes several times as long for a few per cent.
_OPTIONS: Mapping[int, int] = {
    zstd.CompressionParameter.compression_level: 9,
    zstd.CompressionParameter.checksum_flag: 1,
}


def write_pack(store_dir: Path, snapshot: Path, target: Path, *, releases: bool = False) -> PackManifest:
    """Pack a snapshot of a store, with `releases` also those that the store keeps; `target` appears when it is whole.

    Raises:
        IgmError: a file cannot be read or written.
    """
    try:
        with _held(snapshot), _whole(target) as stream:
            manifest, sources = _list(store_dir, snapshot, releases=releases)
            with zstd.ZstdFile(stream, "w", options=_OPTIONS) as packed:
                _write(manifest, sources, packed)
    except OSError as error:
        raise IgmError(f"{error.filename or target}: cannot pack the snapshot: {error.strerror or error}") from None
    return manifest


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _list(store_dir: Path, snapshot: Path, *, releases: bool) -> tuple[PackManifest, dict[str, Path]]:
    told = json.loads((snapshot / "manifest.json").read_text("utf-8"))
    kept = kept_versions(store_dir) if releases else []
    sources = {f"{SNAPSHOT}/{name}": path for name, path in _files(snapshot) if not name.startswith(f"{STORE}/")}
    for each in kept:
        sources |= {f"{VERSIONS}/{each.number}/{name}": path for name, path in _files(each.path)}
    sources = dict(sorted(sources.items()))
    entries = tuple(Entry(name, path.stat().st_size, digest(path)) for name, path in sources.items())
    version = version_label(store_dir, told)
    hashes = {each.number: each.sha256 for each in kept}
    return PackManifest(told["id"], told["sha256"], version, hashes, entries), sources


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path


def _write(manifest: PackManifest, sources: dict[str, Path], packed: "zstd.ZstdFile") -> None:
    # GNU's format has no headers beyond one for a name that is long.
    with tarfile.open(fileobj=packed, mode="w|", format=tarfile.GNU_FORMAT) as tar:
        content = manifest.to_json()
        tar.addfile(_member(MANIFEST, len(content)), io.BytesIO(content))
        for entry in manifest.files:
            with sources[entry.path].open("rb") as source:
                tar.addfile(_member(entry.path, entry.size), source)


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size = size
    return member


@contextmanager
def _held(snapshot: Path) -> Iterator[None]:
    """Have no build remove the snapshot meanwhile."""
    hold = Hold(snapshot)
    try:
        yield
    finally:
        hold.release()


@contextmanager
def _whole(target: Path) -> Iterator[BinaryIO]:
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".packing-")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(descriptor)
        temporary.chmod(0o644)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
