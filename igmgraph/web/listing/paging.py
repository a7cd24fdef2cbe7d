"""Where a page of results begins and how long it is, as a URL says it: by key, so that no page is read twice."""

import math

from flask import request

from igmgraph.errors import InputError
from igmgraph.search.reader import Key

__all__ = ["read_key", "read_size", "write_key"]

_SIZE, _MOST = 20, 100
#: No document has a greater number.
_LAST = 2**32 - 1


def read_key() -> Key | None:
    """End of the page before the one that the current request asks for; None when it asks for the first.

    Raises:
        InputError: `after` is nothing that a page gave as its end.
    """
    text = request.args.get("after")
    if text is None:
        return None
    score, _, number = text.partition("_")
    try:
        key = float(score), int(number)
    except ValueError:
        key = math.nan, 0
    if not math.isfinite(key[0]) or not 0 <= key[1] <= _LAST:
        raise InputError("after: take it from the address of the next page, which each page gives")
    return key


def write_key(key: Key) -> str:
    """Write a key; the score is read back as the same number."""
    return f"{key[0]!r}_{key[1]}"


def read_size() -> int:
    """How many results the current request asks for.

    Raises:
        InputError: `size` is not a whole number from 1 to 100.
    """
    text = request.args.get("size", str(_SIZE))
    if not text.isdecimal() or len(text) > 3 or not 1 <= int(text) <= _MOST:
        raise InputError("size: a whole number from 1 to {most} is expected", most=_MOST)
    return int(text)
