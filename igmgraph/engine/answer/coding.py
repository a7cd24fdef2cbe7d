"""Codings in which an answer can travel (RFC 9110, section 8.4.1), made where the answer is made."""

import sys
import zlib
from typing import Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["CODINGS", "Coder", "coder_for"]

CODINGS = ("zstd", "br", "gzip")


class Coder(Protocol):
    """Codes parts as they come."""

    def compress(self, data: bytes | memoryview, /) -> bytes:
        """Code a part; what comes out may belong to parts before it."""

    def flush(self) -> bytes:
        """End the coding."""


class _Brotli:
    def __init__(self) -> None:
        self._compressor = brotli.Compressor(quality=4)

    def compress(self, data: bytes | memoryview, /) -> bytes:
        # It would keep several MiB back.
        coded: bytes = self._compressor.process(data) + self._compressor.flush()
        return coded

    def flush(self) -> bytes:
        rest: bytes = self._compressor.finish()
        return rest


def coder_for(coding: str) -> Coder | None:
    """What makes a coding, at levels that a query process has the time for; None for none."""
    if coding == "zstd":
        return zstd.ZstdCompressor(level=3)
    if coding == "br":
        return _Brotli()
    return zlib.compressobj(5, zlib.DEFLATED, 31) if coding == "gzip" else None
