"""The things that a name can stand for, found by their names, by parts of their names, and by their codes."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from igmgraph.reconcile.names import likeness, plain, trigrams

__all__ = ["Entity", "Found", "Index"]

#: Names that are compared in full for one text, those that share most with it.
_COMPARED = 60
#: Names that share a trigram beyond which it says too little to be followed.
_COMMON = 5_000
#: Likeness below which two names have nothing to do with each other.
_LEAST = 60.0


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing.

    Attributes:
        iri: its IRI, which is its identifier.
        types: IRIs of its classes, the most special first.
        labels: language, "" for none, to its label.
        names: everything that it is called.
        codes: identifiers that name it and nothing else of its kind, such as ISO and M49 codes.
    """

    iri: str
    types: Sequence[str]
    labels: Mapping[str, str]
    names: frozenset[str]
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that a text may stand for: how alike the names are (0 to 100), or whether the text is its code."""

    entity: Entity
    likeness: float
    is_code: bool

    @property
    def exact(self) -> bool:
        """Whether nothing but case, accents and punctuation differs."""
        return self.likeness == 100.0


class Index:
    """Things by what they are called; built once, then only read."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        """Take in the things."""
        self.entities = {entity.iri: entity for entity in entities}
        self._codes: dict[str, list[Entity]] = defaultdict(list)
        self._named: dict[str, list[Entity]] = defaultdict(list)
        for entity in self.entities.values():
            for code in entity.codes:
                self._codes[code].append(entity)
            for name in {plain(name) for name in entity.names}:
                self._named[name].append(entity)
        self._names = sorted(self._named)
        self._trigrams: dict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(self._names):
            for trigram in trigrams(name):
                self._trigrams[trigram].append(number)

    def find(self, text: str, fits: Callable[[Entity], bool]) -> list[Found]:
        """Things that a text may stand for, among those that fit; the likeliest first, then by IRI."""
        found = {entity.iri: Found(entity, 0.0, True) for entity in self._codes.get(text.strip(), ()) if fits(entity)}
        wanted = plain(text)
        if wanted:
            for name in self._alike(wanted, fits):
                degree = likeness(wanted, name)
                for entity in self._named[name] if degree >= _LEAST else ():
                    known = found.get(entity.iri)
                    if fits(entity) and (known is None or known.likeness < degree):
                        found[entity.iri] = Found(entity, degree, known is not None and known.is_code)
        return sorted(found.values(), key=lambda each: (-max(each.likeness, 100.0 * each.is_code), each.entity.iri))

    def named(self, text: str, fits: Callable[[Entity], bool]) -> list[Found]:
        """Things that fit whose name or code a text is, by IRI; names that are only alike are not looked at."""
        wanted, codes = plain(text), self._codes.get(text.strip(), [])
        names = self._named.get(wanted, []) if wanted else []
        either = {entity.iri: entity for entity in (*codes, *names) if fits(entity)}
        return [Found(each, 100.0 * (each in names), each in codes) for _, each in sorted(either.items())]

    def begin(self, prefix: str) -> list[Entity]:
        """Things one of whose names, or a word in it, begins with what was typed; names that begin so come first."""
        wanted = plain(prefix)
        if not wanted:
            return []
        first = [name for name in self._names if name.startswith(wanted)]
        later = [name for name in self._names if f" {wanted}" in name]
        codes = self._codes.get(prefix.strip(), [])
        named = [entity for name in (*first, *later) for entity in self._named[name]]
        return list({entity.iri: entity for entity in (*codes, *named)}.values())

    def _alike(self, wanted: str, fits: Callable[[Entity], bool]) -> Iterator[str]:
        """Names that share most with a plain name; rare trigrams count more."""
        shared: dict[int, float] = defaultdict(float)
        postings = sorted((self._trigrams[each] for each in trigrams(wanted) if each in self._trigrams), key=len)
        for posting in postings:
            if shared and len(posting) > _COMMON:
                break
            weight = math.log1p(len(self._names) / len(posting))
            for number in posting:
                shared[number] += weight
        if wanted in self._named:
            yield wanted
        left = _COMPARED
        for number, _ in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0])):
            name = self._names[number]
            if name != wanted and any(map(fits, self._named[name])):
                yield name
                left -= 1
            if not left:
                return
