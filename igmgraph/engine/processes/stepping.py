"""How far a query process steps behind others while its query takes long, by the processor time that it takes.

Not by the clock: who merely waits for its turn, on a machine that has others at work, would never have one again. Nor
for ever: who stands behind all and has next to nothing any more is as far behind as a query that has just become long.
"""

from math import inf
from time import monotonic

from igmgraph.engine.processes.forks import WorkerHandle
from igmgraph.engine.processes.priority import may_step_forward

__all__ = ["Stepping"]

#: Seconds of a processor after which a process steps behind those whose queries have just begun, and how far (nice(2));
#: where it cannot come back afterwards it ends with the query, which costs as much as a short one.
_STEPS = ((0.05, 5), (0.5, 39))
_STEPS_FOR_GOOD = ((0.5, 39),)
#: Least seconds between two looks.
_PAUSE = 0.02
#: Seconds of the clock over which it is looked at what a process has that stands behind all, and the share of a
#: processor below which it starves. Many that are behind together have more, each as much as the others.
_WHILE, _STARVES = 0.5, 0.05


class Stepping:
    """Of one process."""

    def __init__(self, handle: WorkerHandle) -> None:
        self._handle, self._steps = handle, _STEPS if may_step_forward() else _STEPS_FOR_GOOD
        self._behind, self._since = 0, 0.0
        # When it had had how much of a processor; None once it has come forward.
        self._mark: tuple[float, float] | None = None

    def begin(self) -> float:
        """Take note that a query takes long; returns the seconds after which to look again."""
        self._since = self._handle.processed()
        return self._judge(self._since)

    def look(self) -> float:
        """Step behind as far as the query has deserved; likewise."""
        return self._judge(self._handle.processed())

    def _judge(self, had: float) -> float:
        now = monotonic()
        while self._behind < len(self._steps):
            seconds, steps = self._steps[self._behind]
            if had - self._since < seconds:
                return max(seconds - (had - self._since), _PAUSE)
            self._handle.step_back(steps)
            self._behind += 1
            # Whoever may not come forward stays.
            self._mark = (now, had) if len(self._steps) > 1 else None
        return self._help(now, had)

    def _help(self, now: float, had: float) -> float:
        """Come forward from behind all, once, when others leave nothing; returns when to look again."""
        if self._mark is None:
            return inf
        then, before = self._mark
        if now - then < _WHILE:
            return max(then + _WHILE - now, _PAUSE)
        if had - before >= _STARVES * (now - then):
            self._mark = now, had
            return _WHILE
        self._handle.step_back(self._steps[0][1])
        self._mark = None
        return inf

    def end(self) -> bool:
        """The query has ended; returns whether the process runs like others again."""
        if not self._behind:
            return True
        self._behind = 0
        return self._handle.step_forward()
