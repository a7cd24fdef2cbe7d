"""What refers to a thing, a page at a time: read from the table of the snapshot, or asked of an engine without one."""

from dataclasses import dataclass

from flask import Flask, current_app
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from igmgraph.mentions.index import PAGE
from igmgraph.mentions.reader import Reader, Speakers
from igmgraph.namespaces import PREFIXES, RDF
from igmgraph.web.facts.quads import quad_of
from igmgraph.web.snapshots.opened import Opened
from igmgraph.web.snapshots.state import State

__all__ = ["Mentions", "init_app", "mentions_of", "speakers_of"]

_NAME = "igmgraph.mentions"
_HYDRA = PREFIXES["hydra"]
#: Relation (RFC 8288) to what Hydra calls it, where that is another name.
_IN_HYDRA = {"prev": "previous"}


@dataclass(frozen=True, slots=True)
class Mentions:
    """A page of the statements that refer to a thing.

    Attributes:
        quads: the statements.
        page: its number, from 1 on.
        cut: whether there is a next page.
        total: how many statements there are on all pages; None where only reading them all would tell.
    """

    quads: list[Quad]
    page: int = 1
    cut: bool = False
    total: int | None = None

    @property
    def first(self) -> int:
        """Number of the first statement on the page."""
        return (self.page - 1) * PAGE + 1

    @property
    def links(self) -> dict[str, int]:
        """Relation (RFC 8288) to number of page; none when all statements are on this one."""
        if self.page == 1 and not self.cut:
            return {}
        before = {"prev": self.page - 1} if self.page > 1 else {}
        after = {"next": self.page + 1} if self.cut else {}
        last = {"last": -(-self.total // PAGE)} if self.total else {}
        return {"first": 1, **before, **after, **last}

    def controls(self, document: str) -> list[Quad]:
        """How the pages of the document with this IRI hang together (Hydra); nothing when there is one."""
        if not self.links:
            return []
        here = NamedNode(f"{document}?page={self.page}")
        facts: list[tuple[NamedNode, NamedNode | Literal]] = [
            (NamedNode(f"{RDF}type"), NamedNode(f"{_HYDRA}PartialCollectionView")),
            *(
                (NamedNode(f"{_HYDRA}{_IN_HYDRA.get(relation, relation)}"), NamedNode(f"{document}?page={number}"))
                for relation, number in self.links.items()
            ),
            *([(NamedNode(f"{_HYDRA}totalItems"), Literal(self.total))] if self.total else []),
        ]
        view = Quad(NamedNode(document), NamedNode(f"{_HYDRA}view"), here)
        return [view, *(Quad(here, predicate, value) for predicate, value in facts)]


def init_app(app: Flask) -> None:
    """Give an application its tables."""
    app.extensions[_NAME] = Opened(Reader.open)


def mentions_of(state: State, thing: NamedNode, page: int = 1) -> Mentions:
    """A page of the statements that refer to a thing.

    With a table, any page costs the same. Otherwise the query stops where the page is full, but reads all before it.
    """
    table = _table(state)
    total = table.size(thing.value) if table else 0
    if table and total:
        quads = [
            Quad(NamedNode(subject), NamedNode(predicate), thing, NamedNode(graph) if graph else DefaultGraph())
            for subject, predicate, graph in table.page(thing.value, page)
        ]
        return Mentions(quads, page, page * PAGE < total, total)
    limited = f"{state.queries['mentions'].bind(thing=thing)}\nLIMIT {PAGE + 1} OFFSET {(page - 1) * PAGE}"
    found = [quad_of(row, object_=thing) for row in state.engine.solutions(limited)]
    return Mentions(found[:PAGE], page, len(found) > PAGE)


def speakers_of(state: State, thing: NamedNode) -> Speakers | None:
    """Profiles whose findings speak of a thing, from the table; None where only the engine can tell, or as quickly."""
    table = _table(state)
    return table.speakers(thing.value) if table else None


def _table(state: State) -> Reader | None:
    folder = state.engine.snapshot_path
    tables: Opened[Reader | None] = current_app.extensions[_NAME]
    return tables.of(folder) if folder else None
