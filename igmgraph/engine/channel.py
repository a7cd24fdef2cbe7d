"""What goes between the service and a query process: a task one way, frames of an answer the other.

A frame has a fixed head (kind, how the answer is cut and coded, length of what follows, microseconds, rows) and is read
as bytes, never as objects: the process that sends it runs other people's queries. A task comes from the service itself
and may be marshalled.

Several tasks may be on their way at once; their answers come one after the other, in the same order.
"""

import json
import marshal
import socket
import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

from igmgraph.engine.values import Cut
from igmgraph.errors import (
    DeadlineExceeded,
    EngineAway,
    IgmError,
    MemoryExceeded,
    QueryRefused,
    QuerySyntaxError,
    ResultTooLarge,
    Unavailable,
)

__all__ = [
    "END",
    "FAILED",
    "HEAD",
    "LEAVING",
    "PART",
    "UNFIT",
    "WHOLE",
    "Ending",
    "Frames",
    "Send",
    "Task",
    "head_of",
    "read_tasks",
    "send_error",
    "sender",
    "unpack_error",
]

HEAD = struct.Struct("!cxbxIIq")
_LENGTH = struct.Struct("!I")
_MICROSECONDS, _MOST_MICROSECONDS = 1_000_000, 2**32 - 1
#: Kinds of frames: an answer in one piece; a part; the end after parts; an error instead of, or after, parts; the last
#: word of a process that ends by itself, having read nothing of what waits for it; that of one that could not begin.
WHOLE, PART, END, FAILED, LEAVING, UNFIT = b"W", b"P", b"E", b"F", b"L", b"U"
_CUTS = (None, Cut.ROWS, Cut.BYTES)
_TOLD = (DeadlineExceeded, EngineAway, MemoryExceeded, QueryRefused, QuerySyntaxError, ResultTooLarge, Unavailable)
#: Sends a frame, head and content.
Send = Callable[[bytes, bytes | memoryview], None]
_ERRORS: dict[str, type[IgmError]] = {each.slug: each for each in _TOLD}


class Task(NamedTuple):
    """A query as a worker gets it.

    `limited` is the text with its rows bounded, `probe` asks for one row more; `timeout` is in seconds; `total` tells
    that values of any kinds are to be ordered.
    """

    text: str
    limited: str
    probe: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    base_iri: str
    union: bool
    media_type: str
    coding: str
    max_rows: int
    max_bytes: int
    timeout: float
    total: bool = False

    @classmethod
    def unpack(cls, packed: bytes | memoryview) -> "Task":
        """From what `pack` gave."""
        return cls(*marshal.loads(memoryview(packed)[_LENGTH.size :]))  # noqa: S302

    def pack(self) -> bytes:
        """As bytes, with their number first."""
        content = marshal.dumps((*self,))
        return _LENGTH.pack(len(content)) + content


def read_tasks(channel: socket.socket) -> Iterator[Task]:
    """Wait for one task after the other, until the service has gone."""
    held = b""
    while data := channel.recv(65_536):
        held += data
        start = 0
        while len(held) >= start + _LENGTH.size:
            (length,) = _LENGTH.unpack_from(held, start)
            stop = start + _LENGTH.size + length
            if len(held) < stop:
                break
            yield Task.unpack(memoryview(held)[start:stop])
            start = stop
        held = held[start:]


class Ending(NamedTuple):
    """What is known of an answer at its end; `spent` are the seconds that it took the process, 0 where not known."""

    rows: int | None = None
    cut: Cut | None = None
    coded: bool = False
    spent: float = 0.0

    @classmethod
    def read(cls, cut: int, microseconds: int, rows: int) -> "Ending":
        """From the head of a frame."""
        return cls(None if rows < 0 else rows, _CUTS[abs(cut) % 8 % 3], cut >= 8, microseconds / _MICROSECONDS)


def head_of(kind: bytes, length: int, ending: Ending | None = None) -> bytes:
    """Head of a frame whose content has so many bytes."""
    ending = ending or Ending()
    rows = -1 if ending.rows is None else ending.rows
    microseconds = min(int(ending.spent * _MICROSECONDS), _MOST_MICROSECONDS)
    return HEAD.pack(kind, _CUTS.index(ending.cut) + 8 * ending.coded, length, microseconds, rows)


class Frames:
    """Bytes of a channel, cut into frames."""

    def __init__(self) -> None:
        # Of a frame that is not complete: what has come, and how many bytes have to come before it is looked at again.
        self._held: list[bytes] = []
        self._missing = 0

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes, Ending]]:
        """Take more bytes; the kind, the content and the ending of each frame that is complete now."""
        if self._held:
            self._held.append(data)
            self._missing -= len(data)
            if self._missing > 0:
                return
            data = b"".join(self._held)
            self._held = []
        start, size = 0, len(data)
        while True:
            stop = start + HEAD.size
            if size < stop:
                break
            kind, known, length, microseconds, rows = HEAD.unpack_from(data, start)
            stop += length
            if size < stop:
                break
            content = data[start + HEAD.size : stop]
            start = stop
            yield kind, content, Ending.read(known, microseconds, rows)
        if start < size:
            self._held, self._missing = [data[start:]], stop - size

    @property
    def rest(self) -> bytes:
        """What has come and is no whole frame: of a process that has ended, what it said about that."""
        return b"".join(self._held)


def send_error(send: Send, error: IgmError) -> None:
    """Send an error as a frame."""
    content = json.dumps({"slug": error.slug, "template": error.template, "values": error.values}).encode()
    send(head_of(FAILED, len(content)), content)


def sender(channel: socket.socket) -> Send:
    """What sends frames over a channel that blocks."""

    def send(head: bytes, content: bytes | memoryview) -> None:
        # Both at once, and without a copy of what may be large.
        sent = channel.sendmsg((head, content))
        if sent < len(head) + len(content):
            channel.sendall(b"".join((head, content))[sent:])

    return send


def unpack_error(content: bytes) -> IgmError:
    """The error in a frame."""
    told = json.loads(content)
    return _ERRORS.get(told["slug"], IgmError)(told["template"], **told["values"])
