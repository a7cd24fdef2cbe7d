"""How far a publication has come, kept on disk after each step, so that one that was interrupted goes on there."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

from igmgraph.errors import InputError
from igmgraph.rdf.statements import write_whole

__all__ = ["Journal"]


@dataclass(slots=True)
class Journal:
    """One publication of one snapshot to one endpoint.

    Attributes:
        path: the file.
        snapshot: id of the snapshot.
        loaded: graph IRI to the batches that the endpoint has taken.
        compared: graphs that were found to be the same there.
    """

    path: Path
    snapshot: str
    loaded: dict[str, int] = field(default_factory=dict)
    compared: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, folder: Path, endpoint: str, snapshot: str) -> Self:
        """Journal of this publication; it is empty when it begins, or when another snapshot was underway.

        Raises:
            InputError: the file cannot be read.
        """
        path = folder / f"publish-{hashlib.sha256(endpoint.encode()).hexdigest()[:12]}.json"
        if not path.exists():
            return cls(path, snapshot)
        try:
            kept = json.loads(path.read_text("utf-8"))
            return cls(path, **kept) if kept["snapshot"] == snapshot else cls(path, snapshot)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path}: cannot be read; remove it to begin anew: {error}") from None

    def take(self, graph: str, batches: int) -> None:
        """Note that the endpoint has so many batches of a graph."""
        self.loaded[graph] = batches
        self._keep()

    def agree(self, graph: str) -> None:
        """Note that a graph is the same there."""
        self.compared.append(graph)
        self._keep()

    def end(self) -> None:
        """Forget a publication that is done."""
        self.path.unlink(missing_ok=True)

    def _keep(self) -> None:
        content = {name: value for name, value in asdict(self).items() if name != "path"}
        write_whole(self.path, json.dumps(content))
