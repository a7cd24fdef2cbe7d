"""What is answered where there is no request that Flask could answer."""

import json
from collections.abc import Iterable
from http import HTTPStatus

from igmgraph.namespaces import BASE
from igmgraph.web.server.wire import STATUS_LINES, lines_of

__all__ = ["refusal"]

#: Any script may read it, as all that the service says.
_HEADERS = (
    (b"content-type", b"application/problem+json"),
    (b"access-control-allow-origin", b"*"),
    (b"connection", b"close"),
)
_SLUGS = {414: "query-too-long"}


def refusal(status: int, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """A problem document (RFC 9457) as it stands on the wire, with these headers besides its own."""
    kind = f"{BASE}problems/{_SLUGS.get(status, 'bad-request')}"
    body = json.dumps({"type": kind, "title": HTTPStatus(status).phrase, "status": status}).encode()
    lines = lines_of([*headers, *_HEADERS, (b"content-length", b"%d" % len(body))])
    return b"".join((STATUS_LINES[status], lines, b"\r\n", body))
