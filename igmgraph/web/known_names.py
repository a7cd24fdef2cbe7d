"""Names and short texts of things, asked for once for each snapshot: every page needs many, most of them again."""

from collections.abc import Iterable

from pyoxigraph import NamedNode, Quad

from igmgraph.namespaces import IGM
from igmgraph.web.resources import NAMES, fetch_values
from igmgraph.web.state import State
from igmgraph.web.statements import DEFINITION

__all__ = ["know", "know_labels"]

#: Properties of other things, besides their names, that pages tell.
_TOLD = tuple(
    NamedNode(f"{IGM}{name}") for name in ("statement", "question", "nationalScope", "localScope", "order", "year")
)
#: How many things are remembered at most; then all are forgotten.
_REMEMBERED = 10_000


def know_labels(state: State, nodes: Iterable[NamedNode]) -> list[Quad]:
    """Labels and types alone, as `fetch_values` gives them."""
    return [quad for quad in know(state, nodes) if quad.predicate in NAMES]


def know(state: State, nodes: Iterable[NamedNode]) -> list[Quad]:
    """What the snapshot in service says of the names of some things, their definitions and their sentences."""
    snapshot, remembered = state.engine.snapshot_id, state.names
    wanted = set(nodes)
    found = {node: quads for node in wanted if (quads := remembered.get((snapshot, node))) is not None}
    asked: dict[NamedNode, list[Quad]] = {node: [] for node in wanted - found.keys()}
    for quad in fetch_values(state, asked, (*NAMES, *_TOLD, DEFINITION)):
        if isinstance(quad.subject, NamedNode):
            asked[quad.subject].append(quad)
    if len(remembered) + len(asked) > _REMEMBERED:
        remembered.clear()
    if len(asked) <= _REMEMBERED:
        remembered.update({(snapshot, node): tuple(quads) for node, quads in asked.items()})
    return [quad for quads in (*found.values(), *asked.values()) for quad in quads]
