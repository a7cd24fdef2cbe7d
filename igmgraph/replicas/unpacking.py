"""A pack put in service in a store, after all of it was verified; until then nothing of the store changes."""

import gzip
import hashlib
import json
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path

from igmgraph.build.contents import is_whole, load, write_indexes
from igmgraph.build.placing import filling, locked, move_into_place, place_of, put_in_service, sync_all
from igmgraph.build.snapshot import Snapshot, open_snapshot
from igmgraph.errors import IgmError, InputError
from igmgraph.packs.manifest import SNAPSHOT, VERSIONS, PackManifest
from igmgraph.packs.reading import open_pack
from igmgraph.versions.kept import Kept, keep, kept_version
from igmgraph.versions.numbers import is_release

__all__ = ["unpack"]


def unpack(path: Path, store_dir: Path, max_bytes: int, waiting: Callable[[], None] = lambda: None) -> Snapshot:
    """Verify a pack, put its snapshot in service and keep its releases; any failure leaves the store as it was.

    Args:
        path: the pack.
        store_dir: folder of the snapshots, made when it is missing.
        max_bytes: what the pack may hold at most.
        waiting: called when another process writes to the store.

    Raises:
        InputError: the pack is damaged, is larger, or has a release that the store keeps with other content.
        IgmError: the store cannot be written.
    """
    try:
        with open_pack(path) as pack, locked(store_dir, waiting):
            _agree(store_dir, pack.manifest)
            with filling(store_dir, "unpacked") as folder:
                pack.extract(folder, max_bytes)
                _complete(folder / SNAPSHOT, pack.manifest)
                _verify_releases(folder / VERSIONS, pack.manifest)
                sync_all(folder)
                _place(folder, store_dir, pack.manifest)
                shutil.rmtree(folder)
            put_in_service(store_dir, place_of(store_dir, pack.manifest.snapshot))
            return open_snapshot(store_dir)
    except (ValueError, KeyError, TypeError, SyntaxError, EOFError, RecursionError, zlib.error) as error:
        raise InputError(f"{path}: a file of it cannot be read: {error}") from None
    except OSError as error:
        raise IgmError(f"{store_dir}: cannot unpack {path}: {error.strerror or error}") from None


def _agree(store_dir: Path, manifest: PackManifest) -> None:
    """Refuse a release that is kept already and says something else: a release is written once."""
    for number, sha256 in manifest.stated_releases().items():
        kept = kept_version(store_dir, number)
        if kept and kept.sha256 != sha256:
            raise InputError(f"{store_dir}: version {number} is kept with other content than the pack has of it")


def _complete(folder: Path, manifest: PackManifest) -> None:
    """Make what the pack leaves out, and what another version of igmgraph would have made otherwise."""
    told = json.loads((folder / "manifest.json").read_text("utf-8"))
    load(folder)
    write_indexes(folder, {**told, "id": manifest.snapshot})
    if told["id"] != manifest.snapshot or not is_whole(folder, told):
        raise InputError(f"snapshot {manifest.snapshot}: its manifest, dataset and store do not agree")


def _verify_releases(folder: Path, manifest: PackManifest) -> None:
    for number, sha256 in manifest.releases.items():
        kept = Kept(folder / number, json.loads((folder / number / "manifest.json").read_text("utf-8")))
        with gzip.open(kept.dataset) as lines:
            found = hashlib.file_digest(lines, "sha256").hexdigest()
        if not found == kept.sha256 == sha256:
            raise InputError(f"version {number}: its dataset is not the one that its manifest tells of")


def _place(folder: Path, store_dir: Path, manifest: PackManifest) -> None:
    """Move what is verified to where it belongs; the snapshot is not in service yet."""
    for number in manifest.releases:
        target = store_dir / VERSIONS / number
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            (folder / VERSIONS / number).rename(target)
            sync_all(target)
    target = place_of(store_dir, manifest.snapshot)
    told = json.loads((folder / SNAPSHOT / "manifest.json").read_text("utf-8"))
    if not is_whole(target, told):
        move_into_place(folder / SNAPSHOT, target)
    if is_release(manifest.version):
        keep(store_dir, target / "dataset.nq", told)
