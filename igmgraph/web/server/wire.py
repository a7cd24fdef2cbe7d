"""Answers as they stand on the wire (RFC 9112, sections 4 and 5), and how they get there."""

from asyncio import WriteTransport
from collections.abc import Iterable
from functools import lru_cache
from http import HTTPStatus

__all__ = ["STATUS_LINES", "lines_of", "write_answer"]

#: Bytes of a body that is copied, which costs less than another piece.
_SMALL = 65_536

#: Status line of each status.
STATUS_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus}
#: Names that are written in a way of their own.
_NAMES = {b"etag": b"ETag", b"ratelimit": b"RateLimit", b"ratelimit-policy": b"RateLimit-Policy"}


def lines_of(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    r"""Lines of headers; names are in small letters here and in the usual ones there.

    Some clients, such as RCurl, read none but the usual ones, though any should do (RFC 9110, section 5.1).

    Raises:
        ValueError: a header would end before its end.

    >>> lines_of([(b"content-type", b"text/csv"), (b"etag", b'"a"')])
    b'Content-Type: text/csv\r\nETag: "a"\r\n'
    """
    headers = list(headers)
    lines = b"".join([b"%b: %b\r\n" % (_usual(name), value) for name, value in headers])
    if lines.count(b"\n") != len(headers) or lines.count(b"\r") != len(headers) or b"\0" in lines:
        raise ValueError("a header holds the end of a line")
    return lines


def write_answer(transport: WriteTransport, lines: bytes, more: bytes, body: bytes) -> None:
    """Send a head, in two parts but for its end, and a body: a large one as it is, which many clients may wait for."""
    if len(body) <= _SMALL:
        transport.write(b"".join((lines, more, b"\r\n", body)))
    else:
        transport.writelines((b"".join((lines, more, b"\r\n")), body))


@lru_cache(256)
def _usual(name: bytes) -> bytes:
    return _NAMES.get(name) or b"-".join([part.capitalize() for part in name.split(b"-")])
