"""A kept version as a snapshot that an engine opens.

`python -m igmgraph.versions.unpack VERSION FOLDER` writes it, apart from the service: RocksDB ends a process that has
no room for its threads.
"""

import json
import subprocess
import sys
from pathlib import Path

from pyoxigraph import RdfFormat, Store, parse

from igmgraph.engine.processes.confinement import end_with_parent
from igmgraph.versions.kept import Kept

__all__ = ["unpack"]


def unpack(kept: Kept, folder: Path) -> Path:
    """Write dataset, manifest and store of a version into an empty folder; gives the folder back.

    Raises:
        OSError: there is no room for that, on disk or otherwise.
    """
    command = [sys.executable, "-m", __name__, str(kept.path), str(folder)]
    ended = subprocess.run(command, capture_output=True, check=False, text=True)  # noqa: S603
    if ended.returncode:
        raise OSError(ended.stderr.strip().rpartition("\n")[2] or f"unpacking ended with status {ended.returncode}")
    return folder


def _write(path: Path, folder: Path) -> None:
    manifest = json.loads((path / "manifest.json").read_text("utf-8"))
    kept = Kept(path, manifest)
    with (folder / "dataset.nq").open("wb") as dataset:
        dataset.writelines(line + b"\n" for line in kept.lines())
    store = Store(folder / "store")
    # Not bulk_load: it would rename the blank nodes.
    store.bulk_extend(parse(path=str(folder / "dataset.nq"), format=RdfFormat.N_QUADS))
    store.flush()
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


if __name__ == "__main__":
    end_with_parent()
    _write(*map(Path, sys.argv[1:]))
