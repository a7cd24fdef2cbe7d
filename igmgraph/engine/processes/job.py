"""A query on its way to a query process, and within what time."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from igmgraph.engine.channel import Task
from igmgraph.engine.reply import Reply
from igmgraph.engine.values import Asker
from igmgraph.errors import DeadlineExceeded, IgmError, Unavailable

__all__ = ["Holder", "Job"]

#: Seconds of waiting that nobody minds; and what a process costs that a query has ended, in seconds.
_NOTICED, _COST = 0.05, 0.1


class Holder(Protocol):
    """What has a query."""

    def give_up(self, job: "Job") -> None:
        """Nobody waits for it any more."""


class Job:
    """A packed task, who waits for it, and what has it.

    Its time passes from the moment when it came, wherever it waits. `is_left` tells that nobody waits for it any more,
    `is_second` that a process which had it was killed, and that it may be begun once more; `is_total` that one could
    not order its values, and that the next one does that in another way.
    """

    __slots__ = (
        "asker",
        "expires",
        "is_left",
        "is_second",
        "is_total",
        "process",
        "queued",
        "reply",
        "task",
        "timeout",
    )

    def __init__(
        self,
        task: bytes,
        timeout: float,
        abandon: Callable[["Job"], None],
        loop: asyncio.AbstractEventLoop,
        asker: Asker | None = None,
    ) -> None:
        self.task, self.timeout, self.asker = task, timeout, asker or Asker()
        self.reply = Reply(loop, lambda _: abandon(self))
        self.process: Holder | None = None
        self.queued: asyncio.TimerHandle | None = None
        self.expires = loop.time() + timeout
        self.is_left = self.is_second = self.is_total = False

    @property
    def client(self) -> str:
        """Who asks."""
        return self.asker.client

    @property
    def came(self) -> float:
        """When it came, by the loop's clock."""
        return self.expires - self.timeout

    def order_totally(self) -> bool:
        """Have values of any kinds ordered; whether that has not been tried yet."""
        task = Task.unpack(self.task)
        if task.total:
            return False
        self.task, self.is_total = task._replace(total=True).pack(), True
        if self.asker.begun is not None:
            self.asker.begun -= _COST
        return True

    @property
    def is_again(self) -> bool:
        """Whether it was begun before."""
        return self.is_second or self.is_total

    def wait_no_more(self) -> None:
        """Forget when it is to be refused, as it waits for no process now."""
        if self.queued is not None:
            self.queued.cancel()

    def overdue(self, begun: float) -> IgmError:
        """What its client is told when its time has passed; `begun` is when evaluation began, by the loop's clock."""
        waited = begun - self.came
        if waited > max(_NOTICED, self.timeout / 2) and not self.is_total:
            return Unavailable("no worker became free in time; try again soon")
        return DeadlineExceeded(
            "the query was stopped after {seconds} s; ask for less, with LIMIT", seconds=f"{self.timeout:g}"
        )
