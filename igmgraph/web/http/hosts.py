"""The Host that a client asks for (RFC 9112, section 3.2): links and descriptions are written with it."""

import re

from flask import Flask, Request, request

from igmgraph.errors import InputError

__all__ = ["init_app"]

#: A name or an address, and a port, which may be empty (RFC 3986, sections 3.2.2 and 3.2.3), in letters that no page
#: has to escape. Networks of containers have names with `_`, which Werkzeug does not take.
_HOST = re.compile(r"([A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::(\d*))?", re.ASCII)
_USUAL = {"http": 80, "https": 443}
#: Of a number that is larger than any port.
_DIGITS = 6


class _Request(Request):
    @property
    def host(self) -> str:
        """The Host header, without the usual port; "" where it is none, the server's address where there is none."""
        told = self.environ.get("HTTP_HOST")
        found = _HOST.fullmatch(told) if told is not None else None
        if found is None:
            return "" if told is not None else super().host
        # Python reads no number of thousands of digits.
        digits = (found[2] or "").lstrip("0")[:_DIGITS]
        port = int(digits or "0") if found[2] else _USUAL[self.scheme]
        if port > 65_535:
            return ""
        return found[1] if port == _USUAL[self.scheme] else f"{found[1]}:{port}"

    @host.setter
    def host(self, _: str) -> None:
        """Leave it: Flask sets what Werkzeug makes of the header."""


def init_app(app: Flask) -> None:
    """Refuse a Host that is none, instead of answering with addresses that lead nowhere."""
    app.request_class = _Request
    app.before_request(_check)


def _check() -> None:
    # HTTP 1.0, which checks of health speak, needs none.
    named = request.environ.get("HTTP_HOST") and request.host
    if not named and request.environ["SERVER_PROTOCOL"] == "HTTP/1.1":
        raise InputError("the Host header names no host")
