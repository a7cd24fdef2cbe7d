"""The Host that a client asks for (RFC 9112, section 3.2): links and descriptions are written with it."""

from flask import Flask, request

from igmgraph.errors import InputError

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Refuse a Host that is none, instead of answering with addresses that lead nowhere."""
    app.before_request(_check)


def _check() -> None:
    # Werkzeug makes nothing of a host that it cannot read. HTTP 1.0, which checks of health speak, needs none.
    named = request.environ.get("HTTP_HOST") and request.host
    if not named and request.environ["SERVER_PROTOCOL"] == "HTTP/1.1":
        raise InputError("the Host header names no host")
