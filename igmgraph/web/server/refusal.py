"""What is answered where there is no request that Flask could answer."""

import json
from collections.abc import Iterable
from http import HTTPStatus

from igmgraph.namespaces import BASE
from igmgraph.web.http.problem_types import PROBLEM_TYPES
from igmgraph.web.http.sharing import OPEN
from igmgraph.web.server.wire import STATUS_LINES, lines_of

__all__ = ["refusal"]

_HEADERS = ((b"content-type", b"application/problem+json"), *OPEN, (b"connection", b"close"))
#: What has a type of its own, and what to do about it in a word, for who shows no advice.
_SLUGS, _DETAILS = {414: "url-too-long"}, {414: "send a long query by POST"}


def refusal(status: int, headers: Iterable[tuple[bytes, bytes]], of_head: bool) -> bytes:
    """A problem document (RFC 9457) as it stands on the wire, with these headers besides its own; HEAD has no more.

    It is in English: what language the client wishes for was not read.
    """
    kind = f"{BASE}problems/{_SLUGS.get(status, 'bad-request')}"
    problem = {"type": kind, "title": HTTPStatus(status).phrase, "status": status}
    if status in _SLUGS:
        about = PROBLEM_TYPES[_SLUGS[status]]
        problem |= {"title": about.title, "detail": _DETAILS[status], "advice": about.advice}
    body = json.dumps(problem).encode()
    lines = lines_of([*headers, *_HEADERS, (b"content-length", b"%d" % len(body))])
    return b"".join((STATUS_LINES[status], lines, b"\r\n", b"" if of_head else body))
