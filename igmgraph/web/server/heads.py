"""What the head of a request may be, by its size and by how its body travels."""

from collections.abc import Sequence

__all__ = ["MOST_BYTES", "fault_of", "is_one_get"]

#: Most bytes of a head.
MOST_BYTES = 131_072
#: Most bytes of a URL (RFC 9110, section 15.5.15), and lines of a head.
_URL, _LINES = 65_536, 100


def fault_of(url: bytes, headers: Sequence[tuple[bytes, bytes]]) -> int:
    """Status with which a head is refused, 0 if it is not.

    It may be too large (414; 431, RFC 6585, section 5), or tell of a body in a coding that would have to be undone
    besides the chunks (RFC 9112, section 6.1): 400, as 501 would look like a fault of the service.

    >>> fault_of(b"/sparql", [(b"transfer-encoding", b"gzip, chunked")])
    400
    """
    if len(url) > _URL:
        return 414
    if len(headers) > _LINES or sum(len(name) + len(value) for name, value in headers) > MOST_BYTES:
        return 431
    chunked = all(value.strip().lower() == b"chunked" for name, value in headers if name == b"transfer-encoding")
    return 0 if chunked else 400


def is_one_get(data: bytes) -> bool:
    """Whether bytes that begin a request are the whole head of one GET, and nothing else."""
    one = data.startswith(b"GET ") and data.find(b"\r\n\r\n") == len(data) - 4
    return one and data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r")
