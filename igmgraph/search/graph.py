"""The snapshot as the index reads it: things, made of their lines or looked up in the sorted quads."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from igmgraph.languages import LANGUAGES
from igmgraph.namespaces import RDF
from igmgraph.rdf.sorting import SortedFiles

__all__ = ["Classes", "Graph", "Thing"]

_TYPE = f"{RDF}type"
#: Things that are remembered: those that many others speak of.
_REMEMBERED = 20_000


class Thing:
    """An IRI and what all named graphs together say of it."""

    def __init__(self, iri: str, lines: Iterable[bytes]) -> None:
        """Read its lines of N-Quads."""
        self.iri = iri
        self._values: defaultdict[str, set[Literal | str]] = defaultdict(set)
        for quad in parse(input=b"".join(lines), format=RdfFormat.N_QUADS, lenient=True):
            if isinstance(quad.object, Literal):
                self._values[quad.predicate.value].add(quad.object)
            elif isinstance(quad.object, NamedNode):
                self._values[quad.predicate.value].add(quad.object.value)

    def literals(self, predicate: str) -> list[Literal]:
        """Literal values, sorted."""
        found = (each for each in self._values.get(predicate, ()) if isinstance(each, Literal))
        return sorted(found, key=lambda each: (each.language or "", each.value))

    def texts(self, predicate: str) -> Mapping[str, str]:
        """Values in our languages, one in each."""
        found = reversed(self.literals(predicate))
        return {each.language: each.value for each in found if each.language in LANGUAGES}

    def objects(self, *predicates: str) -> set[str]:
        """IRIs that it is related to."""
        values = (self._values.get(predicate, ()) for predicate in predicates)
        return {each for some in values for each in some if isinstance(each, str)}


class Classes:
    """Which classes are below which, whether or not anything was inferred."""

    def __init__(self, subclasses: Iterable[tuple[str, str]]) -> None:
        """Take pairs of a class and one above it."""
        self._direct: defaultdict[str, set[str]] = defaultdict(set)
        for below, above in subclasses:
            self._direct[above].add(below)
        self.below = lru_cache(None)(self._below)

    def _below(self, class_: str) -> frozenset[str]:
        """A class and those below it."""
        seen, open_ = {class_}, [class_]
        while open_:
            new = self._direct.get(open_.pop(), set()) - seen
            seen |= new
            open_ += new
        return frozenset(seen)


class Graph:
    """What things lead to."""

    def __init__(self, statements: SortedFiles, classes: Classes) -> None:
        """Look things up in sorted quads."""
        self._statements, self._classes = statements, classes
        self.thing = lru_cache(_REMEMBERED)(self._find)

    def _find(self, iri: str) -> Thing:
        """A thing, looked up."""
        return Thing(iri, self._statements.about(f"<{iri}>".encode()))

    def is_a(self, thing: Thing, class_: str) -> bool:
        """Whether a thing is a member of a class or of one below it."""
        return not self._classes.below(class_).isdisjoint(thing.objects(_TYPE))
