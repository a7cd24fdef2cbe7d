"""Requests that are known by their bytes, so that no parser has to read them again.

One that came before is the same request. One that differs in nothing but the value of its parameter `query`, if that
has no letter but those of a URL, is the same but for its query.
"""

import re
from collections.abc import Hashable
from string import ascii_letters, digits
from typing import NamedTuple

from cachetools import FIFOCache

from igmgraph.web.server.bridge import Scope

__all__ = ["FINGERPRINT", "HEAD", "Recognition"]

#: Where a request's scope has its bytes, if they are all of the request; and its fingerprint, if it is known.
HEAD, FINGERPRINT = "igmgraph.head", "igmgraph.fingerprint"

_MOST = 5_000
_QUERY = b"query="
#: What the value of `query` may be made of (RFC 3986, section 3.4), for want of which it is read by who knows more.
_LETTERS = f"{ascii_letters}{digits}%+-._~!*'():;=@$,/?".encode()
#: What stands before the parameter, and behind it up to the end of the target.
_BEFORE, _BEHIND = re.compile(rb"GET [^ ?#]*\?(?:[^ #]*&)?query="), re.compile(rb"(?:&[^ #]*)? ")


class _Asked(NamedTuple):
    """A head in three parts, of which the second is the value of `query`; and all parameters."""

    before: bytes
    value: bytes
    behind: bytes
    parameters: bytes


class Recognition:
    """Knows the requests that came last."""

    def __init__(self) -> None:
        self._scopes: FIFOCache[bytes, Scope] = FIFOCache(_MOST)
        self._frames: FIFOCache[tuple[bytes, bytes], Scope] = FIFOCache(_MOST)

    def learn(self, scope: Scope, key: tuple[Hashable, ...], tags: bytes) -> None:
        """Know a request from now on, and by its fingerprint."""
        head = scope.get(HEAD)
        if head is not None and FINGERPRINT not in scope:
            self._scopes[head] = {**scope, FINGERPRINT: (key, tags)}

    def learn_frame(self, scope: Scope, key: tuple[Hashable, ...]) -> None:
        """Know requests from now on that are the same as a query but for its text."""
        head = scope.get(HEAD)
        asked = _cut(head) if head is not None and FINGERPRINT not in scope else None
        if asked and _BEFORE.fullmatch(asked.before) and _BEHIND.match(asked.behind):
            self._frames[asked.before, asked.behind] = {**scope, FINGERPRINT: (key, b"")}

    def recognise(self, head: bytes) -> Scope | None:
        """What is known of a request with these bytes."""
        scope = self._scopes.get(head)
        if scope is not None:
            return scope
        asked = _cut(head)
        scope = self._frames.get((asked.before, asked.behind)) if asked else None
        if asked is None or scope is None:
            return None
        (path, _, *rest), tags = scope[FINGERPRINT]
        parameters = asked.parameters
        return {**scope, HEAD: head, "query_string": parameters, FINGERPRINT: ((path, parameters, *rest), tags)}


def _cut(head: bytes) -> _Asked | None:
    """The first that looks like the parameter; whether it is it, is asked of the first with this frame."""
    start = head.find(_QUERY) + len(_QUERY)
    end = head.find(b" ", start)
    value = head[start:end].partition(b"&")[0]
    if start < len(_QUERY) or end < 0 or value.translate(None, _LETTERS):
        return None
    return _Asked(head[:start], value, head[start + len(value) :], head[head.find(b"?") + 1 : end])
