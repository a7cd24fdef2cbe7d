"""Snapshots on disk: written, read back, and put in service (`igmgraph.build.placing`).

`STORE/current` is a symlink to `STORE/snapshots/{id}`, which holds `store/` (Oxigraph), `dataset.nq`, its indexes
(search, references), `manifest.json` and, if they are wanted, `downloads/`. A process that is killed at any moment
leaves the old snapshot or the new one in service.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Quad

from igmgraph.build.contents import describe_contents, fill, is_whole
from igmgraph.build.placing import CURRENT, filling, locked, move_into_place, place_of, put_in_service
from igmgraph.errors import IgmError, Unavailable
from igmgraph.namespaces import BASE
from igmgraph.rdf.canonical import canonical_nquads

__all__ = ["WAITING", "Snapshot", "finish", "open_snapshot", "unfinished", "write_snapshot"]

#: What is told when another build holds the folder.
WAITING = "wait for another build"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot that is complete and does not change.

    Attributes:
        path: its folder, without symlinks.
        id: first 16 hexadecimal digits of the SHA-256 of `dataset.nq`.
        quads: how many there are.
        manifest: `id`, `quads`, `base_iri`, `graphs` (quads by graph IRI, "" for the default graph), `sha256` of
            `dataset.nq`, `version` (what the catalog says of itself), and whether there are `downloads`.
    """

    path: Path
    id: str
    quads: int
    manifest: Mapping[str, Any]

    @property
    def store(self) -> Path:
        """Folder of the Oxigraph store, to be opened read-only."""
        return self.path / "store"

    @property
    def dataset(self) -> Path:
        """All quads as sorted N-Quads."""
        return self.path / "dataset.nq"


def open_snapshot(store_dir: Path) -> Snapshot:
    """Find the snapshot in service.

    Raises:
        Unavailable: there is none.
    """
    try:
        path = (store_dir / CURRENT).resolve(strict=True)
        manifest = json.loads((path / "manifest.json").read_text("utf-8"))
        return Snapshot(path, manifest["id"], manifest["quads"], manifest)
    except (OSError, ValueError, KeyError):
        raise Unavailable(f"{store_dir}: no snapshot to serve; `igmgraph build` makes one") from None


@contextmanager
def unfinished(store_dir: Path) -> Iterator[Path]:
    """An empty folder for the parts of a snapshot; it goes when the block ends, unless `finish` has taken it.

    Raises:
        IgmError: the folder of the snapshots cannot be written, or the disk is full.
    """
    try:
        with filling(store_dir, f"parts-{os.getpid()}") as folder:
            yield folder
    except OSError as error:
        raise IgmError(f"{store_dir}: cannot write the snapshot: {error.strerror or error}") from None


def write_snapshot(
    store_dir: Path,
    quads: Iterable[Quad],
    base_iri: str = BASE,
    waiting: Callable[[], None] = lambda: None,
    *,
    downloads: bool = False,
) -> Snapshot:
    """Write quads as a new snapshot and put it in service; the one before stays on disk, older ones go.

    The same quads give the same `dataset.nq` and the same id. `waiting` is called when another build holds the
    folder; this one goes on when that one is done. With `downloads` the snapshot has files for who takes it away.

    Raises:
        IgmError: the folder cannot be written, or what was written does not read back.
    """
    with unfinished(store_dir) as folder:
        (folder / "dataset.nq").write_bytes(canonical_nquads(quads))

        def tell(step: str, _done: int, _total: int) -> None:
            if step == WAITING:
                waiting()

        return finish(store_dir, folder, {"base_iri": base_iri, "downloads": downloads}, tell)


def finish(store_dir: Path, folder: Path, about: Mapping[str, Any], tell: Callable[[str, int, int], None]) -> Snapshot:
    """Complete a folder from `unfinished` that holds `dataset.nq`, as canonical N-Quads, and make it the snapshot.

    Args:
        store_dir: folder of the snapshots.
        folder: nobody else's.
        about: what else the manifest says; `base_iri`, and whether there are to be `downloads`, at least.
        tell: told how far it is, and of `WAITING` when another build holds the folder of the snapshots.

    Raises:
        IgmError: what was written does not read back.
        OSError: the disk is full.
    """
    with locked(store_dir, lambda: tell(WAITING, 0, 1)):
        manifest = describe_contents(folder / "dataset.nq", about)
        target = place_of(store_dir, manifest["id"])
        if not is_whole(target, manifest):
            fill(folder, manifest, tell)
            move_into_place(folder, target)
        put_in_service(store_dir, target)
    return open_snapshot(store_dir)
