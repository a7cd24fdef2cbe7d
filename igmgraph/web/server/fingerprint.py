"""What makes two requests the same: all that an answer of ours may depend on (RFC 9111, section 4.1)."""

import re
from collections.abc import Hashable, Sequence

from igmgraph.web.server.bridge import Scope

__all__ = ["fingerprint", "fingerprint_of_post", "rest_of"]

#: Request headers on which some answer depends.
_VARYING = frozenset(
    {
        b"accept",
        b"accept-datetime",
        b"accept-encoding",
        b"accept-language",
        b"accept-profile",
        b"host",
        b"origin",
        b"prefer",
        b"x-forwarded-proto",
    }
)
#: Those of a request that is never taken for another one.
_SINGULAR = frozenset(
    {
        b"authorization",
        b"cookie",
        b"content-length",
        b"if-match",
        b"if-modified-since",
        b"if-range",
        b"if-unmodified-since",
        b"range",
        b"transfer-encoding",
        b"upgrade",
    }
)
#: Longest query string that is remembered, and most bytes of headers that an answer depends on.
_LONGEST, _MOST_VARYING = 8_000, 4_000


#: If-None-Match (RFC 9110, section 13.1.2); what is another thing, Flask reads.
_TAGS = re.compile(rb'\s*(?:\*|(?:(?:W/)?"[^"]*"\s*,?\s*)+)')

#: Of a request with a body of known length, those that tell how it is read.
_OF_BODY = frozenset({b"content-encoding", b"content-type"})


def fingerprint(scope: Scope) -> tuple[tuple[Hashable, ...] | None, bytes]:
    """A key for a GET, None for a request that is not to be remembered; and its If-None-Match."""
    if scope["method"] != "GET" or len(scope["query_string"]) > _LONGEST:
        return None, b""
    key: list[Hashable] = [scope.get("raw_path") or scope["path"], scope["query_string"], scope["scheme"]]
    tags = b""
    for name, value in scope["headers"]:
        if name in _VARYING:
            key += (name, value)
        elif name == b"if-none-match":
            tags = b"%b, %b" % (tags, value) if tags else value
        elif name in _SINGULAR:
            return None, b""
    return (tuple(key) if _is_ordinary(key) and (not tags or _TAGS.fullmatch(tags)) else None), tags


def rest_of(key: tuple[Hashable, ...]) -> tuple[Hashable, ...]:
    """What the key of a GET says besides its query string."""
    return (key[0], *key[2:])


def fingerprint_of_post(scope: Scope) -> tuple[Hashable, ...] | None:
    """Likewise for a POST, without its body; None where only Flask can tell what it is about."""
    if len(scope["query_string"]) > _LONGEST:
        return None
    key: list[Hashable] = ["POST", scope.get("raw_path") or scope["path"], scope["query_string"], scope["scheme"]]
    for name, value in scope["headers"]:
        if name in _VARYING or name in _OF_BODY:
            key += (name, value)
        elif name in _SINGULAR and name != b"content-length":
            return None
    return tuple(key) if _is_ordinary(key) else None


def _is_ordinary(key: Sequence[Hashable]) -> bool:
    """Whether a request names its host, as HTTP/1.1 wants it, and has few bytes of headers."""
    return b"host" in key and sum(len(value) for value in key[3:] if isinstance(value, bytes)) <= _MOST_VARYING
