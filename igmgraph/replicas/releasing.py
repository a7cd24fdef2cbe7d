"""A snapshot becomes a release of the data, one of those that come with igmgraph (`igmgraph.versions.released`)."""

from datetime import UTC, datetime
from pathlib import Path

from igmgraph.build.snapshot import Snapshot
from igmgraph.errors import InputError
from igmgraph.versions.kept import Kept, keep, kept_version, version_label
from igmgraph.versions.numbers import DataVersion, is_release
from igmgraph.versions.released import checksums

__all__ = ["release"]


def release(store_dir: Path, snapshot: Snapshot, folder: Path) -> Kept:
    """Add a snapshot that a store keeps to the releases in a folder; it counts from now.

    Raises:
        InputError: its number is none of a release, or belongs to other content.
    """
    manifest = snapshot.manifest
    number = DataVersion.from_manifest(manifest).number
    if not is_release(number):
        raise InputError(f"version {number or 'without number'}: raise dcat:version of the dataset, without -draft")
    if version_label(store_dir, manifest) != number:
        raise InputError(f"version {number}: {store_dir} keeps no such build; build everything into an empty store")
    before = kept_version(folder, number)
    if before and before.sha256 != manifest["sha256"]:
        raise InputError(f"version {number} was released with other content; raise dcat:version of the dataset")
    kept = keep(folder, snapshot.dataset, {**manifest, "released": datetime.now(UTC).isoformat(timespec="seconds")})
    if kept is None:
        raise InputError(f"version {number}: no release")
    if not before:
        with (folder / "versions" / "SHA256SUMS").open("a", encoding="utf-8") as sums:
            sums.writelines(f"{line}\n" for line in checksums(kept))
    return kept
