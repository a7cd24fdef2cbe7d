"""How far a query process steps behind others while its query takes long, by the processor time that it takes.

Not by the clock: who merely waits for its turn, on a machine that has others at work, would never have one again.
"""

from math import inf

from igmgraph.engine.processes.forks import WorkerHandle
from igmgraph.engine.processes.priority import may_step_forward

__all__ = ["Stepping"]

#: Seconds of a processor after which a process steps behind those whose queries have just begun, and how far (nice(2));
#: where it cannot come back afterwards it ends with the query, which costs as much as a short one.
_STEPS = ((0.05, 5), (0.5, 39))
_STEPS_FOR_GOOD = ((0.5, 39),)
#: Least seconds between two looks.
_PAUSE = 0.02


class Stepping:
    """Of one process."""

    def __init__(self, handle: WorkerHandle) -> None:
        self._handle, self._steps = handle, _STEPS if may_step_forward() else _STEPS_FOR_GOOD
        self._behind, self._since = 0, 0.0

    def begin(self) -> float:
        """Take note that a query takes long; returns the seconds after which to look again."""
        self._since = self._handle.processed()
        return self.look()

    def look(self) -> float:
        """Step behind as far as the query has deserved; likewise."""
        spent = self._handle.processed() - self._since
        while self._behind < len(self._steps):
            seconds, steps = self._steps[self._behind]
            if spent < seconds:
                return max(seconds - spent, _PAUSE)
            self._handle.step_back(steps)
            self._behind += 1
        return inf

    def end(self) -> bool:
        """The query has ended; returns whether the process runs like others again."""
        if not self._behind:
            return True
        self._behind = 0
        return self._handle.step_forward()
