"""How much of a hand-made profile a draft finds, and how much of what it finds is there.

Findings are the same when domain, kind and place in the list are. Inside a finding, years are the same when they are
equal; institutions and instruments when IRI or one label of each side is: without case, accents and punctuation,
without an article before them, and without the name of the assessed place after them. Counts are added up over all
findings.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.errors import InputError
from igmgraph.ingest.known import INSTITUTION, INSTRUMENT, Known, Place
from igmgraph.ingest.layout import Bullet
from igmgraph.ingest.marks import load_marks
from igmgraph.ingest.mentions import Reading
from igmgraph.ingest.names import plain
from igmgraph.languages import LANGUAGES
from igmgraph.namespaces import IGM, RDF
from igmgraph.rdf.statements import identifier

__all__ = ["FINDINGS", "YEARS", "Gold", "Score", "evaluate", "place_and_edition", "read_gold"]

FINDINGS, YEARS = "findings", "years"

_LINKS = {
    f"{IGM}ledBy": INSTITUTION,
    f"{IGM}partneredWith": INSTITUTION,
    f"{IGM}involvesInstitution": INSTITUTION,
    f"{IGM}citesInstrument": INSTRUMENT,
}
_KINDS = {f"{IGM}WellDevelopedArea": "w", f"{IGM}AreaForDevelopment": "g"}
_TYPE, _YEAR, _OF_PROFILE = NamedNode(f"{RDF}type"), NamedNode(f"{IGM}year"), NamedNode(f"{IGM}ofProfile")
_ASSESSES, _EDITION = NamedNode(f"{IGM}assesses"), NamedNode(f"{IGM}edition")
_DOMAIN, _ORDER = NamedNode(f"{IGM}inDomain"), NamedNode(f"{IGM}order")


@dataclass(slots=True)
class Score:
    """Counts of one kind of thing.

    Attributes:
        expected: how many the hand-made profile has.
        found: how many the draft has.
        right: how many of these are in both.
        missing: what only the hand-made profile has: finding and name.
        wrong: what only the draft has: finding and name.
    """

    expected: int = 0
    found: int = 0
    right: int = 0
    missing: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[tuple[str, str]] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Share of what is expected that is found; 1 when nothing is expected."""
        return self.right / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        """Share of what is found that is right; 1 when nothing is found."""
        return self.right / self.found if self.found else 1.0

    def add(self, finding: str, expected: Mapping[str, frozenset[str]], found: Mapping[str, frozenset[str]]) -> None:
        """Count one finding; each side is name to the keys by which it is compared, and counts once."""
        left = dict(found)
        self.expected += len(expected)
        self.found += len(found)
        for name, keys in expected.items():
            match = next((other for other in left if keys & left[other]), None)
            if match is None:
                self.missing.append((finding, name))
            else:
                self.right += 1
                del left[match]
        self.wrong += [(finding, name) for name in left]


@dataclass(frozen=True, slots=True)
class Gold:
    """A hand-made profile: its quads, and each finding (`partnerships/w1`) to the IRIs that it links and its years."""

    quads: Sequence[Quad]
    things: Mapping[str, Mapping[str, Sequence[str]]]
    years: Mapping[str, frozenset[int]]


def read_gold(path: Path, quads: Sequence[Quad], graph: Sequence[Quad], profile: str) -> Gold:
    """Find the findings of a profile.

    Args:
        path: what messages call the file.
        quads: what it holds.
        graph: where instruments that it cites from other files have their years.
        profile: IRI of the profile.

    Raises:
        InputError: it has no finding of that profile.
    """
    of = _Properties([*quads, *graph])
    findings = sorted(_findings_of(profile, quads))
    if not findings:
        raise InputError(f"{path}: no finding of <{profile}>")
    things: dict[str, dict[str, list[str]]] = {}
    years: dict[str, frozenset[int]] = {}
    for finding in findings:
        key = of.key(finding)
        things[key] = {INSTITUTION: [], INSTRUMENT: []}
        for predicate, kind in _LINKS.items():
            things[key][kind] += [iri for iri in of.iris(finding, predicate) if iri not in things[key][kind]]
        years[key] = frozenset(of.years(finding).union(*map(of.years, things[key][INSTRUMENT])))
    return Gold(quads, things, years)


