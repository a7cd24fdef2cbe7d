"""Answers that are kept for who asks the same again; a snapshot never changes, so they stay true while it is served."""

from collections.abc import Hashable
from operator import itemgetter
from sys import getsizeof
from typing import NamedTuple

from cachetools import FIFOCache, LRUCache

from igmgraph.engine.values import Cut

__all__ = ["Cache", "Kept"]

#: What an entry takes besides its body and key, and the part of the whole that one may have.
_OVERHEAD, _SHARE = 1_000, 8
#: Bytes of an answer in parts that are gathered when it is not known how many there will be; sizes that are known.
_AT_FIRST, _WEIGHED = 4 * 1024**2, 1_000


class Kept(NamedTuple):
    """The body of an answer, coded as it is sent, and what is known of it."""

    body: bytes
    coding: str
    rows: int | None
    cut: Cut | None


class Cache:
    """Keeps what was used last, up to a number of bytes. It lives in one event loop."""

    def __init__(self, size: int) -> None:
        # Bare tuples of bare values: the garbage collector, which would stop the event loop for all there is, leaves
        # them alone.
        self._entries: LRUCache[tuple[Hashable, ...], tuple[bytes, str, int | None, Cut | None, int]] = LRUCache(
            size, getsizeof=itemgetter(-1)
        )
        #: Size above which an answer is not kept.
        self.most = size // _SHARE
        self._sizes: FIFOCache[int, int] = FIFOCache(_WEIGHED)

    def get(self, key: tuple[Hashable, ...]) -> Kept | None:
        """Find an answer."""
        found = self._entries.get(key)
        return Kept(*found[:4]) if found is not None else None

    def put(self, key: tuple[Hashable, ...], kept: Kept) -> None:
        """Keep an answer in place of the one before, and let others go for it; one that is too large is not kept."""
        self._entries.pop(key, None)
        size = len(kept.body) + _OVERHEAD
        # Where nothing is kept, nothing needs to be weighed, which takes longer.
        if size <= self.most and (size := size + _weight(key)) <= self.most:
            self._entries[tuple(key)] = (kept.body, kept.coding, kept.rows, kept.cut, size)

    def room(self, key: Hashable) -> int:
        """Bytes of an answer in parts to gather: few, unless it came before and is known to be one that can be kept."""
        size = self._sizes.get(hash(key))
        if size is None:
            return min(_AT_FIRST, self.most)
        return self.most if size <= self.most else 0

    def weigh(self, key: Hashable, size: int) -> None:
        """Remember how large an answer in parts is that was not kept."""
        self._sizes[hash(key)] = size

    def clear(self) -> None:
        """Let all go."""
        self._entries.clear()
        self._sizes.clear()

    def __len__(self) -> int:
        """How many answers are kept."""
        return len(self._entries)

    @property
    def used(self) -> int:
        """Bytes that are in use."""
        return int(self._entries.currsize)


def _weight(key: tuple[Hashable, ...]) -> int:
    """Bytes of a key: a client chooses how long it is."""
    return sum(_weight(part) if isinstance(part, tuple) else getsizeof(part) for part in key)
