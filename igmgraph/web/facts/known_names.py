"""Names and short texts of things, asked for once for each snapshot: every page needs many, most of them again."""

from collections.abc import Iterable

from pyoxigraph import NamedNode, Quad

from igmgraph.namespaces import IGM
from igmgraph.web.facts.resources import NAMES, fetch_values
from igmgraph.web.facts.statements import DEFINITION
from igmgraph.web.snapshots.state import State
from igmgraph.web.snapshots.told import Known, Told, tell

__all__ = ["know", "know_labels"]

#: Properties of other things, besides their names, that pages tell.
_TOLD = tuple(
    NamedNode(f"{IGM}{name}") for name in ("statement", "question", "nationalScope", "localScope", "order", "year")
)
#: How many things are remembered at most; then all are forgotten.
_REMEMBERED = 10_000


def know_labels(state: State, nodes: Iterable[NamedNode]) -> list[Quad]:
    """Labels and types alone, as `fetch_values` gives them."""
    return [quad for known in know(state, nodes).values() for quad in known.quads if quad.predicate in NAMES]


def know(state: State, nodes: Iterable[NamedNode]) -> dict[NamedNode, Known]:
    """What the snapshot in service says of the names of some things, their definitions and their sentences."""
    snapshot, remembered = state.engine.snapshot_id, state.names
    wanted = set(nodes)
    found = {node: known for node in wanted if (known := remembered.get((snapshot, node))) is not None}
    asked = _ask(state, wanted - found.keys())
    if len(remembered) + len(asked) > _REMEMBERED:
        remembered.clear()
    if len(asked) <= _REMEMBERED:
        remembered.update({(snapshot, node): known for node, known in asked.items()})
    return {**found, **asked}


def _ask(state: State, nodes: Iterable[NamedNode]) -> dict[NamedNode, Known]:
    asked: dict[NamedNode, list[Quad]] = {node: [] for node in nodes}
    for quad in fetch_values(state, asked, (*NAMES, *_TOLD, DEFINITION)):
        if isinstance(quad.subject, NamedNode):
            asked[quad.subject].append(quad)
    base = state.settings.base_iri
    return {node: Known(tuple(quads), tell(quads, base).get(node.value, Told())) for node, quads in asked.items()}
