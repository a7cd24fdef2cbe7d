"""Names of things, classes and properties in the visitor's language."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.iris import graph_iri
from igmgraph.languages import choose
from igmgraph.namespaces import IGM, PREFIXES, RDF, RDFS, SKOS, compact
from igmgraph.web.reused import REUSED
from igmgraph.web.translations import gettext

__all__ = ["Names", "Text", "sort_key"]

_LABELS = (f"{RDFS}label", f"{SKOS}prefLabel")
_TYPE = f"{RDF}type"


@dataclass(frozen=True, slots=True)
class Text:
    """A text and the tag of its language, "" when it has none."""

    text: str
    language: str = ""


class Names:
    """Labels and types of IRIs, as the service's queries found them."""

    def __init__(self, quads: Iterable[Quad], language: str, base: str) -> None:
        """Read them; `base` is the service's, which says which graph holds what was inferred."""
        self._language = language
        self._inferred = graph_iri("inferred", base)
        self._texts: dict[tuple[str, str], dict[str, str]] = {}
        self._types: dict[str, dict[str, bool]] = {}
        for quad in quads:
            if isinstance(quad.subject, NamedNode):
                self._note(quad.subject.value, quad)

    def _note(self, iri: str, quad: Quad) -> None:
        value = quad.object
        if isinstance(value, Literal):
            texts = self._texts.setdefault((iri, quad.predicate.value), {})
            tag = value.language or ""
            texts[tag] = min(value.value, texts.get(tag, value.value))
        elif isinstance(value, NamedNode) and quad.predicate.value == _TYPE:
            types = self._types.setdefault(iri, {})
            stated = not self.is_inferred(quad)
            types[value.value] = types.get(value.value, False) or stated

    def is_inferred(self, quad: Quad) -> bool:
        """Whether a statement follows from others instead of being made."""
        return isinstance(quad.graph_name, NamedNode) and quad.graph_name.value == self._inferred

    def texts(self, iri: str, property_: str) -> Mapping[str, str]:
        """Values of a property by language tag."""
        return self._texts.get((iri, property_), {})

    def text(self, iri: str, property_: str) -> Text | None:
        """Value of a property in the visitor's language, or else in another; None when it has none."""
        found = choose(self.texts(iri, property_), self._language)
        return Text(*found) if found else None

    def label(self, iri: str) -> Text:
        """What to call an IRI: its label, the interface's name of a term of others, or a short form of the IRI."""
        for property_ in _LABELS:
            if found := self.text(iri, property_):
                return found
        short = compact(iri)
        return Text(gettext(REUSED[short]), self._language) if short in REUSED else Text(short)

    def kinds(self, iri: str) -> list[str]:
        """Classes that say best what a thing is: those of this ontology that are stated, or else any."""
        types = self._types.get(iri, {})
        stated = [kind for kind, is_stated in types.items() if is_stated] or list(types)
        own = [kind for kind in stated if kind.startswith(IGM)]
        owl = PREFIXES["owl"]
        return sorted(own or [kind for kind in stated if not kind.startswith(owl)] or stated)


def sort_key(text: str) -> list[str]:
    """Order of names for people: no matter the case or the accents, numbers by their value.

    >>> sorted(["item 10", "Item 2", "élan", "zone"], key=sort_key)
    ['élan', 'Item 2', 'item 10', 'zone']
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return [part.zfill(20) if part.isdecimal() else part for part in re.split(r"(\d+)", plain)]
