"""Candidates for names (Reconciliation Service API 0.2): a score, what it comes from, and whether it is sure.

A score is a rank from 0 to 100, no probability. `match` is said only when nothing but case, accents and punctuation
differs, or the text is a code of the thing, and nothing else could be meant.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from igmgraph.reconcile.index import Entity, Found, Index
from igmgraph.reconcile.names import likeness, plain

__all__ = ["Candidate", "Lookup", "Value", "Wanted", "match_all"]

#: Part of the score that comes from the properties that a query gives.
_PROPERTIES = 0.25
#: What a score is worth when the type is not the one that should be.
_OTHER_TYPE = 0.9
#: Candidates whose properties are looked at, for one that is wanted.
_RESERVE = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of the thing that is looked for.

    Attributes:
        text: its name, or a code; "" when only properties are known.
        types: IRIs of classes.
        strictness: whether it must have `any` of the types, `all` of them, or only `should` have them.
        properties: IRI of a property to the texts, numbers as text, or IRIs that are known as its values.
        limit: how many candidates are wanted.
    """

    text: str
    types: Sequence[str] = ()
    strictness: str = "any"
    properties: Mapping[str, Sequence[str]] = field(default_factory=dict)
    limit: int = 10


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a property: its IRI or text first, then the labels of the thing that it is."""

    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that may be meant, its score from 0 to 100, whether it surely is, and what the score comes from."""

    entity: Entity
    score: float
    match: bool
    features: Mapping[str, float | bool]


#: Values of some properties of some things.
Lookup = Callable[[Iterable[str], Iterable[str]], Mapping[tuple[str, str], Sequence[Value]]]


def match_all(
    index: Index, wanted: Mapping[str, Wanted], lookup: Lookup, go_on: Callable[[], None] = lambda: None
) -> Mapping[str, list[Candidate]]:
    """Find candidates for several names; properties are looked up once for all of them.

    `go_on` is called before each step, and raises when there has been enough of them.
    """
    found = {}
    for key, each in wanted.items():
        go_on()
        found[key] = _find(index, each)
    asked = {property_ for each in wanted.values() for property_ in each.properties}
    things = {each.entity.iri for key, many in found.items() if wanted[key].properties for each in many}
    values = lookup(things, asked) if asked and things else {}
    return {key: _rank(wanted[key], many, values, go_on) for key, many in found.items()}


def _find(index: Index, wanted: Wanted) -> list[Found]:
    if wanted.text.strip():
        return index.find(wanted.text, _filter(wanted))[: wanted.limit * _RESERVE]
    # Nothing but properties: one of them may hold a name or a code.
    texts = [text for values in wanted.properties.values() for text in values]
    found = [each for text in texts for each in index.named(text, _filter(wanted))]
    return list({each.entity.iri: each for each in found}.values())[: wanted.limit * _RESERVE]


def _filter(wanted: Wanted) -> Callable[[Entity], bool]:
    if not wanted.types or wanted.strictness == "should":
        return lambda _: True
    return lambda entity: _has_types(entity, wanted)


def _has_types(entity: Entity, wanted: Wanted) -> bool:
    every = all if wanted.strictness == "all" else any
    return every(type_ in entity.types for type_ in wanted.types)


def _rank(
    wanted: Wanted, found: Sequence[Found], values: Mapping[tuple[str, str], Sequence[Value]], go_on: Callable[[], None]
) -> list[Candidate]:
    candidates = []
    for each in found:
        go_on()
        candidates.append(_score(wanted, each, values))
    candidates.sort(key=lambda each: (-each.score, each.entity.iri))
    sure = _sure(wanted, candidates)
    return [replace(each, match=each.entity.iri == sure) for each in candidates[: wanted.limit]]


def _score(wanted: Wanted, found: Found, values: Mapping[tuple[str, str], Sequence[Value]]) -> Candidate:
    named = 100.0 if found.is_code else found.likeness
    features: dict[str, float | bool] = {"name": round(found.likeness, 1), "exact": found.exact, "code": found.is_code}
    score = named
    if wanted.types:
        features["type"] = _has_types(found.entity, wanted)
        score *= 1.0 if features["type"] else _OTHER_TYPE
    agreements = {
        property_: _agreement(given, values.get((found.entity.iri, property_), ()))
        for property_, given in wanted.properties.items()
    }
    if agreements:
        features.update({property_: round(degree, 1) for property_, degree in agreements.items()})
        score = (1 - _PROPERTIES) * score + _PROPERTIES * sum(agreements.values()) / len(agreements)
    return Candidate(found.entity, round(score, 1), match=False, features=features)


def _agreement(given: Sequence[str], known: Sequence[Value]) -> float:
    """How well what is given fits what is known, 0 to 100: the best pair."""
    pairs = [(one, other) for one in given for value in known for other in value.texts]
    return max((100.0 if one == other else likeness(plain(one), plain(other)) for one, other in pairs), default=0.0)


def _sure(wanted: Wanted, candidates: Sequence[Candidate]) -> str | None:
    """IRI of the one candidate that can be meant; None when it is not sure."""
    meant = [each for each in candidates if _is_meant(wanted, each)]
    if wanted.properties:
        meant = [each for each in meant if all(each.features[property_] == 100.0 for property_ in wanted.properties)]
    return meant[0].entity.iri if len(meant) == 1 else None


def _is_meant(wanted: Wanted, candidate: Candidate) -> bool:
    if not candidate.features.get("type", True):
        return False
    return bool(candidate.features["exact"] or (candidate.features["code"] and _says_enough(wanted)))


def _says_enough(wanted: Wanted) -> bool:
    """Whether a code can be no word or number of another kind, such as NO or 152, which need a type or a property."""
    text = wanted.text
    mixed = any(map(str.isalpha, text)) and any(map(str.isdecimal, text))
    return bool(wanted.types or wanted.properties) or mixed or ":" in text
