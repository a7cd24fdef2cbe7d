"""The snapshot as the index reads it: forwards, backwards, and through the classes; looked up, not held in memory."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Store

from igmgraph.languages import LANGUAGES
from igmgraph.namespaces import RDF, RDFS

__all__ = ["Graph"]

_TYPE, _SUBCLASS = f"{RDF}type", f"{RDFS}subClassOf"
#: Things whose statements are remembered.
_REMEMBERED = 20_000
_Values = Mapping[str, set[Literal | str]]


class Graph:
    """Statements about IRIs, from all named graphs together."""

    def __init__(self, store: Store) -> None:
        """Look them up in a store."""
        self._store = store
        self._about: Callable[[str], _Values] = lru_cache(_REMEMBERED)(self._find)
        self._below: dict[str, frozenset[str]] = {}

    def _find(self, subject: str) -> _Values:
        found: defaultdict[str, set[Literal | str]] = defaultdict(set)
        for quad in self._store.quads_for_pattern(NamedNode(subject), None, None):
            if isinstance(quad.object, Literal):
                found[quad.predicate.value].add(quad.object)
            elif isinstance(quad.object, NamedNode):
                found[quad.predicate.value].add(quad.object.value)
        return found

    def literals(self, subject: str, predicate: str) -> list[Literal]:
        """Literal values, sorted."""
        found = (each for each in self._about(subject).get(predicate, ()) if isinstance(each, Literal))
        return sorted(found, key=lambda each: (each.language or "", each.value))

    def texts(self, subject: str, predicate: str) -> Mapping[str, str]:
        """Values in our languages, one in each."""
        found = reversed(self.literals(subject, predicate))
        return {each.language: each.value for each in found if each.language in LANGUAGES}

    def objects(self, subject: str, *predicates: str) -> list[str]:
        """IRIs that a thing is related to, sorted."""
        about = self._about(subject)
        values = {each for predicate in predicates for each in about.get(predicate, ())}
        return sorted(each for each in values if isinstance(each, str))

    def subjects(self, object_: str, *predicates: str) -> list[str]:
        """IRIs of things that are related to it, sorted."""
        return sorted({each for predicate in predicates for each in self._backwards(object_, predicate)})

    def _backwards(self, object_: str, predicate: str) -> Iterator[str]:
        for quad in self._store.quads_for_pattern(None, NamedNode(predicate), NamedNode(object_)):
            if isinstance(quad.subject, NamedNode):
                yield quad.subject.value

    def members(self, class_: str) -> list[str]:
        """Members of a class and of those below it, whether or not anything was inferred; sorted."""
        return sorted({member for each in self._classes(class_) for member in self._backwards(each, _TYPE)})

    def is_a(self, thing: str, class_: str) -> bool:
        """Whether a thing is a member of a class or of one below it."""
        return not self._classes(class_).isdisjoint(self._about(thing).get(_TYPE, ()))

    def _classes(self, class_: str) -> frozenset[str]:
        """A class and those below it."""
        if class_ not in self._below:
            self._below[class_] = frozenset(_follow(class_, lambda each: self._backwards(each, _SUBCLASS)))
        return self._below[class_]

    def chain(self, subject: str, predicate: str) -> set[str]:
        """A thing, and everything that it leads to by a chain of one property."""
        return set(_follow(subject, lambda each: self.objects(each, predicate)))


def _follow(start: str, step: Callable[[str], Iterable[str]]) -> Iterator[str]:
    seen, open_ = {start}, [start]
    while open_:
        here = open_.pop()
        yield here
        new = set(step(here)) - seen
        seen |= new
        open_ += new
