"""What a page of a fragment says about itself: its size, its neighbours, and how to ask for other fragments (Hydra)."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from igmgraph.engine.values import Term
from igmgraph.namespaces import BASE, FOAF, PREFIXES

__all__ = ["PAGE_SIZE", "Page", "controls"]

#: Triples on a page.
PAGE_SIZE = 100

_DATASET = NamedNode(f"{BASE}dataset")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a fragment.

    Attributes:
        root: URL of all fragments.
        pattern: parameters that choose the fragment.
        number: of the page, from 1.
        total: triples of the fragment.
    """

    root: str
    pattern: dict[str, str]
    number: int
    total: int

    @property
    def last(self) -> int:
        """Number of the last page; an empty fragment has one."""
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def fragment_url(self) -> str:
        """URL of the fragment; its first page answers there."""
        return f"{self.root}?{urlencode(self.pattern)}" if self.pattern else self.root

    def url(self, number: int) -> str:
        """URL of a page of the fragment."""
        return f"{self.root}?{urlencode({**self.pattern, 'page': str(number)})}"

    @property
    def neighbours(self) -> dict[str, str]:
        """URLs of the first, previous and next page, by the names that Hydra gives them."""
        found = {"first": self.url(1)}
        if self.number > 1:
            found["previous"] = self.url(min(self.number - 1, self.last))
        if self.number < self.last:
            found["next"] = self.url(self.number + 1)
        return found


def controls(page: Page, asked: str, *, apart: bool) -> Iterator[Quad]:
    """Metadata and controls of a page that was asked for at this URL; `apart`: in a named graph of their own."""
    graph = NamedNode(f"{page.fragment_url}#metadata")
    if apart:
        yield Quad(graph, NamedNode(f"{FOAF}primaryTopic"), NamedNode(asked), graph)
    for subject, predicate, value in [*_about(page, asked), *_search(page)]:
        yield Quad(subject, _name(predicate), value, graph if apart else DefaultGraph())  # type: ignore[arg-type]


def _name(compacted: str) -> NamedNode:
    prefix, _, local = compacted.partition(":")
    return NamedNode(f"{PREFIXES[prefix]}{local}")


def _about(page: Page, asked: str) -> Iterator[tuple[Term, str, Term]]:
    here = NamedNode(asked)
    yield _DATASET, "void:subset", NamedNode(page.fragment_url)
    yield here, "rdf:type", _name("hydra:PartialCollectionView")
    yield here, "dct:source", _DATASET
    yield here, "void:triples", Literal(page.total)
    yield here, "hydra:totalItems", Literal(page.total)
    yield here, "hydra:itemsPerPage", Literal(PAGE_SIZE)
    for name, url in page.neighbours.items():
        yield here, f"hydra:{name}", NamedNode(url)


def _search(page: Page) -> Iterator[tuple[Term, str, Term]]:
    search = BlankNode("search")
    yield _DATASET, "rdf:type", _name("void:Dataset")
    yield _DATASET, "rdf:type", _name("hydra:Collection")
    yield _DATASET, "hydra:search", search
    yield search, "hydra:template", Literal(f"{page.root}{{?subject,predicate,object}}")
    yield search, "hydra:variableRepresentation", _name("hydra:ExplicitRepresentation")
    for part in ("subject", "predicate", "object"):
        mapping = BlankNode(part)
        yield search, "hydra:mapping", mapping
        yield mapping, "hydra:variable", Literal(part)
        yield mapping, "hydra:property", _name(f"rdf:{part}")
