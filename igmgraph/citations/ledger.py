"""Where citations are kept: one SQLite file. What was said to be kept is on the disk, whoever is killed when.

Write-ahead log, `synchronous = FULL`: a commit returns when the log is synced (sqlite.org/pragma.html). Records are
added, never changed nor removed.
"""

import logging
import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from igmgraph.citations.outcome import Outcome
from igmgraph.citations.record import Citation
from igmgraph.errors import ResultTooLarge, StorageFull, Unavailable
from igmgraph.settings import Settings

__all__ = ["Ledger"]

_LOG = logging.getLogger(__name__)
_FILE = "citations.sqlite"
_TABLE = "CREATE TABLE IF NOT EXISTS citation (id TEXT PRIMARY KEY, record TEXT NOT NULL, result BLOB NOT NULL) STRICT"
#: Seconds to wait for another process that writes.
_PATIENCE = 10.0


class Ledger:
    """Citations of one state folder; safe to share between threads and processes.

    Raises Unavailable where the folder cannot be used, as its disk is full or it is another user's.
    """

    def __init__(self, settings: Settings) -> None:
        """Keep at most `settings.max_citations` records of at most `settings.max_citation_bytes` each."""
        self._folder = settings.state
        self._most, self._most_bytes = settings.max_citations, settings.max_citation_bytes

    def find(self, id_: str) -> Citation | None:
        """The citation with this id."""
        record = self._value("SELECT record FROM citation WHERE id = ?", id_)
        return Citation.from_json(record) if record else None

    def outcome(self, id_: str) -> Outcome:
        """What came out when it was made.

        Raises:
            KeyError: there is no such citation.
        """
        result = self._value("SELECT result FROM citation WHERE id = ?", id_)
        if result is None:
            raise KeyError(id_)
        return Outcome.from_content(zlib.decompress(result))

    def add(self, citation: Citation, outcome: Outcome) -> bool:
        """Keep a citation; it is on the disk when this returns. False when one with its id was there already.

        Raises:
            ResultTooLarge: the record is larger than records may be.
            StorageFull: there are as many as there may be.
        """
        record, result = citation.to_json(), zlib.compress(outcome.content(), 9)
        size = len(record.encode("utf-8", "surrogatepass")) + len(result)
        if size > self._most_bytes:
            raise ResultTooLarge(
                "query and answer take {size} bytes, packed; {most} are kept for one citation",
                size=size,
                most=self._most_bytes,
            )
        with self._writing() as connection:
            if connection.execute("SELECT 1 FROM citation WHERE id = ?", (citation.id,)).fetchone():
                return False
            (count,) = connection.execute("SELECT COUNT(*) FROM citation").fetchone()
            if count >= self._most:
                raise StorageFull("this service keeps no further citations; ask its operator")
            connection.execute("INSERT INTO citation VALUES (?, ?, ?)", (citation.id, record, result))
        return True

    def _value(self, statement: str, id_: str) -> Any:
        with self._reaching():
            if not (self._folder / _FILE).exists():
                return None
            with closing(self._connect()) as connection:
                row = connection.execute(statement, (id_,)).fetchone()
                return row[0] if row else None

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that keeps other writers out from its beginning."""
        with self._reaching():
            self._make_folder()
            with closing(self._connect()) as connection:
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                except BaseException:
                    connection.execute("ROLLBACK")
                    raise
                connection.execute("COMMIT")

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """What is wrong with the folder is told to operators only."""
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            _LOG.warning("%s: citations cannot be kept or read: %s", self._folder, error)
            raise Unavailable("citations can be neither made nor opened now; tell who runs the service") from error

    def _make_folder(self) -> None:
        if not self._folder.is_dir():
            self._folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._folder.parent, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._folder / _FILE, timeout=_PATIENCE, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(_TABLE)
        return connection
