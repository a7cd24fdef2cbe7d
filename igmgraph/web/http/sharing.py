"""What scripts of other sites may ask and read (CORS): all that there is, as no answer depends on who asks."""

from flask import Flask
from flask_cors import CORS

__all__ = ["OPEN", "init_app"]

#: What a script of another site may send: nothing here writes.
_METHODS = ("GET", "HEAD", "OPTIONS", "POST")
#: What a script of another site may read of an answer, besides the headers that are always open to it.
_EXPOSED_HEADERS = (
    "Content-Location",
    "Content-Range",
    "ETag",
    "Igmgraph-Truncated",
    "Link",
    "Memento-Datetime",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
)

#: Headers of an answer that is written without Flask.
OPEN = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", ", ".join(_EXPOSED_HEADERS).encode()),
)


def init_app(app: Flask) -> None:
    """Open all answers of an application."""
    CORS(app, send_wildcard=True, methods=_METHODS, expose_headers=_EXPOSED_HEADERS, max_age=86_400)
