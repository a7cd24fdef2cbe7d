"""Heads of answers as they stand on the wire (RFC 9112, sections 4 and 5)."""

from collections.abc import Iterable
from http import HTTPStatus

__all__ = ["STATUS_LINES", "lines_of"]

#: Status line of each status.
STATUS_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus}


def lines_of(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    r"""Lines of headers.

    Raises:
        ValueError: a header would end before its end.

    >>> lines_of([(b"vary", b"Accept"), (b"age", b"0")])
    b'vary: Accept\r\nage: 0\r\n'
    """
    headers = list(headers)
    lines = b"".join([b"%b: %b\r\n" % each for each in headers])
    if lines.count(b"\n") != len(headers) or lines.count(b"\r") != len(headers) or b"\0" in lines:
        raise ValueError("a header holds the end of a line")
    return lines
