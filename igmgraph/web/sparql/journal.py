"""The log of queries: one line of JSON each, for operators; written many at a time, so that no client waits for it."""

import hashlib
import json
import logging
import sys
from collections import deque
from collections.abc import Callable
from functools import lru_cache
from threading import Event, Thread
from typing import Any, NamedTuple, TextIO

from igmgraph.web.sparql.fair_use import client_network

__all__ = ["LOG", "Entry", "Journal", "log_at_once"]

#: Where lines go in a program that has not begun a journal of its own.
LOG = logging.getLogger("igmgraph.query")
#: Seconds that a line may wait.
_PERIOD = 0.2
#: Most characters of a query whose hash is remembered.
_SHORT = 4_000


class Entry(NamedTuple):
    """What is told of a query; the text as a hash of it, the client's address as the network that it belongs to."""

    text: str
    address: str | None
    told: dict[str, Any]

    def line(self) -> str:
        """As a line."""
        return json.dumps({"query": _hash(self.text), **self.told, "client": _network(self.address)})


#: Takes an entry.
Taker = Callable[[Entry], None]


def log_at_once(entry: Entry) -> None:
    """Give an entry to the logging of the program."""
    if LOG.isEnabledFor(logging.INFO):
        LOG.info(entry.line())


class Journal:
    """Writes entries to a stream from a thread of its own."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Begin, with standard error unless there is another stream."""
        self._stream = stream or sys.stderr
        self._entries: deque[Entry] = deque()
        self._end = Event()
        self._thread = Thread(target=self._write, name="journal", daemon=True)
        self._thread.start()

    def take(self, entry: Entry) -> None:
        """Have an entry written soon."""
        self._entries.append(entry)

    def _write(self) -> None:
        while not self._end.wait(_PERIOD):
            self.flush()

    def flush(self) -> None:
        """Write what was taken."""
        lines = []
        while self._entries:
            lines.append(self._entries.popleft().line())
        if lines:
            self._stream.write("\n".join(lines) + "\n")
            self._stream.flush()

    def close(self) -> None:
        """Write the rest and end."""
        self._end.set()
        self._thread.join()
        self.flush()


def _hash(text: str) -> str:
    return _known_hash(text) if len(text) <= _SHORT else _known_hash.__wrapped__(text)


@lru_cache(maxsize=1_000)
def _known_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@lru_cache(maxsize=10_000)
def _network(address: str | None) -> str:
    return client_network(address, 24, 48)
