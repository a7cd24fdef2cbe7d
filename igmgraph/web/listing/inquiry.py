"""The queries behind a page: run for it, and kept for who wants to see them and go on asking."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pyoxigraph import NamedNode

from igmgraph.engine.values import Solution
from igmgraph.web.http.links import url_of
from igmgraph.web.listing.numbered import PART, Pages, page_of
from igmgraph.web.snapshots.state import State

__all__ = ["Asked", "Inquiry"]

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as it was run: its title by language, and its SPARQL without the header of the file."""

    title: Mapping[str, str]
    text: str

    @property
    def link(self) -> str:
        """URL at which the service answers it."""
        return url_of("/sparql", query=self.text)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Runs queries of the service and remembers them, and which part of their answers is on the page."""

    state: State
    asked: list[Asked] = field(default_factory=list)
    pages: dict[str, Pages[object]] = field(default_factory=dict)

    def select(self, name: str, **terms: NamedNode | Sequence[NamedNode]) -> Sequence[Solution]:
        """Run one of the service's own queries with some of its parameters bound."""
        return self.state.engine.solutions(self._note(name, terms))

    def recall(self, name: str, **terms: NamedNode | Sequence[NamedNode]) -> Sequence[Solution]:
        """Likewise, but ask the engine only once for each snapshot: for what is few, or what many pages name."""
        return self.state.standing.ask(self.state.engine, self._note(name, terms))

    def tell(self, name: str, **terms: NamedNode | Sequence[NamedNode]) -> None:
        """Show a query whose answer is known without it."""
        self._note(name, terms)

    def page(
        self, name: str, items: Sequence[_Item], size: int, key: Callable[[_Item], str], parameter: str = PART
    ) -> Sequence[_Item]:
        """Items that the request asks for, of a list too long for one page; `pages[name]` has the rest of it.

        `key` is the IRI that tells an item from all others.
        """
        page = page_of(
            items, size, parameter, lambda item: key(item).removeprefix(f"{self.state.settings.base_iri}id/")
        )
        self.pages[name] = page
        return page.items

    def _note(self, name: str, terms: Mapping[str, NamedNode | Sequence[NamedNode]]) -> str:
        query = self.state.queries[name]
        text = query.bind(**terms)
        body = "\n".join(line for line in text.splitlines() if not line.startswith("#+"))
        self.asked.append(Asked(query.title, body.strip()))
        return text
