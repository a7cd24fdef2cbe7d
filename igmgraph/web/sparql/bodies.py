"""Bodies of requests, read so that a client that sends slowly or not at all keeps no more than its share of threads.

The web server hands over a request as soon as its headers are there and waits for the body as long as the client
likes. So only so many bodies are read at a time, of one client and of all; every other request has threads of its own.
"""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from threading import Lock

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from igmgraph.errors import IgmError, InputError, Unavailable
from igmgraph.settings import Settings
from igmgraph.web.sparql.fair_use import client_network

__all__ = ["HAS_BODY", "init_app", "read_body"]

#: Where a request's environment tells that the body need not be waited for.
HAS_BODY = "igmgraph.has_body"

#: Where it tells that the rest of the body is not waited for.
_GIVEN_UP = "igmgraph.body_given_up"

#: Seconds after which a body that still drips in is given up.
_PATIENCE = 10.0
#: Bytes of a body that are read although nobody asked for them.
_UNASKED = 64 * 1024
_PART = 1024


class _Readers:
    """Who is reading a body now."""

    def __init__(self, most: int) -> None:
        self._most, self._most_of_one = most, max(1, most // 4)
        self._lock, self._clients = Lock(), Counter[str]()

    @contextmanager
    def one(self, client: str) -> Iterator[None]:
        """Take a place among the readers.

        Raises:
            Unavailable: there is none left for this client.
        """
        with self._lock:
            if self._clients.total() >= self._most or self._clients[client] >= self._most_of_one:
                raise Unavailable("too many requests are still being sent; try again soon, or send the query by GET")
            self._clients[client] += 1
        try:
            yield
        finally:
            with self._lock:
                self._clients[client] -= 1
                self._clients += Counter()


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application its places, and let it take small bodies to their end."""
    app.extensions["igmgraph.readers"] = _Readers(settings.body_readers)
    app.after_request(_drain)


def _drain(response: Response) -> Response:
    """Read a small body that a refusal left unread: a client that still sends would lose the answer."""
    length = request.content_length if _GIVEN_UP not in request.environ else 0
    if length and length <= _UNASKED and not getattr(request.stream, "is_exhausted", True):
        with suppress(IgmError, HTTPException, OSError):
            read_body()
    return response


def read_body() -> bytes:
    """Body of the current request.

    Raises:
        InputError: it ends early, or comes too slowly.
        RequestEntityTooLarge: it is larger than the application takes.
        Unavailable: too many bodies are being read.
    """
    readers: _Readers = current_app.extensions["igmgraph.readers"]
    waits = not request.environ.get(HAS_BODY)
    with readers.one(client_network(request.remote_addr)) if waits else nullcontext():
        body = b"".join(_parts())
    # A client that hangs up halfway must not be answered as if half a query were all of it.
    if request.content_length is not None and len(body) != request.content_length:
        raise InputError(
            "the body ends after {read} of {announced} bytes", read=len(body), announced=request.content_length
        )
    return body


def _parts() -> Iterator[bytes]:
    start = time.monotonic()
    while part := request.stream.read(_PART):
        yield part
        if time.monotonic() - start > _PATIENCE:
            request.environ[_GIVEN_UP] = True
            raise InputError("the body was not sent within {seconds} seconds", seconds=int(_PATIENCE))
