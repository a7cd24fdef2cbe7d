"""The releases that come with igmgraph: `data/versions/{number}`, each as a store keeps it, and their `SHA256SUMS`."""

import hashlib
from pathlib import Path

from igmgraph.shipped import RELEASED
from igmgraph.versions.kept import Kept, adopt, kept_versions

__all__ = ["adopt_releases", "checksums"]


def adopt_releases(store_dir: Path, folder: Path = RELEASED) -> None:
    """Have a store keep every release; what it keeps already stays as it is."""
    for kept in kept_versions(folder):
        adopt(store_dir, kept)


def checksums(kept: Kept) -> list[str]:
    """SHA-256 of the files of a version, as `sha256sum` writes them from the folder of the versions."""
    return [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {kept.number}/{path.name}"
        for path in sorted(kept.path.iterdir())
    ]
