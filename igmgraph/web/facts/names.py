"""Names of things, classes and properties in the visitor's language."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from igmgraph.iris import graph_iri
from igmgraph.languages import choose
from igmgraph.namespaces import IGM, PREFIXES, RDFS, SKOS, compact
from igmgraph.web.facts.reused import REUSED
from igmgraph.web.http.translations import gettext
from igmgraph.web.snapshots.told import Told

__all__ = ["Names", "Text", "sort_key"]

_LABELS = (f"{RDFS}label", f"{SKOS}prefLabel")


@dataclass(frozen=True, slots=True)
class Text:
    """A text and the tag of its language, "" when it has none."""

    text: str
    language: str = ""


_NOTHING = Told()


class Names:
    """Labels and types of IRIs, in one language."""

    def __init__(self, told: Mapping[str, Told], language: str, base: str) -> None:
        """`told` is what is known of each IRI; of the service's `base` depends which graph holds inferences."""
        self._told = told
        self._language = language
        self._inferred = NamedNode(graph_iri("inferred", base))

    def is_inferred(self, quad: Quad) -> bool:
        """Whether a statement follows from others instead of being made."""
        return quad.graph_name == self._inferred

    def texts(self, iri: str, property_: str) -> Mapping[str, str]:
        """Values of a property by language tag."""
        return self._told.get(iri, _NOTHING).texts.get(property_, {})

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
        types = self._told.get(iri, _NOTHING).types
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
