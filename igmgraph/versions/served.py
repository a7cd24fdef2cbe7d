"""The data that a service answers from: a snapshot, and what its version is called."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from igmgraph.versions.kept import version_label
from igmgraph.versions.numbers import DataVersion

__all__ = ["Served", "find_served"]


@dataclass(frozen=True, slots=True)
class Served:
    """Data that are served.

    Attributes:
        folder: of the snapshot.
        manifest: of the snapshot.
        label: what the version is called; a kept version's number, else number and hash.
    """

    folder: Path
    manifest: Mapping[str, Any]
    label: str

    @property
    def version(self) -> DataVersion:
        """What the catalog says of itself."""
        return DataVersion.from_manifest(self.manifest)


def find_served(store_dir: Path, folder: Path | None) -> Served | None:
    """Describe the snapshot in a folder; None when there is none, because the data are on another machine."""
    if folder is None:
        return None
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    except OSError:
        return None
    return Served(folder, manifest, version_label(store_dir, manifest))
