"""A client that leaves before it has its answer: whoever works on that is told."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Self

__all__ = ["Departure", "Receive"]

#: How an ASGI server gives the messages of a client (ASGI 3.0).
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

#: Seconds after which a client is watched; most have their answer by then, and watching costs as much as a short query.
_SOON = 0.02


class Departure:
    """Within it, the task is cancelled when the client leaves; `happened` then tells why."""

    __slots__ = ("_receive", "_task", "_timer", "_watch", "happened")

    def __init__(self, receive: Receive) -> None:
        self._receive, self.happened = receive, False

    def __enter__(self) -> Self:
        """Begin to watch, soon."""
        loop = asyncio.get_running_loop()
        self._task: asyncio.Task[object] | None = asyncio.current_task()
        self._watch: asyncio.Task[None] | None = None
        self._timer = loop.call_later(_SOON, self.watch)
        return self

    def watch(self) -> None:
        """Begin to watch now."""
        if self._watch is None:
            self._timer.cancel()
            self._watch = asyncio.get_running_loop().create_task(self._wait())

    async def _wait(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.happened = True
        if self._task is not None:
            self._task.cancel()

    def __exit__(self, *_: object) -> None:
        """End watching."""
        self._timer.cancel()
        if self._watch is not None:
            self._watch.cancel()
