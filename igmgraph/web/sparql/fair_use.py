"""Fair use: each client has a budget of seconds of query time, not of requests.

The cost of a query is known only after it, so that rate limiters that count before (the `limits` library and what is
built on it) do not fit: here a token bucket may go below zero, and who has overdrawn it waits until it is positive.
"""

import math
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address, ip_network
from threading import Lock
from typing import TYPE_CHECKING

from cachetools import LRUCache
from flask import Flask, Response, current_app, request

from igmgraph.errors import BudgetExhausted
from igmgraph.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["Budget", "address_of", "budget", "charging", "client_network", "init_app"]

_MOST_CLIENTS = 50_000
#: Characters of an address and what a proxy tells with it.
_LONGEST = 64
#: An address in brackets, with a port or without, or an IPv4 address with one.
_PORT = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::\d+)?|([\d.]+):\d+")


class Budget:
    """Token buckets of query seconds, one per client; safe to share between threads."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        """Fill by `client_seconds_per_minute`, up to `client_burst_seconds`; no limit when the former is 0."""
        self._rate = settings.client_seconds_per_minute / 60
        self._burst = settings.client_burst_seconds
        self._clock, self._lock = clock, Lock()
        # Client to its balance in seconds and the moment that this was true; the longest unseen client comes first.
        self._buckets: LRUCache[str, tuple[float, float]] = LRUCache(_MOST_CLIENTS)

    def check(self, client: str) -> None:
        """Let a client begin a query.

        Raises:
            BudgetExhausted: it has used up its seconds; the error tells how long to wait.
        """
        if not self._rate:
            return
        balance = self.balance(client)
        if balance <= 0:
            wait = self._wait(balance)
            raise BudgetExhausted("your queries have used up their time; try again in {wait} s", wait)

    def charge(self, client: str, seconds: float) -> None:
        """Take what a query has cost."""
        if not self._rate:
            return
        with self._lock:
            self._buckets[client] = self._now(client) - seconds, self._clock()

    def balance(self, client: str) -> float:
        """Seconds that a client may use now; at most the burst, below zero when overdrawn."""
        with self._lock:
            return self._now(client)

    def headers(self, client: str) -> dict[str, str]:
        """`RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers), in seconds of query time."""
        if not self._rate:
            return {}
        balance = self.balance(client)
        # Who has to wait is told of no moment behind that of Retry-After (section 6.4 of the draft).
        window = math.ceil((self._burst - balance) / self._rate) if balance > 0 else self._wait(balance)
        return {
            "RateLimit-Policy": (
                f'"query-time";q={self._burst:.0f};qu="query-seconds";w={math.ceil(self._burst / self._rate)}'
            ),
            "RateLimit": f'"query-time";r={max(0, math.floor(balance))};t={window}',
        }

    def _wait(self, balance: float) -> int:
        """Seconds until a client that has overdrawn its budget may ask again."""
        return max(1, math.ceil(-balance / self._rate))

    def _now(self, client: str) -> float:
        balance, then = self._buckets.get(client, (self._burst, self._clock()))
        return min(self._burst, balance + (self._clock() - then) * self._rate)


def client_network(address: str | None, prefix_v4: int = 32, prefix_v6: int = 64) -> str:
    """Who counts as one client: an IPv4 address, or an IPv6 network, of which each household has one.

    Some proxies tell a port with it.

    >>> client_network("[2001:db8::1]:443"), client_network("::ffff:192.0.2.7", 24), client_network("unix:")
    ('2001:db8::/64', '192.0.2.0/24', 'unknown')
    """
    told = _PORT.fullmatch(address or "")
    try:
        found = ip_address(told[1] or told[2] if told else address or "")
    except ValueError:
        return "unknown"
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network((found, prefix_v4 if found.version == 4 else prefix_v6), strict=False))


def address_of(headers: Iterable[tuple[bytes, bytes]], address: str, trusted_proxies: int) -> str:
    """Address of the client of a request, as it was seen by the outermost proxy that is trusted.

    `address` is that of who sent it to us.
    """
    if not trusted_proxies:
        return address
    forwarded = b",".join(value for name, value in headers if name == b"x-forwarded-for")
    return _seen(forwarded.decode("latin-1"), address, trusted_proxies)


def _seen(forwarded: str, address: str, trusted_proxies: int) -> str:
    """Address in an X-Forwarded-For at the place from the right that the outermost trusted proxy has written."""
    addresses = forwarded.rsplit(",", trusted_proxies)
    found = addresses[-trusted_proxies] if forwarded and len(addresses) >= trusted_proxies else address
    return found.strip()[:_LONGEST]


def budget() -> Budget:
    """Budget of the application that answers the current request."""
    found: Budget = current_app.extensions["igmgraph.budget"]
    return found


@contextmanager
def charging(most: float) -> Iterator[None]:
    """Charge the time that something takes, up to `most` seconds, to the client of the current request.

    Raises:
        BudgetExhausted: it has no time left.
    """
    client, start = client_network(request.remote_addr), time.monotonic()
    budget().check(client)
    try:
        yield
    finally:
        budget().charge(client, min(time.monotonic() - start, most))


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application its budget, and tell clients of theirs with every answer of the endpoint."""
    app.extensions["igmgraph.budget"] = Budget(settings)
    app.after_request(_tell)
    if settings.trusted_proxies:
        app.wsgi_app = _Forwarded(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]


class _Forwarded:
    """Tells Flask the scheme and the address that the outermost trusted proxy saw.

    Whatever stands further left, a client may have written. Werkzeug's ProxyFix reads quotation marks in the list of
    addresses, which proxies do not write, and takes any word for a scheme.
    """

    def __init__(self, app: "WSGIApplication", trusted_proxies: int) -> None:
        self._app, self._trusted_proxies = app, trusted_proxies

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        forwarded = environ.get("HTTP_X_FORWARDED_FOR", "")
        environ["REMOTE_ADDR"] = _seen(forwarded, environ.get("REMOTE_ADDR", ""), self._trusted_proxies)
        scheme = _seen(environ.get("HTTP_X_FORWARDED_PROTO", ""), "", self._trusted_proxies).lower()
        if scheme in {"http", "https"}:
            environ["wsgi.url_scheme"] = scheme
        return self._app(environ, start_response)


def _tell(response: Response) -> Response:
    if request.path == "/sparql":
        response.headers.update(budget().headers(client_network(request.remote_addr)))
    return response
