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
#: Of a request with a body of known length, those that tell how it is read.
_OF_BODY = frozenset({b"content-encoding", b"content-type"})
#: Longest query string that is remembered, and most bytes of headers that an answer depends on.
_LONGEST, _MOST_VARYING = 8_000, 4_000
#: Tags of If-None-Match (RFC 9110, section 13.1.2); what is another thing, as `*`, Flask reads. What has been taken is
#: not given back: else spaces without a comma would be tried in every way.
_TAGS = re.compile(rb'\s*+(?:(?:W/)?"[^"]*"\s*+,?\s*+)++')


def fingerprint(scope: Scope) -> tuple[tuple[Hashable, ...] | None, bytes]:
    """A key for a GET or HEAD, None for a request that is not to be remembered; and its If-None-Match.

    A HEAD has the key of the GET whose headers it asks for (RFC 9110, section 9.3.2).
    """
    if scope["method"] not in {"GET", "HEAD"} or len(scope["query_string"]) > _LONGEST:
        return None, b""
    varying: list[bytes] = []
    tags = b""
    for name, value in scope["headers"]:
        if name in _VARYING:
            varying += (name, value)
        elif name == b"if-none-match":
            tags = b"%b, %b" % (tags, value) if tags else value
        elif name in _SINGULAR:
            return None, b""
    if not _is_ordinary(varying) or (tags and not _TAGS.fullmatch(tags)):
        return None, tags
    return (scope.get("raw_path") or scope["path"], scope["query_string"], scope["scheme"], *varying), tags


def rest_of(key: tuple[Hashable, ...]) -> tuple[Hashable, ...]:
    """What the key of a GET says besides its query string."""
    return (key[0], *key[2:])


def fingerprint_of_post(scope: Scope) -> tuple[Hashable, ...] | None:
    """Likewise for a POST, without its body; None where only Flask can tell what it is about."""
    if len(scope["query_string"]) > _LONGEST:
        return None
    varying: list[bytes] = []
    for name, value in scope["headers"]:
        if name in _VARYING or name in _OF_BODY:
            varying += (name, value)
        elif name in _SINGULAR and name != b"content-length":
            return None
    if not _is_ordinary(varying):
        return None
    return ("POST", scope.get("raw_path") or scope["path"], scope["query_string"], scope["scheme"], *varying)


def _is_ordinary(varying: Sequence[bytes]) -> bool:
    """Whether a request, by names and values of headers, names its host, as HTTP/1.1 wants it, and has few of them."""
    return b"host" in varying[::2] and sum(map(len, varying)) <= _MOST_VARYING
