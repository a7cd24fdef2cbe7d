"""What the dataset says about itself as a whole, read once for each snapshot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app
from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.namespaces import BASE, PREFIXES
from igmgraph.versions.served import find_served
from igmgraph.web.facts.resources import fetch_values
from igmgraph.web.snapshots.state import state

__all__ = ["DATASET", "Edition", "edition"]

#: The dataset; its IRI is the canonical one wherever instances are minted.
DATASET = NamedNode(f"{BASE}dataset")

_DCT = PREFIXES["dct"]
_MODIFIED, _CREATOR = NamedNode(f"{_DCT}modified"), NamedNode(f"{_DCT}creator")


@dataclass(frozen=True, slots=True)
class Edition:
    """The edition of the dataset that a snapshot holds.

    Attributes:
        modified: when it last changed, None when no catalog tells.
        released: whether it is a release, of which there is no other edition with this date.
        creators: who made it.
    """

    modified: date | None
    released: bool
    creators: Sequence[NamedNode]


def edition() -> Edition:
    """The edition that is served; it asks the store at most once for each snapshot.

    Raises:
        Unavailable: no snapshot is loaded.
    """
    known: dict[str, Edition] = current_app.extensions.setdefault("igmgraph.editions", {})
    snapshot = state().engine.snapshot_id
    if snapshot not in known:
        known[snapshot] = _read(fetch_values(state(), [DATASET], (_MODIFIED, _CREATOR)), _is_release())
    return known[snapshot]


def _is_release() -> bool:
    served = find_served(state().settings.store, state().engine.snapshot_path)
    return state().kept is not None or (served is not None and served.label == served.version.number)


def _read(quads: Sequence[Quad], released: bool) -> Edition:
    creators = {quad.object for quad in quads if quad.predicate == _CREATOR}
    return Edition(
        max(_dates(quads), default=None),
        released,
        sorted((term for term in creators if isinstance(term, NamedNode)), key=str),
    )


def _dates(quads: Iterable[Quad]) -> Iterable[date]:
    for quad in quads:
        if quad.predicate == _MODIFIED and isinstance(quad.object, Literal):
            try:
                yield date.fromisoformat(quad.object.value)
            except ValueError:
                continue
