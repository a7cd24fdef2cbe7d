"""What Virtuoso spells in its own way in JSON: blank nodes with labels that are no names, and booleans as numbers."""

from typing import IO

__all__ = ["Respelled"]

_BOOLEAN = b'"datatype": "http://www.w3.org/2001/XMLSchema#boolean", "value": '
#: No string holds any of them, since its quotation marks are escaped.
_SPELLINGS = {
    b'"value": "nodeID://': b'"value": "nodeID_',
    _BOOLEAN + b'"1"': _BOOLEAN + b'"true"',
    _BOOLEAN + b'"0"': _BOOLEAN + b'"false"',
}
_LONGEST = max(map(len, _SPELLINGS))


class Respelled:
    """A file whose reader sees all this as SPARQL has it; what may go on is held back until the rest is there."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content, self._held = content, b""

    def read(self, size: int = -1) -> bytes:
        """Read some bytes; empty at the end alone."""
        while data := self._content.read(size):
            data = self._held + data
            for theirs, ours in _SPELLINGS.items():
                data = data.replace(theirs, ours)
            kept = next((n for n in range(_LONGEST - 1, 0, -1) if _may_go_on(data[-n:], n)), 0)
            data, self._held = data[: len(data) - kept], data[len(data) - kept :]
            if data:
                return data
        rest, self._held = self._held, b""
        return rest


def _may_go_on(end: bytes, length: int) -> bool:
    return len(end) == length and any(len(each) > length and each.startswith(end) for each in _SPELLINGS)
