"""The queries behind a page: run for it, and kept for who wants to see them and go on asking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from igmgraph.engine.base import Solution
from igmgraph.web.links import url_of
from igmgraph.web.state import State

__all__ = ["Asked", "Inquiry"]


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
    """Runs queries of the service and remembers them."""

    state: State
    asked: list[Asked] = field(default_factory=list)

    def select(self, name: str, **terms: NamedNode | Sequence[NamedNode]) -> list[Solution]:
        """Run one of the service's own queries with some of its parameters bound."""
        query = self.state.queries[name]
        text = query.bind(**terms)
        body = "\n".join(line for line in text.splitlines() if not line.startswith("#+"))
        self.asked.append(Asked(query.title, body.strip()))
        return self.state.engine.solutions(text)
