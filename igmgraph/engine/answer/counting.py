"""How many rows a part of a result has; a part begins with the result, or behind a row."""

import re
from collections.abc import Callable
from functools import cache

__all__ = ["Counter", "counter_of"]

#: Bytes of a result, and where in them a part ends behind a row; how many rows that part has.
Counter = Callable[[bytes, int], int]

_LIST = b'"bindings":['
#: What stands between two rows, if the beginning of a name stands behind it.
_BETWEEN = re.compile(rb'\}\},\{("[^,}]|)')
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)


def _json(data: bytes, stop: int) -> int:
    r"""Rows stand apart by `}},{"` and the letter of a name.

    No string looks like that, as its quotes are escaped, or like its end, where a comma or a brace follows. Where
    there is anything else, as `}},{}` of a row without values, strings are left out before it is counted.

    >>> _json(b'{"results":{"bindings":[{"a":{"value":"}},{"}},{"a":{"value":"}},{\\"a"}}]}}', 79)
    2
    """
    part = data[:stop]
    # A part ends before the comma.
    first = part.find(_LIST) + len(_LIST) if part.startswith(b"{") else 1
    begun = int(part.startswith(b"{", first))
    found = _BETWEEN.findall(part)
    if part.startswith(b"{}", first) or b"" in found:
        return begun + _STRING.sub(b"", part).count(b"},{")
    return begun + len(found)


def _xml(data: bytes, stop: int) -> int:
    return data.count(b"</result>", 0, stop)


def _csv(data: bytes, stop: int) -> int:
    """Ends of lines but for those within quotes; the first line has names."""
    part = data[:stop]
    return sum(piece.count(b"\r\n") for piece in part.split(b'"')[::2])


def _tsv(data: bytes, stop: int) -> int:
    """Ends of lines; the first line has names."""
    return data.count(b"\n", 0, stop)


#: By the end of the media type; and lines that are no rows.
_COUNTERS: dict[str, tuple[Counter, int]] = {
    "json": (_json, 0),
    "xml": (_xml, 0),
    "csv": (_csv, 1),
    "values": (_tsv, 1),
}


@cache
def counter_of(media_type: str) -> tuple[Counter, int]:
    """What counts the rows of each part in this media type; and by how much the sum is too large."""
    return next(found for end, found in _COUNTERS.items() if media_type.endswith(end))
