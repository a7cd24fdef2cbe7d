"""The default engine: a snapshot of this machine, held in memory when it fits, read from disk beyond that."""

import json
from pathlib import Path

from pyoxigraph import QuerySolutions

from igmgraph.engine.admission import admit
from igmgraph.engine.base import ClientQuery, QueryForm, Solution
from igmgraph.engine.workers import QueryWorkers, open_store
from igmgraph.settings import Settings

__all__ = ["EmbeddedEngine"]


class EmbeddedEngine:
    """Answers clients' queries in worker processes, and the service's own in this one."""

    def __init__(self, snapshot: Path, settings: Settings) -> None:
        """Open the snapshot in this folder and start the workers."""
        manifest = json.loads((snapshot / "manifest.json").read_text("utf-8"))
        self._id: str = manifest["id"]
        self._path, self._settings = snapshot, settings
        self._store = open_store(snapshot, manifest["quads"], settings)
        self._workers = QueryWorkers(snapshot, manifest["quads"], settings)

    @property
    def snapshot_id(self) -> str:
        """Id of the snapshot."""
        return self._id

    @property
    def snapshot_path(self) -> Path:
        """Folder of the snapshot."""
        return self._path

    def form(self, query: ClientQuery) -> QueryForm:
        """Admit a client's query and tell its form."""
        return admit(query.text, self._settings).form

    def answer(self, query: ClientQuery, media_type: str, max_bytes: int | None = None) -> bytes:
        """Evaluate a client's query in a worker."""
        admit(query.text, self._settings)
        return self._workers.run(query, media_type, max_bytes or self._settings.max_result_bytes)

    def solutions(self, query: str) -> list[Solution]:
        """Run one of the service's own SELECT queries."""
        results = self._store.query(query, use_default_graph_as_union=True)
        if not isinstance(results, QuerySolutions):
            raise TypeError("the service asks itself SELECT queries only")
        names = [variable.value for variable in results.variables]
        return [{name: row[name] for name in names if row[name] is not None} for row in results]

    def close(self) -> None:
        """End the workers."""
        self._workers.close()