def place_and_edition(path: Path, quads: Sequence[Quad]) -> tuple[str, int]:
    """Slug of the place, and year, of the one profile among the statements of a file.

    Raises:
        InputError: there is none, or more than one, or it does not tell them.
    """
    places = [quad.object.value for quad in quads if quad.predicate == _ASSESSES and isinstance(quad.object, NamedNode)]
    years = [quad.object.value for quad in quads if quad.predicate == _EDITION and isinstance(quad.object, Literal)]
    if len(places) != 1 or len(years) != 1:
        raise InputError(f"{path}: expected one profile with igm:assesses and igm:edition")
    return places[0].rpartition("/id/place/")[2], int(years[0])


def evaluate(readings: Iterable[tuple[Bullet, Reading]], gold: Gold, known: Known, place: Place) -> dict[str, Score]:
    """Score what was read against a hand-made profile, whose labels `known` holds.

    Returns:
        `findings`, `years`, `institution` and `instrument` to their scores.
    """
    compare = _Comparison(known, place)
    scores = {name: Score() for name in (FINDINGS, YEARS, INSTITUTION, INSTRUMENT)}
    read = {bullet.key: reading for bullet, reading in readings}
    scores[FINDINGS].add("", _each(gold.things), _each(read))
    for key in sorted({*gold.things, *read}):
        reading = read.get(key, Reading((), ()))
        scores[YEARS].add(
            key, _each(map(str, gold.years.get(key, ()))), _each(str(each.year) for each in reading.years)
        )
        for kind in (INSTITUTION, INSTRUMENT):
            expected = {iri: compare.thing(iri) for iri in gold.things.get(key, {}).get(kind, ())}
            found: dict[str, frozenset[str]] = {}
            for mention in reading.mentions:
                if mention.kind == kind:
                    found[mention.iri or compare.name(mention.label)] = compare.mention(mention.iri, mention.label)
            scores[kind].add(key, expected, found)
    return scores


def _each(names: Iterable[str]) -> dict[str, frozenset[str]]:
    return {name: frozenset({name}) for name in sorted(set(names))}


def _findings_of(profile: str, quads: Iterable[Quad]) -> set[str]:
    return {
        quad.subject.value
        for quad in quads
        if quad.predicate == _OF_PROFILE and quad.object == NamedNode(profile) and isinstance(quad.subject, NamedNode)
    }


class _Comparison:
    """Names as they are compared at one place."""

    def __init__(self, known: Known, place: Place) -> None:
        marks = [load_marks(language) for language in LANGUAGES]
        self._articles = {plain(word) for each in marks for word in each.articles}
        self._small_words = {plain(word) for each in marks for word in each.connectors}
        self._places = {plain(text) for _, text in place.labels}
        self._labels = {thing.iri: [text for _, text in thing.labels] for thing in known.things}

    def thing(self, iri: str) -> frozenset[str]:
        """Keys of something in the graph."""
        return frozenset({iri, *map(self.name, self._labels.get(iri, ()))})

    def mention(self, iri: str | None, label: str) -> frozenset[str]:
        """Keys of something in a text."""
        return frozenset({self.name(label)}) if iri is None else self.thing(iri) | {self.name(label)}

    def name(self, text: str) -> str:
        words = plain(text).split()
        while len(words) > 1 and words[0] in self._articles:
            words = words[1:]
        for start in range(1, len(words)):
            if " ".join(words[start:]) in self._places:
                words = words[:start]
                break
        while len(words) > 1 and words[-1] in self._small_words:
            words = words[:-1]
        return " ".join(words)


class _Properties:
    """Quads by subject and predicate."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._values: dict[tuple[object, object], list[object]] = {}
        for quad in quads:
            self._values.setdefault((quad.subject, quad.predicate), []).append(quad.object)

    def iris(self, subject: str, predicate: str) -> Iterator[str]:
        values = self._values.get((NamedNode(subject), NamedNode(predicate)), ())
        return (value.value for value in values if isinstance(value, NamedNode))

    def years(self, subject: str) -> set[int]:
        values = self._values.get((NamedNode(subject), _YEAR), ())
        return {int(value.value[:4]) for value in values if isinstance(value, Literal)}

    def key(self, finding: str) -> str:
        """`{domain}/{w|g}{order}`, from what the finding says of itself."""
        kinds = [_KINDS[each] for each in self.iris(finding, _TYPE.value) if each in _KINDS]
        domains = [each.removeprefix(identifier("domain", "")) for each in self.iris(finding, _DOMAIN.value)]
        orders = [
            each.value for each in self._values.get((NamedNode(finding), _ORDER), ()) if isinstance(each, Literal)
        ]
        if not (kinds and domains and orders):
            raise InputError(f"<{finding}>: needs a kind, an igm:inDomain and an igm:order")
        return f"{domains[0]}/{kinds[0]}{orders[0]}"
