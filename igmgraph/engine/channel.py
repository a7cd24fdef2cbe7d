"""What goes between the service and a query process: a task one way, frames of an answer the other.

A frame has a fixed head (kind, length of what follows, cut, rows) and is read as bytes, never as objects: the process
that sends it runs other people's queries. A task comes from the service itself and may be marshalled.
"""

import json
import marshal
import socket
import struct
from dataclasses import dataclass
from typing import NamedTuple

from igmgraph.engine.base import Cut
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
    "PART",
    "WHOLE",
    "Ending",
    "Task",
    "pack",
    "pack_error",
    "read_task",
    "unpack_error",
]

HEAD = struct.Struct("!cxbxIq")
_LENGTH = struct.Struct("!I")
#: Kinds of frames: an answer in one piece; a part; the end after parts; an error instead of, or after, parts.
WHOLE, PART, END, FAILED = b"W", b"P", b"E", b"F"
_CUTS = (None, Cut.ROWS, Cut.BYTES)
_TOLD = (DeadlineExceeded, EngineAway, MemoryExceeded, QueryRefused, QuerySyntaxError, ResultTooLarge, Unavailable)
_ERRORS: dict[str, type[IgmError]] = {each.slug: each for each in _TOLD}


class Task(NamedTuple):
    """A query as a worker gets it.

    `limited` is the text with its rows bounded, `probe` asks for one row more; `timeout` is in seconds.
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

    def pack(self) -> bytes:
        """As bytes, with their number first."""
        content = marshal.dumps((*self,))
        return _LENGTH.pack(len(content)) + content


def read_task(channel: socket.socket) -> Task | None:
    """Wait for the next task; None when the service has gone."""
    data = channel.recv(65_536)
    if not data:
        return None
    (length,) = _LENGTH.unpack_from(data)
    parts, missing = [data], _LENGTH.size + length - len(data)
    while missing > 0:
        parts.append(channel.recv(missing))
        missing -= len(parts[-1])
    return Task(*marshal.loads(memoryview(b"".join(parts))[_LENGTH.size :]))  # noqa: S302


@dataclass(frozen=True, slots=True)
class Ending:
    """What is known of an answer at its end."""

    rows: int | None = None
    cut: Cut | None = None
    coded: bool = False

    @classmethod
    def read(cls, cut: int, rows: int) -> "Ending":
        """From the head of a frame."""
        return cls(None if rows < 0 else rows, _CUTS[abs(cut) % 8 % 3], cut >= 8)


def pack(kind: bytes, content: bytes = b"", ending: Ending | None = None) -> bytes:
    """Make a frame."""
    ending = ending or Ending()
    rows = -1 if ending.rows is None else ending.rows
    return HEAD.pack(kind, _CUTS.index(ending.cut) + 8 * ending.coded, len(content), rows) + content


def pack_error(error: IgmError) -> bytes:
    """Make a frame of an error."""
    return pack(FAILED, json.dumps({"slug": error.slug, "template": error.template, "values": error.values}).encode())


def unpack_error(content: bytes) -> IgmError:
    """The error in a frame."""
    told = json.loads(content)
    return _ERRORS.get(told["slug"], IgmError)(told["template"], **told["values"])
