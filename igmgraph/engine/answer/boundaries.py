"""Where a row ends in a result that is still being written, so that it can be cut there and stay well-formed.

The engine's writers send pieces of some 8 KiB that end anywhere. Nothing here parses: each syntax has a mark that
stands nowhere but between rows, and is searched from the end.
"""

from collections.abc import Callable

__all__ = ["Boundary", "boundary_of"]

#: Bytes of a result, and how many of them are safe to look at; how many make whole rows, 0 if none is found.
Boundary = Callable[[bytes, int], int]

_VALUE, _ROW, _LIST = b'":{"type":"', b'},{"', b'"bindings":['


def _json(data: bytes, stop: int) -> int:
    """A quote in a JSON string is escaped, so that `},{"name":{"type":"` can only be where a row begins."""
    row = data.rfind(_ROW, 0, stop)
    while row >= 0:
        name = data.find(b'"', row + len(_ROW), stop)
        if name >= 0 and data.startswith(_VALUE, name, stop):
            return row + 1
        row = data.rfind(_ROW, 0, row)
    return _empty(data, stop)


def _empty(data: bytes, stop: int) -> int:
    """Behind the last of rows of which none has a value, `{}`."""
    first = data.find(_LIST) + len(_LIST) if data.startswith(b"{") else 0
    return data.rfind(b"}", first, stop) + 1 if not data[first:stop].strip(b"{},") else 0


def _xml(data: bytes, stop: int) -> int:
    return data.rfind(b"</result>", 0, stop) + len(b"</result>") if b"</result>" in data[:stop] else 0


def _lines(data: bytes, stop: int) -> int:
    return data.rfind(b"\n", 0, stop) + 1


def _csv(data: bytes, stop: int) -> int:
    """An end of line is one of a row when an even number of quotes stands before it; `data` begins with a row."""
    end = data.rfind(b"\r\n", 0, stop)
    quotes = data.count(b'"', 0, end) if end > 0 else 0
    while end > 0 and quotes % 2:
        before = data.rfind(b"\r\n", 0, end)
        quotes -= data.count(b'"', max(before, 0), end)
        end = before
    return end + 2 if end > 0 else 0


_BOUNDARIES: dict[str, Boundary] = {
    "application/sparql-results+json": _json,
    "application/json": _json,
    "application/sparql-results+xml": _xml,
    "application/xml": _xml,
    "text/xml": _xml,
    "text/csv": _csv,
    "text/tab-separated-values": _lines,
}


def boundary_of(media_type: str) -> Boundary:
    """What finds the end of the last whole row of a SELECT result in this media type."""
    return _BOUNDARIES[media_type]
