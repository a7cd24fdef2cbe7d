"""Packed files: gzip whose bytes depend on the content alone (RFC 1952: neither time nor name); zstd to be read."""

import gzip
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["FAULTS", "PACKED", "open_unpacked", "pack"]

#: Ends of the names of packed files that can be read.
PACKED = (".gz", ".zst")
#: What reading a packed file raises when it is damaged.
FAULTS = (gzip.BadGzipFile, EOFError, zlib.error, zstd.ZstdError)


@contextmanager
def pack(path: Path) -> Iterator[gzip.GzipFile]:
    """Write a gzip file."""
    with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=raw, mtime=0) as packed:
        yield packed


def open_unpacked(path: Path) -> IO[bytes]:
    """Open a file to read what it holds, unpacked if its name says that it is packed."""
    suffix = path.suffix.lower()
    if suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path))
    return cast("IO[bytes]", zstd.open(path)) if suffix == ".zst" else path.open("rb")
