"""The service, in this process and over one snapshot, for who wants its pages and documents as files."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pyoxigraph import QuerySolutions, Store
from werkzeug.test import TestResponse

from igmgraph.build.snapshot import Snapshot
from igmgraph.engine.store import graphs_of
from igmgraph.engine.values import Solution
from igmgraph.errors import Unavailable
from igmgraph.settings import Settings
from igmgraph.web import create_app
from igmgraph.web.snapshots.absent import AbsentEngine

__all__ = ["Site"]


class Site:
    """Answers requests as the service does, those for SPARQL apart; for one thread."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Open the snapshot."""
        settings = Settings(store=snapshot.path.parents[1], base_iri=snapshot.manifest["base_iri"])
        app = create_app(settings, _SnapshotEngine(snapshot))
        self._assets = Path(app.static_folder or "")
        self._client = app.test_client()

    def get(self, path: str, headers: Mapping[str, str]) -> TestResponse:
        """Answer to a request; it is not compressed unless the headers ask for that."""
        return self._client.get(path, headers=dict(headers), buffered=True)

    def assets(self) -> Iterable[str]:
        """Paths of style sheets, scripts, fonts and images."""
        files = sorted(path for path in self._assets.rglob("*") if path.is_file())
        return [f"/static/{path.relative_to(self._assets).as_posix()}" for path in files]


class _SnapshotEngine(AbsentEngine):
    """Answers what pages ask, and no client's query."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(Unavailable("an export answers no queries"))
        self._snapshot = snapshot
        self._store = Store.read_only(str(snapshot.store))

    @property
    def snapshot_id(self) -> str:
        return self._snapshot.id

    @property
    def snapshot_path(self) -> Path:
        return self._snapshot.path

    @property
    def graphs(self) -> Sequence[str]:
        return graphs_of(self._store)

    def solutions(self, query: str) -> list[Solution]:  # type: ignore[override]
        results = self._store.query(query, use_default_graph_as_union=True)
        if not isinstance(results, QuerySolutions):
            raise TypeError("the service asks itself SELECT queries only")
        names = [variable.value for variable in results.variables]
        return [{name: row[name] for name in names if row[name] is not None} for row in results]
