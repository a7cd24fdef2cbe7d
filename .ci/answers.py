"""Write the expected answer beside each query, from the shipped data as they are now; a person reads the difference."""

import sys
import tempfile
from pathlib import Path

from pyoxigraph import Quad, QueryResultsFormat, QueryTriples, Store

from igmgraph.build.pipeline import build
from igmgraph.namespaces import PREFIXES
from igmgraph.rdf.rq import load
from igmgraph.rdf.turtle_writer import write_turtle
from igmgraph.shipped import DATA, QUERIES


def main() -> None:
    """Build the shipped data in a folder of its own, and ask it everything."""
    with tempfile.TemporaryDirectory() as room:
        snapshot = build([DATA], Path(room))
        store = Store.read_only(str(snapshot.store))
        changed = [path for query in _alone() if (path := _answer(store, query))]
    for path in changed:
        print(path.relative_to(QUERIES.parent))
    sys.exit(bool(changed))


def _alone() -> list[Path]:
    """Queries that call no other endpoint; what the others answer, tests/distant has from an extract."""
    return [path for path in sorted(QUERIES.rglob("*.rq")) if not load(path).services]


def _answer(store: Store, query: Path) -> Path | None:
    """Path of the answer, if it was another one before."""
    results = store.query(query.read_text("utf-8"), use_default_graph_as_union=True)
    if isinstance(results, QueryTriples):
        triples = (Quad(*triple) for triple in results)
        path, content = query.with_suffix(".ttl"), write_turtle(triples, PREFIXES).encode()
    else:
        path, content = query.with_suffix(".csv"), results.serialize(format=QueryResultsFormat.CSV) or b""
    if path.exists() and path.read_bytes() == content:
        return None
    path.write_bytes(content)
    return path


main()
