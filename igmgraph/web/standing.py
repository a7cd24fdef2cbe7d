"""Answers that many requests need and that the data alone decide: asked once for each snapshot, and kept in use."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from igmgraph.engine.base import Engine, Solution

__all__ = ["Standing"]

#: How many rows are kept at most, of all answers together; those that were not asked for the longest time go.
_ROWS = 200_000


class Standing:
    """Remembers answers by snapshot and query. Safe to share between threads."""

    def __init__(self, rows: int = _ROWS) -> None:
        """Keep answers of at most so many rows, an empty one counted as one."""
        self._most = rows
        self._answers: OrderedDict[tuple[str, str], Sequence[Solution]] = OrderedDict()
        self._rows = 0
        self._lock = Lock()

    def ask(self, engine: Engine, query: str) -> Sequence[Solution]:
        """Answer one of the service's own queries; the engine is asked when nobody has asked the same before."""
        key = engine.snapshot_id, query
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        answer = tuple(engine.solutions(query))
        with self._lock:
            self._keep(key, answer)
        return answer

    def _keep(self, key: tuple[str, str], answer: Sequence[Solution]) -> None:
        if key in self._answers:
            return
        self._answers[key] = answer
        self._rows += _size(answer)
        while self._rows > self._most:
            self._rows -= _size(self._answers.popitem(last=False)[1])


def _size(answer: Sequence[Solution]) -> int:
    return max(len(answer), 1)
