"""What statements tell of the names and classes of things, ready to be chosen from by language."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.iris import graph_iri
from igmgraph.namespaces import RDF

__all__ = ["Known", "Told", "tell"]

_TYPE = f"{RDF}type"


@dataclass(frozen=True, slots=True)
class Told:
    """What statements tell of the names of one thing: property to language tag to text.

    `types` are its classes, each with whether that is stated and does not only follow from other statements.
    """

    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    types: dict[str, bool] = field(default_factory=dict)

    def note(self, quad: Quad, *, inferred: bool) -> None:
        """Read a statement about the thing."""
        value = quad.object
        if isinstance(value, Literal):
            texts = self.texts.setdefault(quad.predicate.value, {})
            tag = value.language or ""
            texts[tag] = min(value.value, texts.get(tag, value.value))
        elif isinstance(value, NamedNode) and quad.predicate.value == _TYPE:
            self.types[value.value] = self.types.get(value.value, False) or not inferred


def tell(quads: Iterable[Quad], base: str) -> dict[str, Told]:
    """Read what statements tell of each IRI.

    `base` is the service's, which says which graph holds what was inferred.
    """
    inferred = NamedNode(graph_iri("inferred", base))
    told: dict[str, Told] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode):
            told.setdefault(quad.subject.value, Told()).note(quad, inferred=quad.graph_name == inferred)
    return told


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of a thing: the statements, and what they tell of its names."""

    quads: tuple[Quad, ...]
    told: Told
