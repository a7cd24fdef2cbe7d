"""What begins a request, made readable for a parser that knows the methods and letters of standards alone."""

import re

__all__ = ["addressed", "is_half", "readable"]

_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
#: Longest line in which letters beyond ASCII are read.
_TYPED = 8_192
#: A method (RFC 9110, section 9.1), in a line that ends as one of HTTP/1 does. One in small letters is another than
#: the one in capitals, for which Flask would take it.
_METHOD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Z-]{1,40}) [^ \r\n]+ HTTP/1\.[01]\r\n")
#: What may become such a line.
_HALF = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Z-]{1,40}(?: [^\r\n]*)?\r?")
#: Those that clients use, and one that the parser knows and nothing here takes.
_USUAL = (b"GET ", b"POST ", b"HEAD ", b"OPTIONS ", b"PUT ", b"DELETE ", b"PATCH ", b"CONNECT ")
_STANDS_IN = b"PURGE"
#: The authority of an address that has one (RFC 9112, section 3.2.2).
_AUTHORITY = re.compile(rb"(?i)https?://([^/?#]*)")
#: What is asked of the server as a whole (RFC 9112, section 3.2.4) is asked of its root.
_OF_ALL, _OF_ROOT = b"OPTIONS * ", b"OPTIONS / "


def is_half(data: bytes) -> bool:
    r"""Whether to wait for the rest of a line before it is made readable.

    >>> is_half(b"BRE"), is_half(b"BREW /pot HTTP/1.1\r\n")
    (True, False)
    """
    return len(data) <= _TYPED and _HALF.fullmatch(data) is not None


def readable(data: bytes) -> tuple[bytes, str]:
    r"""What to parse; and the method that it has instead of the one there, "" if it is that one.

    Letters of an address that were typed as they are (é) come as URIs have them.

    >>> readable("GET /search?q=niñez HTTP/1.1\r\n".encode())
    (b'GET /search?q=ni%C3%B1ez HTTP/1.1\r\n', '')
    >>> readable(b"BREW /pot HTTP/1.1\r\n")
    (b'PURGE /pot HTTP/1.1\r\n', 'BREW')
    """
    line, end, rest = data.partition(b"\r\n")
    if len(line) <= _TYPED and not line.isascii():
        data = _BEYOND_ASCII.sub(lambda byte: b"%%%02X" % byte[0][0], line) + end + rest
    if data.startswith(_OF_ALL):
        data = _OF_ROOT + data[len(_OF_ALL) :]
    found = None if data.startswith(_USUAL) else _METHOD.match(data)
    return (_STANDS_IN + data[found.end(1) :], found[1].decode()) if found else (data, "")


def addressed(url: bytes, headers: list[tuple[bytes, bytes]]) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """The address of a request, and its headers.

    Host is that of an address that names one, whatever the client says besides. Such an address may leave out the path
    of the root (RFC 9110, section 4.2.3).

    >>> addressed(b"http://localhost?lang=es", [(b"host", b"example.org")])
    (b'http://localhost/?lang=es', [(b'host', b'localhost')])
    """
    found = _AUTHORITY.match(url)
    if found is None:
        return url, headers
    rest = url[found.end() :]
    if not rest.startswith(b"/"):
        url = found[0] + b"/" + rest
    return url, [(b"host", found[1]), *(each for each in headers if each[0] != b"host")]
