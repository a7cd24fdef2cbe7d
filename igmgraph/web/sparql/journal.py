"""The log of queries: one line of JSON each, for operators; written many at a time, so that no client waits for it."""

import hashlib
import logging
import os
import sys
from collections import deque
from functools import lru_cache
from threading import Event, Lock, Thread
from typing import Any, NamedTuple, TextIO

import orjson

from igmgraph.web.sparql.fair_use import client_network

__all__ = ["LOG", "Entry", "Journal", "log_at_once"]

#: Where lines go in a program that has not begun a journal of its own.
LOG = logging.getLogger("igmgraph.query")
#: Seconds that a line may wait.
_PERIOD = 0.2
#: Most characters of a query whose hash is remembered.
_SHORT = 4_000
#: Lines that wait at most: more than come in that time, unless the reader is stuck.
_MOST = 20_000
#: Seconds in which the last lines are written.
_PATIENCE = 1.0


class Entry(NamedTuple):
    """What is told of a query; the text as a hash of it, the client's address as the network that it belongs to."""

    text: str
    address: str | None
    told: dict[str, Any]

    def line(self) -> bytes:
        """As a line, without its end."""
        return orjson.dumps({"query": _hash(self.text), **self.told, "client": _network(self.address)})


def log_at_once(entry: Entry) -> None:
    """Give an entry to the logging of the program."""
    if LOG.isEnabledFor(logging.INFO):
        LOG.info(entry.line().decode())


class Journal:
    """Writes entries to a stream from a thread of its own; what cannot be written in time is dropped, and counted."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Begin, with standard error unless there is another stream."""
        # Not by way of the stream, whose lock nobody else would get while its reader is stuck.
        self._file = (stream or sys.stderr).fileno()
        self._lines: deque[bytes] = deque()
        self._dropped, self._lock = 0, Lock()
        self._torn = False
        self._end = Event()
        self._thread = Thread(target=self._write, name="journal", daemon=True)
        self._thread.start()

    def take(self, entry: Entry) -> None:
        """Have an entry written soon."""
        # Its line is made by who has it: a thread that makes a thousand at once has the event loop wait for its turn.
        if len(self._lines) < _MOST:
            self._lines.append(entry.line())
        else:
            self._drop(1)

    def _drop(self, lines: int) -> None:
        with self._lock:
            self._dropped += lines

    def _write(self) -> None:
        while not self._end.wait(_PERIOD):
            self._flush()
        self._flush()

    def _flush(self) -> None:
        dropped = self._dropped
        lines = [self._lines.popleft() for _ in range(len(self._lines))]
        if not lines and not dropped:
            return
        told = [orjson.dumps({"dropped": dropped})] if dropped else []
        # What was left of a line stays one of its own.
        rest = b"\n" * self._torn + b"\n".join([*told, *lines, b""])
        try:
            while rest:
                written = os.write(self._file, rest)
                self._torn = rest[written - 1 : written] != b"\n"
                rest = rest[written:]
        except OSError:
            # Nobody reads, or the disk is full; it may be otherwise later.
            self._drop(min(rest.count(b"\n"), len(lines)))
        if rest.count(b"\n") <= len(lines):
            self._drop(-dropped)

    def close(self) -> None:
        """Write the rest and end; a reader that is stuck is not waited for."""
        self._end.set()
        self._thread.join(_PATIENCE)


def _hash(text: str) -> str:
    return _known_hash(text) if len(text) <= _SHORT else _known_hash.__wrapped__(text)


@lru_cache(maxsize=1_000)
def _known_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@lru_cache(maxsize=10_000)
def _network(address: str | None) -> str:
    return client_network(address, 24, 48)
