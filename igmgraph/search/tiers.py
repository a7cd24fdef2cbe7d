"""Sets of documents in the order in which they are listed: what has more of the words first, then by number."""

from collections.abc import Sequence
from itertools import pairwise

from pyroaring import BitMap

__all__ = ["Key", "keys_after", "tier_score", "tiers_of"]

#: Where a page ends: score and number of its last document. The next page begins after it, whatever was before.
Key = tuple[float, int]

#: No two scores of BM25 are so far apart.
_MORE_THAN_ANY = 10_000.0


def tiers_of(sets: Sequence[BitMap]) -> list[BitMap]:
    """Members of some sets by how many they are in: first of the most, never of none; no tier is empty.

    >>> [list(tier) for tier in tiers_of([BitMap([1, 2]), BitMap([2, 3])])]
    [[2], [1, 3]]
    """
    at_least = [BitMap() for _ in range(len(sets) + 1)]
    for each in sets:
        for number in range(len(sets) - 1, 0, -1):
            at_least[number] |= at_least[number - 1] & each
        at_least[0] |= each
    exactly = [some - more for some, more in pairwise(at_least)]
    return [tier for tier in reversed(exactly) if tier]


def tier_score(tiers: Sequence[BitMap], number: int) -> float:
    """What a document's tier adds to its score; lower scores come first."""
    return next(place for place, tier in enumerate(tiers) if number in tier) * _MORE_THAN_ANY


def keys_after(tiers: Sequence[BitMap], after: Key | None, size: int) -> list[Key]:
    """The first documents after a key, when nothing but their tier and number orders them."""
    found: list[Key] = []
    for place, tier in enumerate(tiers):
        score = place * _MORE_THAN_ANY
        if after is None or score >= after[0]:
            start = tier.rank(after[1]) if after is not None and score == after[0] else 0
            found += ((score, number) for number in tier[start : start + size - len(found)])
    return found
