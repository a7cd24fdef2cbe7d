"""What is told of a query that had no answer: by Flask, in the client's format and language.

A service that refuses much has no time to write to each: what was told just now is told again, a moment later, so that
many who ask again at once leave time for the others.
"""

import json
from asyncio import sleep
from collections.abc import Hashable, Mapping
from io import BytesIO
from urllib.parse import unquote_to_bytes

from cachetools import TTLCache

from igmgraph.errors import BudgetExhausted, IgmError, Unavailable
from igmgraph.namespaces import BASE
from igmgraph.web.http.problem_types import PROBLEM_TYPES
from igmgraph.web.http.sharing import OPEN
from igmgraph.web.monitoring.metrics import Metrics
from igmgraph.web.server.bridge import Bridge, Flasked, Receive, Scope
from igmgraph.web.server.fingerprint import fingerprint, fingerprint_of_post, rest_of
from igmgraph.web.server.known import SPARQL
from igmgraph.web.sparql.deferral import Deferral
from igmgraph.web.sparql.fair_use import address_of, client_network

__all__ = ["Teller"]

_PROBLEM = b"application/problem+json"
#: Answers that are remembered, for how many seconds, and how many refusals Flask writes at the same time.
_MOST, _LASTS, _AT_ONCE = 1_000, 1.0, 8
#: Seconds after which what was told just now is told again: at least, for each who waits for that, and at most.
_MOMENT, _EACH, _LONGEST = 0.1, 0.001, 1.0
#: Parameters on which it depends how something is told.
_DECIDING = {b"format", b"lang"}
#: Headers about one client.
_OF_CLIENT = {b"ratelimit", b"ratelimit-policy"}
_HEADERS = (
    (b"content-type", _PROBLEM),
    (b"cache-control", b"no-store"),
    *OPEN,
    (b"x-content-type-options", b"nosniff"),
    (b"content-language", b"en"),
)


class Teller:
    """Tells errors; it lives in one event loop."""

    def __init__(self, bridge: Bridge, metrics: Metrics, trusted_proxies: int) -> None:
        self._bridge, self._metrics, self._trusted = bridge, metrics, trusted_proxies
        self._told: TTLCache[Hashable, Flasked] = TTLCache(_MOST, _LASTS)
        self._writing = self._waiting = 0

    async def tell(self, scope: Scope, receive: Receive, state: Mapping[str, object], error: IgmError) -> Flasked:
        """The answer to a request whose query ended in an error; `state` goes into its environment."""
        if not isinstance(error, BudgetExhausted | Unavailable):
            return await self._write(scope, receive, state, error)
        key = self._key(scope, error)
        told = self._told.get(key) if key is not None else None
        if told is None and self._writing >= _AT_ONCE:
            told = _in_short(error)
        if told is not None:
            self._metrics.count_known(SPARQL, scope["method"], told.status)
            await self._wait()
            return told
        told = await self._write(scope, receive, state, error)
        if key is not None and (b"content-type", _PROBLEM) in told.headers:
            self._told[key] = told if isinstance(error, BudgetExhausted) else _to_anybody(told)
        return told

    async def _wait(self) -> None:
        self._waiting += 1
        try:
            await sleep(min(max(_MOMENT, self._waiting * _EACH), _LONGEST))
        finally:
            self._waiting -= 1

    async def _write(self, scope: Scope, receive: Receive, state: Mapping[str, object], error: IgmError) -> Flasked:
        """Have Flask write it; the body of the request was read before, and nobody waits for more."""
        read = {"CONTENT_LENGTH": "0", "wsgi.input": BytesIO()}
        self._writing += 1
        try:
            return await self._bridge.run(scope, receive, {**state, **Deferral(None, error).environ(), **read})
        finally:
            self._writing -= 1

    def _key(self, scope: Scope, error: BudgetExhausted | Unavailable) -> Hashable:
        """What is told depends on; None where only Flask can tell."""
        fields = tuple(each for each in scope["query_string"].split(b"&") if _name_of(each) in _DECIDING)
        if scope["method"] == "POST":
            rest: Hashable = fingerprint_of_post({**scope, "query_string": b""})
        else:
            found, _ = fingerprint(scope)
            rest = found and rest_of(found)
        if rest is None:
            return None
        if isinstance(error, Unavailable):
            return scope["method"], rest, fields, str(error)
        sender, _ = scope.get("client") or ("", 0)
        client = client_network(address_of(scope["headers"], sender, self._trusted))
        return scope["method"], rest, fields, error.template, client


def _name_of(field: bytes) -> bytes:
    """Name of a parameter, which may be escaped."""
    return unquote_to_bytes(field.partition(b"=")[0])


def _to_anybody(told: Flasked) -> Flasked:
    return Flasked(told.status, [line for line in told.headers if line[0] not in _OF_CLIENT], told.body)


def _in_short(error: BudgetExhausted | Unavailable) -> Flasked:
    """A problem document (RFC 9457) without a look at the language that the client wishes for."""
    about = PROBLEM_TYPES[error.slug]
    problem = {"type": f"{BASE}problems/{error.slug}", "title": about.title, "status": error.status}
    body = json.dumps({**problem, "detail": str(error), "advice": about.advice}).encode()
    told = (b"retry-after", b"%d" % error.retry_after), (b"content-length", b"%d" % len(body))
    return Flasked(error.status, [*_HEADERS, *told], body)
