"""What many requests need and the data alone decide: found out once for each snapshot, and kept while it is used."""

from collections.abc import Callable, Hashable, Sequence, Sized
from contextlib import suppress
from threading import Lock
from typing import TypeVar

from cachetools import LRUCache

from igmgraph.engine.base import Engine
from igmgraph.engine.values import Solution

__all__ = ["Standing"]

_Kept = TypeVar("_Kept", bound=Sized)
#: How many rows are kept at most, of all answers together; those that were not asked for the longest time go.
_ROWS = 200_000


class Standing:
    """Remembers answers by snapshot and query, and what was made of them. Safe to share between threads."""

    def __init__(self, rows: int = _ROWS) -> None:
        """Keep answers of at most so many rows, an empty one counted as one."""
        self._answers: LRUCache[Hashable, Sized] = LRUCache(rows, getsizeof=_size)
        self._lock = Lock()

    def ask(self, engine: Engine, query: str) -> Sequence[Solution]:
        """Answer one of the service's own queries; the engine is asked when nobody has asked the same before."""
        return self.keep(engine, query, lambda: tuple(engine.solutions(query)))

    def keep(self, engine: Engine, name: Hashable, make: Callable[[], _Kept]) -> _Kept:
        """What `make` makes of the snapshot, called when nothing of this name is there.

        The name tells all else that it depends on.
        """
        key = engine.snapshot_id, name
        with self._lock:
            if key in self._answers:
                return self._answers[key]  # type: ignore[return-value]
        made = make()
        # One with more rows than are kept at all is not kept.
        with self._lock, suppress(ValueError):
            self._answers[key] = made
        return made


def _size(made: Sized) -> int:
    return max(len(made), 1)
