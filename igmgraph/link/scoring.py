"""How well a candidate fits: a score from 0 to 1 that is the sum of reasons, each of which a person can check.

The weights are a rank, not a probability. What contradicts counts against a candidate; what is unknown does not.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from igmgraph.link.targets import Target
from igmgraph.link.things import Candidate, Coordinates, Label, Thing

__all__ = ["Reason", "Score", "score"]

_LABEL, _SAME_CODE = 0.5, 0.4
_TYPE, _OTHER_TYPE = 0.15, -0.2
_COUNTRY, _OTHER_COUNTRY = 0.2, -0.4
_NEAR, _FAR = 0.15, -0.3
_RIVAL = -0.1
#: Kilometres within which two points may be one place, and beyond which they are not.
_NEAR_KM, _FAR_KM = 30.0, 150.0
_EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for a candidate, or against it: a word for it, what was seen, and its weight."""

    name: str
    seen: str
    weight: float


@dataclass(frozen=True, slots=True)
class Score:
    """The reasons for a candidate, and their sum."""

    reasons: Sequence[Reason]

    @property
    def value(self) -> float:
        """From 0 to 1, to two decimals."""
        return round(min(1.0, max(0.0, sum(reason.weight for reason in self.reasons))), 2)

    @property
    def proven(self) -> bool:
        """Whether a shared code says that the two are one."""
        return any(reason.name == "code" for reason in self.reasons)


def score(thing: Thing, candidate: Candidate, target: Target, rivals: int) -> Score:
    """Score a candidate for a thing; `rivals` is how many other candidates the thing has."""
    found = [
        _label(thing, candidate),
        _code(thing, candidate),
        _type(candidate, target.words.get(thing.kind, ())),
        _country(thing, candidate),
        _distance(thing.coordinates, candidate.coordinates),
    ]
    if rivals:
        found.append(Reason("rivals", str(rivals), _RIVAL))
    return Score([reason for reason in found if reason])


def _label(thing: Thing, candidate: Candidate) -> Reason:
    pairs = [(ours, theirs) for ours in sorted(thing.labels) for theirs in sorted(candidate.labels)]
    (language, ours), (_, theirs) = max(pairs, key=_likeness)
    seen = f"{ours}@{language}" if ours == theirs else f"{ours}@{language}, {theirs}"
    return Reason("label", seen, round(_LABEL * _likeness(((language, ours), ("", theirs))) / 100, 2))


def _likeness(pair: tuple[Label, Label]) -> float:
    """How alike two labels are, 0 to 100, whatever their case, punctuation and order of words."""
    (_, one), (_, other) = pair
    return fuzz.token_sort_ratio(one, other, processor=default_process)


def _code(thing: Thing, candidate: Candidate) -> Reason | None:
    shared = sorted(thing.codes & candidate.codes)
    return Reason("code", ", ".join(shared), _SAME_CODE) if shared else None


def _type(candidate: Candidate, words: Sequence[str]) -> Reason | None:
    if not candidate.types:
        return None
    known = {word.casefold() for word in words}
    fitting = sorted(each for each in candidate.types if known & set(default_process(each).split()))
    if fitting:
        return Reason("type", ", ".join(fitting), _TYPE)
    return Reason("other type", ", ".join(sorted(candidate.types)), _OTHER_TYPE)


def _country(thing: Thing, candidate: Candidate) -> Reason | None:
    if not (thing.countries and candidate.countries):
        return None
    if shared := sorted(thing.countries & candidate.countries):
        return Reason("country", ", ".join(shared), _COUNTRY)
    return Reason("other country", ", ".join(sorted(candidate.countries)), _OTHER_COUNTRY)


def _distance(ours: Coordinates | None, theirs: Coordinates | None) -> Reason | None:
    if not (ours and theirs):
        return None
    kilometres = _kilometres(ours, theirs)
    if kilometres <= _NEAR_KM:
        return Reason("near", f"{kilometres:.0f} km", _NEAR)
    return Reason("far", f"{kilometres:.0f} km", _FAR) if kilometres > _FAR_KM else None


def _kilometres(one: Coordinates, other: Coordinates) -> float:
    """Length of the great circle between two points (haversine formula)."""
    (lat1, long1), (lat2, long2) = (tuple(map(math.radians, point)) for point in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((long2 - long1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(half))
