"""The description of a thing: what is stated about it and what points to it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from igmgraph.engine.values import Solution
from igmgraph.errors import NotFound
from igmgraph.namespaces import BASE, FOAF, PREFIXES, RDF, RDFS, SKOS
from igmgraph.web.facts.mentions import Mentions, mentions_of
from igmgraph.web.facts.quads import graph_of, quad_of
from igmgraph.web.snapshots.state import State

__all__ = [
    "NAMES",
    "Description",
    "Finder",
    "describe",
    "fetch_values",
    "find",
    "find_known",
    "iris",
    "parse_iris",
]

#: What finds the labels and types of things.
Finder = Callable[[State, Iterable[NamedNode]], list[Quad]]

_DCT = PREFIXES["dct"]
_TYPE = NamedNode(f"{RDF}type")
#: Properties that say what a thing is called and what it is.
NAMES = (_TYPE, NamedNode(f"{RDFS}label"), NamedNode(f"{SKOS}prefLabel"))
_DATE = NamedNode(f"{PREFIXES['xsd']}date")
_MODIFIED, _LICENSE = NamedNode(f"{_DCT}modified"), NamedNode(f"{_DCT}license")


@dataclass(frozen=True, slots=True)
class Description:
    """What the graph knows about a thing.

    Attributes:
        thing: the thing.
        statements: those whose subject it is.
        nested: those whose subject is a blank node that it leads to.
        mentions: a page of those whose object it is.
        origins: dct:modified and dct:license of the graphs that the statements stand in.
    """

    thing: NamedNode
    statements: list[Quad]
    nested: list[Quad]
    mentions: Mentions
    origins: list[Quad]

    @property
    def modified(self) -> date | None:
        """Latest dct:modified of the graphs it comes from; None when none of them tells."""
        values = (quad.object for quad in self.origins if quad.predicate == _MODIFIED)
        found = (value.value for value in values if isinstance(value, Literal))
        return max((day for text in found if (day := _date(text))), default=None)

    @property
    def licenses(self) -> list[NamedNode]:
        """Licences of the graphs it comes from."""
        values = {quad.object for quad in self.origins if quad.predicate == _LICENSE}
        return sorted((value for value in values if isinstance(value, NamedNode)), key=str)

    @property
    def graphs(self) -> list[NamedNode]:
        """The named graphs its own statements stand in."""
        return _graphs(self.statements)

    def about(self, document: str) -> list[Quad]:
        """Facts about the document with this IRI that presents the description."""
        subject = NamedNode(document)
        facts: list[tuple[NamedNode, NamedNode | Literal]] = [
            (_TYPE, NamedNode(f"{FOAF}Document")),
            (NamedNode(f"{FOAF}primaryTopic"), self.thing),
            (NamedNode(f"{_DCT}isPartOf"), NamedNode(f"{BASE}dataset")),
            *((_LICENSE, license_) for license_ in self.licenses),
            *((NamedNode(f"{PREFIXES['prov']}wasDerivedFrom"), graph) for graph in self.graphs),
            *([(_MODIFIED, Literal(self.modified.isoformat(), datatype=_DATE))] if self.modified else []),
        ]
        return [*(Quad(subject, predicate, value) for predicate, value in facts), *self.mentions.controls(document)]

    def quads(self, state: State, names: Finder | None = None) -> list[Quad]:
        """All of it, with labels and types of what the statements point to; `names` finds them, instead of a query."""
        stated = [*self.statements, *self.nested]
        pointed_at = {quad.object for quad in stated if isinstance(quad.object, NamedNode)}
        return [*stated, *(names or fetch_values)(state, pointed_at - {self.thing}), *self.mentions.quads]


def describe(state: State, thing: NamedNode, page: int = 1) -> Description:
    """Describe a thing (its concise bounded description, and what refers to it).

    The description is empty when no statement has the thing as its subject or object.
    """
    statements = [quad_of(row, subject=thing) for row in state.select("statements", thing=thing)]
    origins = fetch_values(state, _graphs(statements), (_MODIFIED, _LICENSE))
    nested = _nested(state, thing, statements)
    return Description(thing, statements, nested, mentions_of(state, thing, page), origins)


def _nested(state: State, thing: NamedNode, statements: Iterable[Quad]) -> list[Quad]:
    """Statements about the blank nodes that a thing leads to, directly or over others."""
    reached = {quad.object for quad in statements if isinstance(quad.object, BlankNode)}
    if not reached:
        return []
    found = [quad_of(row) for row in state.select("nested-statements", thing=thing)]
    while (
        more := {quad.object for quad in found if quad.subject in reached and isinstance(quad.object, BlankNode)}
        - reached
    ):
        reached |= more
    return [quad for quad in found if quad.subject in reached]


def find(state: State, spellings: Iterable[str], page: int = 1) -> Description:
    """Describe the first of some spellings of an IRI that the graph holds.

    Raises:
        NotFound: it holds none of them, or there is no such page.
    """
    tried = list(spellings)
    for thing in parse_iris(tried):
        description = describe(state, thing, page)
        if page > 1 and not description.mentions.quads:
            continue
        if description.statements or description.mentions.quads:
            return description
    raise _unknown(tried)


def find_known(state: State, spellings: Iterable[str]) -> NamedNode:
    """The first of some spellings of an IRI that the graph holds, without describing it.

    Raises:
        NotFound: it holds none of them.
    """
    tried = list(spellings)
    candidates = list(parse_iris(tried))
    known = iris(state.select("known", thing=candidates), "thing") if candidates else []
    for thing in candidates:
        if thing in known:
            return thing
    raise _unknown(tried)


def _unknown(tried: list[str]) -> NotFound:
    return NotFound("{iri}: nothing is known about this IRI here", iri=tried[0])


def parse_iris(texts: Iterable[str]) -> Iterator[NamedNode]:
    """Give back those of some texts that are IRIs."""
    for text in texts:
        try:
            yield NamedNode(text)
        except ValueError:
            continue


def fetch_values(state: State, things: Iterable[NamedNode], properties: Iterable[NamedNode] = NAMES) -> list[Quad]:
    """Values of some properties of some things; their labels and types when no property is given."""
    sought = sorted(set(things), key=str)
    if not sought:
        return []
    rows = state.select("values", thing=sought, property=list(properties))
    return [Quad(row["thing"], row["property"], row["value"], graph_of(row)) for row in rows]  # type: ignore[arg-type]


def iris(rows: Iterable[Solution], name: str) -> list[NamedNode]:
    """The IRIs that a variable stands for."""
    terms = (row.get(name) for row in rows)
    return [term for term in terms if isinstance(term, NamedNode)]


def _graphs(quads: Iterable[Quad]) -> list[NamedNode]:
    return sorted({quad.graph_name for quad in quads if isinstance(quad.graph_name, NamedNode)}, key=str)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
