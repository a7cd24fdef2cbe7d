"""What the text of a query leaves open: whether its rows have an order, and whether it says which rows it wants."""

import re

from igmgraph.rdf.lexical import mask

__all__ = ["is_ordered", "open_ends"]

_PART = re.compile(r"(?P<open>\{)|(?P<close>\})|\bORDER\s+BY\b", re.IGNORECASE)
_CUT = re.compile(r"\b(?:LIMIT|OFFSET)\s*\d", re.IGNORECASE)
_ORDER = re.compile(r"\bORDER\s+BY\b", re.IGNORECASE)
#: Functions that give another value each time, or choose one of several.
_VOLATILE = re.compile(r"\b(?:RAND|NOW|UUID|STRUUID|SAMPLE|GROUP_CONCAT)\s*\(", re.IGNORECASE)


def is_ordered(text: str) -> bool:
    """Whether the query, not one inside of it, has an ORDER BY.

    >>> is_ordered("SELECT * { { SELECT * { ?s ?p ?o } ORDER BY ?s } }")
    False
    """
    depth = 0
    for part in _PART.finditer(mask(text)):
        if part.lastgroup is None and depth == 0:
            return True
        depth += {"open": 1, "close": -1}.get(part.lastgroup or "", 0)
    return False


def open_ends(text: str) -> list[str]:
    """Why the same data may give another answer: `cut` (a LIMIT of rows without order), `volatile` (a function).

    >>> open_ends("SELECT (NOW() AS ?now) { } LIMIT 1")
    ['cut', 'volatile']
    """
    masked = mask(text)
    reasons = {
        "cut": bool(_CUT.search(masked) and not _ORDER.search(masked)),
        "volatile": bool(_VOLATILE.search(masked)),
    }
    return [reason for reason, holds in reasons.items() if holds]
