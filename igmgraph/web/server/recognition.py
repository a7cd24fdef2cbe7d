"""Requests that are known by their bytes, so that no parser has to read them again.

One that came before is the same request. One that differs in nothing but the value of its parameter `query`, if that
has no letter but those of a URL, is the same but for its query.
"""

import re
from collections.abc import Hashable

from cachetools import FIFOCache

from igmgraph.web.server.bridge import Scope

__all__ = ["FINGERPRINT", "HEAD", "Recognition"]

#: Where a request's scope has its bytes, if they are all of the request; and its fingerprint, if it is known.
HEAD, FINGERPRINT = "igmgraph.head", "igmgraph.fingerprint"

_MOST = 5_000
#: The request line of a query; group 2 is the value of `query`, all that may differ (RFC 3986, 3.4, without `&`).
_QUERY = re.compile(rb"GET [^ ?#]*\?((?>(?:[^ &#]*+&)*?query=)([\w%+.~*!'():;=@$,/?\-]*+)(?:&[^ #]*+)?+) ", re.ASCII)

#: What comes before the value of `query`, and after it.
_Frame = tuple[bytes, bytes]


class Recognition:
    """Knows the requests that came last."""

    def __init__(self) -> None:
        self._scopes: FIFOCache[bytes, Scope] = FIFOCache(_MOST)
        self._frames: FIFOCache[_Frame, Scope] = FIFOCache(_MOST)

    def learn(self, scope: Scope, key: tuple[Hashable, ...], tags: bytes) -> None:
        """Know a request from now on, and by its fingerprint."""
        head = scope.get(HEAD)
        if head is not None and FINGERPRINT not in scope:
            self._scopes[head] = {**scope, FINGERPRINT: (key, tags)}

    def learn_frame(self, scope: Scope, key: tuple[Hashable, ...]) -> None:
        """Know requests from now on that are the same as a query but for its text."""
        head = scope.get(HEAD)
        found = _QUERY.match(head) if head is not None and FINGERPRINT not in scope else None
        if found:
            self._frames[_frame(found)] = {**scope, FINGERPRINT: (key, b"")}

    def recognise(self, head: bytes) -> Scope | None:
        """What is known of a request with these bytes."""
        scope = self._scopes.get(head)
        if scope is not None:
            return scope
        found = _QUERY.match(head)
        scope = self._frames.get(_frame(found)) if found else None
        if found is None or scope is None:
            return None
        (path, _, *rest), tags = scope[FINGERPRINT]
        return {**scope, HEAD: head, "query_string": found[1], FINGERPRINT: ((path, found[1], *rest), tags)}


def _frame(found: re.Match[bytes]) -> _Frame:
    return found.string[: found.start(2)], found.string[found.end(2) :]
