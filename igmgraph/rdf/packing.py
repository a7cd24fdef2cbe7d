"""Gzip files whose bytes depend on their content alone (RFC 1952: neither a time nor a name in the header)."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["pack"]


@contextmanager
def pack(path: Path) -> Iterator[gzip.GzipFile]:
    """Write a gzip file."""
    with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=raw, mtime=0) as packed:
        yield packed
