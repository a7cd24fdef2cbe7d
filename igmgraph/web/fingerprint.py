"""What makes two requests the same: all that an answer of ours may depend on (RFC 9111, section 4.1)."""

from collections.abc import Hashable

from igmgraph.web.bridge import Scope

__all__ = ["fingerprint"]

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
        b"range",
        b"transfer-encoding",
        b"upgrade",
    }
)
#: Longest query string that is remembered.
_LONGEST = 8_000


def fingerprint(scope: Scope) -> tuple[Hashable, bytes]:
    """A key for a GET, None for a request that is not to be remembered; and its If-None-Match."""
    if scope["method"] != "GET" or len(scope["query_string"]) > _LONGEST:
        return None, b""
    key: list[Hashable] = [scope.get("raw_path") or scope["path"], scope["query_string"], scope["scheme"]]
    tags = b""
    for name, value in scope["headers"]:
        if name in _VARYING:
            key += (name, value)
        elif name == b"if-none-match":
            tags = value
        elif name in _SINGULAR:
            return None, b""
    return tuple(key), tags
