"""A first look at sorted quads, before things are read: what names what, and how many there are of a kind."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import IO

from igmgraph.namespaces import IGM, RDF, RDFS
from igmgraph.rdf.sorting import by_subject
from igmgraph.search.graph import Classes

__all__ = ["NAMED_IN", "Survey", "survey"]

_TYPE, _SUBCLASS = f"<{RDF}type>".encode(), f"<{RDFS}subClassOf>".encode()
_NAMING = {f"<{IGM}{name}>".encode() for name in ("involvesInstitution", "ledBy", "partneredWith", "citesInstrument")}
#: Properties of a finding that what it names takes on, as these.
NAMED_IN: Mapping[str, str] = {f"{IGM}{name}": f"urn:x-igm:named:{name}" for name in ("inDomain", "ofProfile")}
_TAKEN_ON = {f"<{iri}>".encode(): f"<{taken}>".encode() for iri, taken in NAMED_IN.items()}
_INTERESTING = {_TYPE, _SUBCLASS, *_NAMING, *_TAKEN_ON}


@dataclass(frozen=True, slots=True)
class Survey:
    """What was seen.

    Attributes:
        classes: the classes.
        ranks: class, as N-Quads write it, to the first of the kinds whose members its members are.
        first: for each kind the number that its first member has, when the members of one kind follow another's.
    """

    classes: Classes
    ranks: Mapping[bytes, int]
    first: Sequence[int]

    def rank(self, lines: Iterable[bytes]) -> int | None:
        """The kind of a thing, by its place among the kinds; None when it is of none."""
        terms = (line.split(b" ", 3) for line in lines if _TYPE in line)
        return min((self.ranks[term[2]] for term in terms if term[1] == _TYPE and term[2] in self.ranks), default=None)


def survey(statements: Iterable[bytes], kinds: Sequence[str], named: IO[bytes]) -> Survey:
    """Look at every line once; what findings say is written to `named` as statements about what they name."""
    combinations: Counter[frozenset[bytes]] = Counter()
    subclasses: set[tuple[str, str]] = set()
    for subject, lines in by_subject(statements):
        found = _interesting(lines)
        combinations[frozenset(found.get(_TYPE, ()))] += 1
        subclasses.update((_text(subject), _text(above)) for above in found.get(_SUBCLASS, ()))
        if not _NAMING.isdisjoint(found):
            named.writelines(_named(found))
    classes = Classes(subclasses)
    ranks: dict[bytes, int] = {}
    for rank, kind in enumerate(kinds):
        for each in classes.below(kind):
            ranks.setdefault(f"<{each}>".encode(), rank)
    sizes = [0] * len(kinds)
    for combination, size in combinations.items():
        found_ranks = [ranks[each] for each in combination if each in ranks]
        if found_ranks:
            sizes[min(found_ranks)] += size
    return Survey(classes, ranks, list(accumulate(sizes, initial=0)))


def _interesting(lines: Iterable[bytes]) -> dict[bytes, set[bytes]]:
    found: dict[bytes, set[bytes]] = {}
    for line in lines:
        _, predicate, rest = line.split(b" ", 2)
        if predicate in _INTERESTING:
            found.setdefault(predicate, set()).add(rest.partition(b" ")[0])
    return found


def _named(found: Mapping[bytes, set[bytes]]) -> Iterable[bytes]:
    things = {each for property_ in _NAMING for each in found.get(property_, ())}
    for property_, taken in _TAKEN_ON.items():
        for value in found.get(property_, ()):
            yield from (b"%b %b %b .\n" % (thing, taken, value) for thing in things)


def _text(term: bytes) -> str:
    return term.decode().strip("<>")
