"""The releases that come with igmgraph: `data/versions/{number}`, each as a store keeps it, and their `SHA256SUMS`."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from igmgraph.errors import InputError
from igmgraph.shipped import RELEASED
from igmgraph.versions.kept import Kept, adopt, keep, kept_version, kept_versions, version_label
from igmgraph.versions.numbers import DataVersion, is_release

__all__ = ["adopt_releases", "checksums", "release"]


def adopt_releases(store_dir: Path, folder: Path = RELEASED) -> None:
    """Have a store keep every release; what it keeps already stays as it is."""
    for kept in kept_versions(folder):
        adopt(store_dir, kept)


def release(store_dir: Path, dataset: Path, manifest: Mapping[str, Any], folder: Path = RELEASED) -> Kept:
    """Make a snapshot that a store keeps one of the releases; it counts from now.

    Raises:
        InputError: its number is none of a release, or belongs to other content.
    """
    number = DataVersion.from_manifest(manifest).number
    if not is_release(number):
        raise InputError(f"version {number or 'without number'}: raise dcat:version of the dataset, without -draft")
    if version_label(store_dir, manifest) != number:
        raise InputError(f"version {number}: {store_dir} keeps no such build; build everything into an empty store")
    before = kept_version(folder, number)
    if before and before.sha256 != manifest["sha256"]:
        raise InputError(f"version {number} was released with other content; raise dcat:version of the dataset")
    kept = keep(folder, dataset, {**manifest, "released": datetime.now(UTC).isoformat(timespec="seconds")})
    if kept is None:
        raise InputError(f"version {number}: no release")
    if not before:
        with (folder / "versions" / "SHA256SUMS").open("a", encoding="utf-8") as sums:
            sums.writelines(f"{line}\n" for line in checksums(kept))
    return kept


def checksums(kept: Kept) -> list[str]:
    """SHA-256 of the files of a version, as `sha256sum` writes them from the folder of the versions."""
    return [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {kept.number}/{path.name}"
        for path in sorted(kept.path.iterdir())
    ]
