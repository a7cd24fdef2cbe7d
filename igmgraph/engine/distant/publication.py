"""What `igmgraph publish` leaves in an engine besides the graphs: which snapshot they are, in a graph of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from igmgraph.engine.distant.line import Line
from igmgraph.errors import Unavailable
from igmgraph.namespaces import BASE, PREFIXES

__all__ = ["NOWHERE", "PUBLISHED", "Publication", "read_publication"]

#: The graph; it belongs to no snapshot, and no query of a client is about it.
PUBLISHED = f"{BASE}published"
#: A graph that no engine has; named where an empty list of graphs would mean all of them.
NOWHERE = f"{BASE}graph/.none"
_DATASET = f"<{BASE}dataset>"
_ID, _BASE, _GRAPH = f"<{PREFIXES['dct']}identifier>", f"<{PREFIXES['void']}uriSpace>", f"<{PREFIXES['dct']}hasPart>"
_QUERY = (
    f"SELECT ?id ?base ?graph {{ GRAPH <{PUBLISHED}> {{ {_DATASET} {_ID} ?id ; {_BASE} ?base ; {_GRAPH} ?graph }} }}"
)


@dataclass(frozen=True, slots=True)
class Publication:
    """A snapshot as it is in an engine.

    Attributes:
        id: of the snapshot.
        base_iri: where its instance IRIs live.
        graphs: its named graphs.
    """

    id: str
    base_iri: str
    graphs: Sequence[str]

    def triples(self) -> str:
        """What the graph says, as Turtle."""
        parts = ", ".join(f"<{graph}>" for graph in self.graphs)
        return f'{_DATASET} {_ID} "{self.id}" ; {_BASE} "{self.base_iri}" ; {_GRAPH} {parts} .'


def read_publication(line: Line, timeout: float) -> Publication:
    """Ask an engine which snapshot it holds; `timeout` is in seconds.

    Raises:
        EngineAway: it does not answer.
        Unavailable: it holds none.
    """
    rows = line.rows(_QUERY, timeout)
    if not rows:
        raise Unavailable("{url}: holds no snapshot; `igmgraph publish` puts one there", url=line.url)
    return Publication(rows[0]["id"], rows[0]["base"], tuple(sorted({row["graph"] for row in rows})))
