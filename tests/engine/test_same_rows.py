"""Every query has its rows in the same order whether the data are in memory or on disk, blank nodes apart."""

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, QuerySolutions, Store

from igmgraph.build.snapshot import Snapshot
from igmgraph.engine.store import open_in_memory, open_on_disk
from igmgraph.rdf.rq import load
from igmgraph.shipped import QUERIES

PATHS = sorted(path for path in QUERIES.rglob("*.rq") if not (load(path).services or path.parent.name == "service"))


@pytest.fixture(scope="module")
def stores(snapshot: Snapshot) -> tuple[Store, Store]:
    return open_in_memory(snapshot.path), open_on_disk(snapshot.path)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.relative_to(QUERIES).with_suffix("")))
def test_rows_are_in_the_same_order(path: Path, stores: tuple[Store, Store]) -> None:
    in_memory, on_disk = (rows(store, load(path).text) for store in stores)
    assert in_memory == on_disk


def rows(store: Store, text: str) -> list[list[str]]:
    answer = store.query(text, use_default_graph_as_union=True)
    if not isinstance(answer, QuerySolutions):
        return []
    return [["_:" if isinstance(term, BlankNode) else str(term) for term in row] for row in answer]
