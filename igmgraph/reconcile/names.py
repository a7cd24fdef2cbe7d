"""Names as matching compares them: no case, no accents, no punctuation; and how alike two of them are."""

import re
from functools import lru_cache

from rapidfuzz import fuzz

from igmgraph.search.words import fold

__all__ = ["likeness", "plain", "trigrams"]

_BETWEEN = re.compile(r"[\W_]+")
#: What a likeness is worth when words stand in another order, and when one name has words that the other has not.
_REORDERED, _PARTIAL = 0.98, 0.9
#: Characters below which a name is found in too many others to say anything.
_SHORTEST = 4
#: Most characters of a name that is remembered.
_REMEMBERED = 100


def plain(text: str) -> str:
    """A name as it is compared.

    >>> plain("  Côte d'Ivoire "), plain("MONTE-PATRIA")
    ('cote d ivoire', 'monte patria')
    """
    # A client chooses how long the texts are that it sends.
    return _known_plain(text) if len(text) <= _REMEMBERED else _plain(text)


def _plain(text: str) -> str:
    return _BETWEEN.sub(" ", fold(text)).strip()


_known_plain = lru_cache(maxsize=50_000)(_plain)


def trigrams(name: str) -> set[str]:
    """Runs of three characters of a plain name, with its beginning and its end."""
    padded = f"  {name} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}


def likeness(one: str, other: str) -> float:
    """How alike two plain names are, from 0 to 100, which only equal names have.

    >>> likeness("monte patria", "monte patria"), likeness("monte patria", "patria monte")
    (100.0, 98.0)
    >>> round(likeness("monte patria", "monte ptria"))
    96
    """
    if one == other:
        return 100.0
    found = [fuzz.ratio(one, other), _REORDERED * fuzz.token_sort_ratio(one, other)]
    if min(len(one), len(other)) >= _SHORTEST:
        found.append(_PARTIAL * fuzz.token_set_ratio(one, other))
    return min(99.0, max(found))
