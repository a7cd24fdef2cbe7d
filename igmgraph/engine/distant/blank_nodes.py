"""Blank nodes as Virtuoso writes them in JSON, `nodeID://b10064`, given labels that are names, as SPARQL has them."""

from typing import IO

__all__ = ["RelabelledNodes"]

_THEIRS, _OURS = b'"nodeID://', b'"nodeID-'


class RelabelledNodes:
    """A file whose reader sees the labels renamed; a piece of a label is held back until the rest is there."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content, self._held = content, b""

    def read(self, size: int = -1) -> bytes:
        """Read some bytes; empty at the end alone."""
        while data := self._content.read(size):
            data = (self._held + data).replace(_THEIRS, _OURS)
            kept = next((n for n in range(len(_THEIRS) - 1, 0, -1) if data.endswith(_THEIRS[:n])), 0)
            data, self._held = data[: len(data) - kept], data[len(data) - kept :]
            if data:
                return data
        rest, self._held = self._held, b""
        return rest
