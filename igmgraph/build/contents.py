"""What a snapshot's folder holds: made from its sorted quads step by step, read back, and compared.

Each step goes through files; none holds the data in memory.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from pyoxigraph import Quad, QuerySolutions, RdfFormat, Store, parse

from igmgraph.build.placing import sync_all
from igmgraph.build.twins import count_twins
from igmgraph.downloads.make import make_downloads
from igmgraph.errors import IgmError
from igmgraph.mentions import index as mentions
from igmgraph.namespaces import BASE
from igmgraph.rdf.nquads import graph_of
from igmgraph.rdf.sorting import SortedFiles
from igmgraph.search import index as search
from igmgraph.versions.numbers import read_version

__all__ = ["describe_contents", "fill", "is_whole", "load", "write_indexes"]

#: Files of SQLite that are made from the quads: each module has `INDEX`, `is_whole` and `write_index`.
_INDEXES = (search, mentions)

#: Told how far a step is: done, and in all.
Tell = Callable[[int, int], None]
#: Quads after which the progress of loading is told.
_PORTION = 50_000

_DATASET = f"<{BASE}dataset>".encode()
_BY_GRAPH = "SELECT ?graph (COUNT(*) AS ?quads) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
_IN_NONE = "SELECT (COUNT(*) AS ?quads) { ?s ?p ?o }"


def describe_contents(dataset: Path, about: Mapping[str, Any]) -> dict[str, Any]:
    """Read sorted quads once for what the manifest says of them; `about` is what else it says."""
    digest, graphs = hashlib.sha256(), Counter[bytes]()
    with dataset.open("rb") as lines:
        for line in lines:
            digest.update(line)
            graphs[graph_of(line)] += 1
    with SortedFiles(dataset) as statements:
        catalog = parse(input=b"".join(statements.about(_DATASET)), format=RdfFormat.N_QUADS)
        version = read_version(catalog)
    return {
        **about,
        "id": digest.hexdigest()[:16],
        "quads": graphs.total(),
        "graphs": {graph.decode().removeprefix("_:").strip("<>"): quads for graph, quads in sorted(graphs.items())},
        "sha256": digest.hexdigest(),
        "version": version.to_manifest(),
    }


def load(folder: Path, tell: Callable[[int], None] = lambda _done: None) -> None:
    """Load `dataset.nq` of a folder into an Oxigraph store beside it; blank nodes keep their labels.

    Raises:
        OSError: the disk is full.
    """
    store = Store(str(folder / "store"))
    # Not bulk_load: it would rename the blank nodes. The lines are our own, and need no second look.
    quads = parse(path=str(folder / "dataset.nq"), format=RdfFormat.N_QUADS, lenient=True)
    store.bulk_extend(_told(quads, tell))
    store.flush()


def _told(quads: Iterator[Quad], tell: Callable[[int], None]) -> Iterator[Quad]:
    done = 0
    while portion := list(islice(quads, _PORTION)):
        yield from portion
        done += len(portion)
        tell(done)


def fill(folder: Path, manifest: Mapping[str, Any], tell: Callable[[str, int, int], None]) -> None:
    """Complete a folder that holds `dataset.nq`.

    Raises:
        IgmError: what was written does not read back.
        OSError: the disk is full.
    """
    steps: dict[str, Callable[[], None]] = {
        "load": lambda: _fill_store(folder, manifest["quads"], partial(tell, "load")),
        "index": lambda: write_indexes(folder, manifest, partial(tell, "index")),
    }
    if manifest["downloads"]:
        steps["downloads"] = lambda: make_downloads(folder, manifest["base_iri"])
    for name, step in steps.items():
        tell(name, 0, 1)
        step()
        tell(name, 1, 1)
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", "utf-8")
    if not is_whole(folder, manifest):
        raise IgmError(f"{folder}: the store or an index of it does not hold what was written to it")
    sync_all(folder)


def write_indexes(folder: Path, manifest: Mapping[str, Any], tell: Tell = lambda _done, _total: None) -> None:
    """Write each index that is missing, damaged, or of another layout than today's.

    Raises:
        OSError: the disk is full.
    """
    for index in _INDEXES:
        if not index.is_whole(folder, manifest["id"]):
            (folder / index.INDEX).unlink(missing_ok=True)
            index.write_index(folder, manifest["base_iri"], manifest["id"], tell)


def is_whole(folder: Path, manifest: Mapping[str, Any]) -> bool:
    """Read a snapshot back: every quad counted, the exported bytes and the indexes compared by hash."""
    try:
        with (folder / "dataset.nq").open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        stored = json.loads((folder / "manifest.json").read_text("utf-8"))
        graphs = _count_by_graph(Store.read_only(str(folder / "store")))
    except (OSError, ValueError):
        return False
    whole = stored == manifest and digest == manifest["sha256"] and _is_loaded(folder, manifest, graphs)
    return whole and all(index.is_whole(folder, manifest["id"]) for index in _INDEXES)


def _is_loaded(folder: Path, manifest: Mapping[str, Any], graphs: Mapping[str, int]) -> bool:
    if graphs == manifest["graphs"]:
        return True
    with SortedFiles(folder / "dataset.nq") as lines:
        return bool(Counter(graphs) + count_twins(lines) == manifest["graphs"])


def _fill_store(folder: Path, quads: int, tell: Tell) -> None:
    load(folder, lambda done: tell(min(done, quads - 1), quads))
    store = Store(str(folder / "store"))
    store.optimize()
    store.flush()


def _count_by_graph(store: Store) -> dict[str, int]:
    graphs = {row["graph"].value: int(row["quads"].value) for row in _rows(store, _BY_GRAPH)}
    (row,) = _rows(store, _IN_NONE)
    none = int(row["quads"].value)
    return graphs | ({"": none} if none else {})


def _rows(store: Store, query: str) -> QuerySolutions:
    found = store.query(query)
    if not isinstance(found, QuerySolutions):
        raise TypeError("rows are counted by SELECT")
    return found
