"""What the table answers: how many statements refer to a hub, a page of them, and which profiles speak of it."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple, Self, overload

from igmgraph.mentions.index import INDEX, LAYOUT, PAGE
from igmgraph.sealed import open_sealed

__all__ = ["Mention", "Reader", "Speakers"]

_SIZE = "SELECT mentions, speakers FROM hubs WHERE iri = ?"
_PAGE = """
SELECT subject, predicates.iri, graphs.iri
FROM hubs JOIN mentions ON mentions.hub = hubs.id
JOIN names AS predicates ON predicates.id = predicate JOIN names AS graphs ON graphs.id = graph
WHERE hubs.iri = ? AND number > ? AND number <= ?
ORDER BY number
"""
_SPEAKERS = """
SELECT profile FROM hubs JOIN speakers ON hub = id WHERE iri = ? AND number > ? AND number <= ? ORDER BY number
"""


class Mention(NamedTuple):
    """A statement that refers to a hub: its subject, its predicate, and its graph ("" for the default graph)."""

    subject: str
    predicate: str
    graph: str


class Speakers(Sequence[str]):
    """IRIs of profiles, of which only those are read that are looked at."""

    def __init__(self, size: int, read: Callable[[int, int], list[str]]) -> None:
        """`read` gives those from one place up to another."""
        self._size = size
        self._read = read

    def __len__(self) -> int:
        """How many there are."""
        return self._size

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> list[str]: ...

    def __getitem__(self, place: int | slice) -> str | list[str]:
        """The profile at a place, or those at some places that follow each other."""
        if isinstance(place, int):
            at = range(self._size)[place]
            return self._read(at, at + 1)[0]
        start, stop, _ = place.indices(self._size)
        return self._read(start, stop)


class Reader:
    """An open table. Safe to share between threads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = Lock()

    @classmethod
    def open(cls, folder: Path) -> Self | None:
        """Open the table in the folder of a snapshot; None when there is none of today's layout."""
        try:
            connection, about = open_sealed(folder / INDEX)
        except sqlite3.Error:
            return None
        return cls(connection) if about.get("layout") == LAYOUT else None

    def size(self, thing: str) -> int:
        """How many statements refer to a thing; 0 when they are no more than a page holds, or none."""
        rows = self._rows(_SIZE, thing)
        return int(rows[0][0]) if rows else 0

    def page(self, thing: str, number: int) -> list[Mention]:
        """A page of what refers to a hub, from 1 on; empty beyond the last."""
        return [Mention(*row) for row in self._rows(_PAGE, thing, (number - 1) * PAGE, number * PAGE)]

    def speakers(self, thing: str) -> "Speakers | None":
        """Profiles whose findings speak of a hub, in the order of their IRIs; None when the thing is no hub."""
        rows = self._rows(_SIZE, thing)
        return Speakers(int(rows[0][1]), lambda start, stop: self._speakers(thing, start, stop)) if rows else None

    def _speakers(self, thing: str, start: int, stop: int) -> list[str]:
        return [profile for (profile,) in self._rows(_SPEAKERS, thing, start, stop)]

    def _rows(self, query: str, *values: object) -> list[Any]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
