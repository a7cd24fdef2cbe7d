"""Things, classes and properties as clients show them, in the language of the request."""

from collections.abc import Iterable, Sequence
from typing import Any

from igmgraph.languages import choose
from igmgraph.namespaces import SKOS
from igmgraph.reconcile.index import Entity
from igmgraph.reconcile.matching import Candidate
from igmgraph.web.facts.names import sort_key
from igmgraph.web.facts.resources import parse_iris
from igmgraph.web.http.negotiation import language
from igmgraph.web.pages.thing_page import presenter_for
from igmgraph.web.reconcile.knowledge import Knowledge
from igmgraph.web.snapshots.state import state

__all__ = ["Shown", "label"]

_DEFINITION = f"{SKOS}definition"


def label(entity: Entity) -> str:
    """What a thing is called in the visitor's language, or in the next one that there is."""
    found = choose(entity.labels, language())
    return found[0] if found else entity.iri


class Shown:
    """What some classes and properties are called, looked up once."""

    def __init__(self, known: Knowledge, terms: Iterable[str]) -> None:
        """Look up the names of these classes and properties; what is no IRI is called what it is."""
        self._broader = known.broader
        self._names = presenter_for(state(), parse_iris(sorted(set(terms)))).names

    def name(self, iri: str) -> str:
        """Name of a class or a property."""
        return self._names.label(iri).text

    def definition(self, iri: str) -> str:
        """What it means; "" when the graph does not say."""
        found = self._names.text(iri, _DEFINITION)
        return found.text if found else ""

    def term(self, iri: str) -> dict[str, Any]:
        """A property, or a class without those above it."""
        definition = self.definition(iri)
        return {"id": iri, "name": self.name(iri), **({"description": definition} if definition else {})}

    def type(self, iri: str) -> dict[str, Any]:
        """A class with the classes right above it."""
        above = [{"id": each, "name": self.name(each)} for each in self._broader.get(iri, ())]
        return {**self.term(iri), **({"broader": above} if above else {})}

    def entity(self, entity: Entity, types: str) -> dict[str, Any]:
        """A thing; `types` is what its classes are called there: `type` of a candidate, `notable` of a suggestion."""
        classes = [{"id": iri, "name": self.name(iri)} for iri in entity.types]
        return {"id": entity.iri, "name": label(entity), "description": self.describe(entity), types: classes}

    def describe(self, entity: Entity) -> str:
        """What kind of thing it is, and its codes."""
        kind = self.name(entity.types[0])
        codes = sorted((code for code in entity.codes if ":" not in code), key=lambda code: (len(code), code))
        return f"{kind} ({', '.join(codes)})" if codes else kind

    def candidate(self, candidate: Candidate) -> dict[str, Any]:
        """A candidate with its score and what the score comes from."""
        features = [{"id": name, "value": value} for name, value in candidate.features.items()]
        shown = self.entity(candidate.entity, "type")
        return {**shown, "score": candidate.score, "match": candidate.match, "features": features}

    def sorted(self, terms: Iterable[str]) -> Sequence[str]:
        """Terms by their names."""
        return sorted(terms, key=lambda iri: sort_key(self.name(iri)))
