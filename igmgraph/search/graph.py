"""The quads of a snapshot as the index reads them: forwards, backwards, and through the classes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.languages import LANGUAGES
from igmgraph.namespaces import RDF, RDFS

__all__ = ["Graph"]

_TYPE, _SUBCLASS = f"{RDF}type", f"{RDFS}subClassOf"


class Graph:
    """Statements about IRIs, from all named graphs together."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        """Read them once."""
        self._literals: dict[tuple[str, str], set[Literal]] = defaultdict(set)
        self._objects: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._subjects: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._below: dict[str, frozenset[str]] = {}
        for quad in quads:
            if isinstance(quad.subject, NamedNode):
                self._note(quad.subject.value, quad.predicate.value, quad)

    def _note(self, subject: str, predicate: str, quad: Quad) -> None:
        if isinstance(quad.object, Literal):
            self._literals[subject, predicate].add(quad.object)
        elif isinstance(quad.object, NamedNode):
            self._objects[subject, predicate].add(quad.object.value)
            self._subjects[quad.object.value, predicate].add(subject)

    def literals(self, subject: str, predicate: str) -> list[Literal]:
        """Literal values, sorted."""
        return sorted(self._literals.get((subject, predicate), ()), key=lambda each: (each.language or "", each.value))

    def texts(self, subject: str, predicate: str) -> Mapping[str, str]:
        """Values in our languages, one in each."""
        found = reversed(self.literals(subject, predicate))
        return {each.language: each.value for each in found if each.language in LANGUAGES}

    def objects(self, subject: str, *predicates: str) -> list[str]:
        """IRIs that a thing is related to, sorted."""
        return sorted({each for predicate in predicates for each in self._objects.get((subject, predicate), ())})

    def subjects(self, object_: str, *predicates: str) -> list[str]:
        """IRIs of things that are related to it, sorted."""
        return sorted({each for predicate in predicates for each in self._subjects.get((object_, predicate), ())})

    def members(self, class_: str) -> list[str]:
        """Members of a class and of those below it, whether or not anything was inferred; sorted."""
        return sorted({member for each in self._classes(class_) for member in self.subjects(each, _TYPE)})

    def is_a(self, thing: str, class_: str) -> bool:
        """Whether a thing is a member of a class or of one below it."""
        return not self._classes(class_).isdisjoint(self._objects.get((thing, _TYPE), ()))

    def _classes(self, class_: str) -> frozenset[str]:
        """A class and those below it."""
        if class_ not in self._below:
            self._below[class_] = frozenset(self._follow(class_, _SUBCLASS, self._subjects))
        return self._below[class_]

    def chain(self, subject: str, predicate: str) -> set[str]:
        """A thing, and everything that it leads to by a chain of one property."""
        return set(self._follow(subject, predicate, self._objects))

    @staticmethod
    def _follow(start: str, predicate: str, steps: Mapping[tuple[str, str], set[str]]) -> Iterator[str]:
        seen, open_ = {start}, [start]
        while open_:
            here = open_.pop()
            yield here
            new = steps.get((here, predicate), set()) - seen
            seen |= new
            open_ += new
