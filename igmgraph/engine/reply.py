"""An answer as it arrives from a query process, in the service's event loop."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Self

from igmgraph.engine.channel import FAILED, PART, WHOLE, Ending, unpack_error
from igmgraph.engine.values import Cut
from igmgraph.errors import IgmError

__all__ = ["Reply"]

#: Bytes that wait for a client before the worker has to.
_MOST_WAITING = 512 * 1024


class Reply:
    """Frames come in by `take`, parts go out by `part`.

    Attributes:
        has_begun: whether any of the answer has arrived.
        ended: whether the worker has said all.
        ending: what is known of the answer; not before `ended`, but for the coding.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, abandon: Callable[["Reply"], None]) -> None:
        self._loop = loop
        # Only as long as there is anything to give up: it knows the query, which knows this reply.
        self._abandon: Callable[[Reply], None] | None = abandon
        self._parts: deque[bytes] = deque()
        self._waiting = 0
        self._reader: asyncio.Future[None] | None = None
        self._error: IgmError | None = None
        self._resume: Callable[[], None] | None = None
        self._notify: Callable[[], None] | None = None
        self.has_begun = self.ended = self._dropped = False
        self.ending = Ending()

    def take(self, kind: bytes, content: bytes, ending: Ending) -> None:
        """Take a frame of the channel."""
        self.has_begun, self.ended = True, kind != PART
        if kind == FAILED:
            self._error = unpack_error(content)
        else:
            self.ending = ending
        if kind in {WHOLE, PART} and not self._dropped:
            self._parts.append(content)
            self._waiting += len(content)
        self._wake()

    @property
    def is_full(self) -> bool:
        """Whether the worker should wait for the client."""
        return self._waiting >= _MOST_WAITING

    def fail(self, error: IgmError) -> None:
        """The worker has ended before it said all."""
        self.ended, self._error, self._resume = True, error, None
        self._wake()

    def _wake(self) -> None:
        if self.ended:
            self._abandon = None
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)
        if self._notify is not None:
            notify, self._notify = self._notify, None
            notify()

    def notify(self, call: Callable[[], None]) -> None:
        """Have something called when the answer has begun, or went wrong, for who does not wait in a task."""
        self._notify = call

    @property
    def is_complete(self) -> bool:
        """Whether all of the answer has arrived."""
        return self.ended and self._error is None

    def take_rest(self) -> bytes:
        """What was not read yet of an answer that is complete; nothing afterwards."""
        self._waiting = 0
        content = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        self._parts.clear()
        return content

    def hold(self, resume: Callable[[], None]) -> None:
        """Have `resume` called when there is room for more."""
        self._resume = resume

    async def begin(self) -> Self:
        """Wait for the first part, or for what went wrong instead, and return this reply.

        Raises:
            IgmError: the query was refused or stopped.
        """
        if not self._parts and not self.ended:
            await self._more()
        if self._error is not None:
            raise self._error
        return self

    async def part(self) -> bytes:
        """The next part; empty at the end.

        Raises:
            IgmError: the query was stopped.
        """
        while not self._parts:
            if self._error is not None:
                raise self._error
            if self.ended:
                return b""
            await self._more()
        part = self._parts.popleft()
        self._waiting -= len(part)
        if self._resume is not None and self._waiting < _MOST_WAITING:
            resume, self._resume = self._resume, None
            resume()
        return part

    async def _more(self) -> None:
        self._reader = self._loop.create_future()
        try:
            await self._reader
        except asyncio.CancelledError:
            self.close()
            raise

    def close(self) -> None:
        """Take no more of it."""
        self._dropped, self._notify = True, None
        self._parts.clear()
        self._waiting = 0
        abandon, self._abandon = self._abandon, None
        if abandon is not None:
            if self._resume is not None:
                self._resume()
            abandon(self)

    @property
    def rows(self) -> int | None:
        """Rows or triples, where their number is known."""
        return self.ending.rows

    @property
    def cut(self) -> Cut | None:
        """The ceiling that ended the answer early."""
        return self.ending.cut
