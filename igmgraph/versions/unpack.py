"""A kept version as a snapshot that an engine opens."""

import json
from pathlib import Path

from pyoxigraph import RdfFormat, Store, parse

from igmgraph.versions.kept import Kept

__all__ = ["unpack"]


def unpack(kept: Kept, folder: Path) -> Path:
    """Write dataset, manifest and store of a version into an empty folder; gives the folder back."""
    with (folder / "dataset.nq").open("wb") as dataset:
        dataset.writelines(line + b"\n" for line in kept.lines())
    store = Store(folder / "store")
    # Not bulk_load: it would rename the blank nodes.
    store.bulk_extend(parse(path=str(folder / "dataset.nq"), format=RdfFormat.N_QUADS))
    store.flush()
    (folder / "manifest.json").write_text(json.dumps(kept.manifest), "utf-8")
    return folder
