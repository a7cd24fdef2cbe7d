"""SQLite files that are written once and then only read: each with its SHA-256 beside it, and telling what it is.

Nobody writes to a snapshot, so SQLite need not look for locks or changes.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

__all__ = ["is_sealed", "open_sealed", "seal"]

_ABOUT = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""


def seal(path: Path, about: Mapping[str, str], schema: str, fill: Callable[[sqlite3.Connection], None]) -> None:
    """Write a file: the tables of `schema`, with what `fill` puts there; `about` says what it is.

    Raises:
        OSError: the file cannot be written.
    """
    try:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.executescript(_ABOUT + schema)
            connection.executemany("INSERT INTO about VALUES (?, ?)", about.items())
            fill(connection)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("VACUUM")
    except sqlite3.Error as error:
        raise OSError(f"{path}: {error}") from error
    _checksum(path).write_text(_sum(path), "utf-8")


def open_sealed(path: Path) -> tuple[sqlite3.Connection, dict[str, str]]:
    """Open a file, for whichever thread holds the caller's lock, and tell what it says it is.

    Raises:
        sqlite3.Error: it is not there, or is no such file.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    return connection, dict(connection.execute("SELECT name, value FROM about"))


def is_sealed(path: Path, about: Mapping[str, str]) -> bool:
    """Whether a file says this of itself, and is byte for byte as it was written."""
    try:
        if _sum(path) != _checksum(path).read_text("utf-8"):
            return False
        connection, told = open_sealed(path)
    except (OSError, UnicodeDecodeError, sqlite3.Error):
        return False
    connection.close()
    return told == about


def _checksum(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _sum(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
