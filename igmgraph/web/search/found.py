"""A result of a search as people see it: what it is called, what it says, and which words were found."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from igmgraph.languages import choose
from igmgraph.search.highlight import segments
from igmgraph.search.reader import Hit
from igmgraph.web.facts.names import Text
from igmgraph.web.http.links import href
from igmgraph.web.http.negotiation import language
from igmgraph.web.search.index import label_of
from igmgraph.web.snapshots.state import state

__all__ = ["Found", "Marked", "show"]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text in pieces, each with whether it was looked for, and the tag of its language."""

    pieces: list[tuple[str, bool]]
    language: str

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(piece for piece, _ in self.pieces)


@dataclass(frozen=True, slots=True)
class Found:
    """One result."""

    iri: str
    page: str | None
    kind_iri: str
    kind: Text
    label: Marked
    lead: Marked | None

    def data(self) -> dict[str, object]:
        """The result for programs."""
        return {
            "iri": self.iri,
            "page": self.page,
            "kind": {"iri": self.kind_iri, "label": self.kind.text},
            "label": {"text": self.label.text, "language": self.label.language},
            "lead": {"text": self.lead.text, "language": self.lead.language} if self.lead else None,
        }


def show(hit: Hit, terms: Mapping[str, Collection[str]]) -> Found:
    """Present a document in the visitor's language, or else in the one that the fallback gives."""
    label = _mark(hit.labels, terms) or Marked([(hit.iri, False)], "")
    page = href(hit.iri, state().settings.base_iri)
    return Found(hit.iri, page, hit.kind, label_of(hit.kind), label, _mark(hit.leads, terms))


def _mark(texts: Mapping[str, str], terms: Mapping[str, Collection[str]]) -> Marked | None:
    found = choose(texts, language())
    if found is None:
        return None
    text, tag = found
    return Marked(segments(text, tag, terms.get(tag, ())), tag)
