"""Snapshots on disk: written, read back, and put in service (`igmgraph.build.placing`).

`STORE/current` is a symlink to `STORE/snapshots/{id}`, which holds `store/` (Oxigraph), `dataset.nq`, the search index,
`manifest.json` and, if they are wanted, `downloads/`. A process that is killed at any moment leaves the old snapshot or
the new one in service.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, parse

from igmgraph.build.placing import CURRENT, filling, locked, move_into_place, place_of, put_in_service, sync_all
from igmgraph.downloads.make import make_downloads
from igmgraph.errors import IgmError, Unavailable
from igmgraph.namespaces import BASE
from igmgraph.rdf.canonical import canonical_nquads
from igmgraph.search import index
from igmgraph.versions.numbers import read_version

__all__ = ["Snapshot", "is_whole", "open_snapshot", "write_snapshot", "write_store"]


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
    content = canonical_nquads(quads)
    try:
        with locked(store_dir, waiting):
            return _write(store_dir, content, base_iri, downloads=downloads)
    except OSError as error:
        raise IgmError(f"{store_dir}: cannot write the snapshot: {error.strerror or error}") from None


def _write(store_dir: Path, content: bytes, base_iri: str, *, downloads: bool) -> Snapshot:
    canonical = list(parse(input=content, format=RdfFormat.N_QUADS))
    manifest: dict[str, Any] = {
        "id": _identify(content),
        "quads": len(canonical),
        "base_iri": base_iri,
        "graphs": _count_by_graph(canonical),
        "sha256": hashlib.sha256(content).hexdigest(),
        "version": read_version(canonical).to_manifest(),
        "downloads": downloads,
    }
    target = place_of(store_dir, manifest["id"])
    if not is_whole(target, manifest):
        with filling(store_dir, manifest["id"]) as building:
            _fill(building, content, canonical, manifest)
            move_into_place(building, target)
    put_in_service(store_dir, target)
    return open_snapshot(store_dir)


def _fill(folder: Path, content: bytes, quads: Sequence[Quad], manifest: Mapping[str, Any]) -> None:
    (folder / "dataset.nq").write_bytes(content)
    write_store(folder, quads)
    index.write_index(folder, quads, manifest["base_iri"], manifest["id"])
    if manifest["downloads"]:
        make_downloads(folder, manifest["base_iri"])
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", "utf-8")
    if not is_whole(folder, manifest):
        raise IgmError(f"{folder}: the store or its search index does not hold what was written to it")
    sync_all(folder)


def write_store(folder: Path, quads: Iterable[Quad]) -> None:
    """Make the Oxigraph store of the snapshot in a folder."""
    store = Store(folder / "store")
    # Not bulk_load: it would rename the blank nodes.
    store.bulk_extend(quads)
    store.optimize()
    store.flush()


def is_whole(folder: Path, manifest: Mapping[str, Any]) -> bool:
    """Read a snapshot back: every quad counted, the exported bytes and the index compared by hash."""
    try:
        content = (folder / "dataset.nq").read_bytes()
        stored = json.loads((folder / "manifest.json").read_text("utf-8"))
        graphs = _count_by_graph(Store.read_only(str(folder / "store")))
    except (OSError, ValueError):
        return False
    whole = stored == manifest and graphs == manifest["graphs"] and _identify(content) == manifest["id"]
    return whole and index.is_whole(folder, manifest["id"])


def _identify(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _count_by_graph(quads: Iterable[Quad]) -> dict[str, int]:
    return dict(Counter("" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value for quad in quads))
