"""Preconditions of requests (RFC 9110, section 13.2.2), in their order, whichever route answers.

Werkzeug looks at If-None-Match only; at the others it does in places, and after Range.
"""

import re
from collections.abc import Iterable

from flask import Flask, Response, request
from werkzeug.exceptions import PreconditionFailed
from werkzeug.http import parse_date, parse_etags

from igmgraph.web.http.compression import choose_coding
from igmgraph.web.http.problems import answer_http

__all__ = ["init_app"]

#: Headers of a body that is not sent after all.
_OF_BODY = ("Content-Disposition", "Content-Encoding", "Content-Language", "Content-Range", "Content-Type")
_OF_STATE = ("Content-Location", "ETag", "Last-Modified", "Link")
#: Headers that may hold a date, to that which means nothing when the date is none.
_DATED = {
    "HTTP_IF_MODIFIED_SINCE": "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_UNMODIFIED_SINCE": "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_IF_RANGE": "HTTP_RANGE",
}


def init_app(app: Flask) -> None:
    """Have every answer with a validator hold to what the client asks for; to be called after that compresses."""
    app.before_request(_read)
    app.after_request(_hold)


def _read() -> None:
    environ = request.environ
    # `request` remembers what it has read once.
    wanted = parse_etags(environ.get("HTTP_IF_MATCH"))
    if wanted.star_tag:
        # It asks for what is there, which is what everyone gets; Werkzeug takes it for a tag.
        del environ["HTTP_IF_MATCH"]
    elif wanted and (coding := choose_coding(request.headers.get("Accept-Encoding", ""))):
        # Tags are compared before compression, which adds to them.
        environ["HTTP_IF_MATCH"] = re.sub(f':{coding}"', '"', environ["HTTP_IF_MATCH"])
    if request.method != "GET" or environ.get("HTTP_IF_RANGE", "").startswith("W/"):
        environ.pop("HTTP_RANGE", None)
    for name, moot in _DATED.items():
        if not _is_in_time(environ.get(name)):
            environ.pop(moot, None)


def _is_in_time(text: str | None) -> bool:
    """Whether Werkzeug can read a header as a date, or as none: of a year like 99999999999 it can tell neither."""
    try:
        parse_date(text)
    except OverflowError:
        return False
    return True


def _hold(response: Response) -> Response:
    tag, _ = response.get_etag()
    if response.status_code == 412 or (response.status_code in {200, 206} and tag and not _is_wanted(response, tag)):
        told = answer_http(PreconditionFailed())
        _replace(response, told.get_data(), (*_OF_BODY, *_OF_STATE))
        response.headers.update({name: told.headers[name] for name in ("Content-Type", "Content-Language")})
        response.status_code = 412
    elif response.status_code == 206 and tag and request.if_none_match.contains_weak(tag):
        _replace(response, b"", _OF_BODY)
        response.status_code = 304
    # It is met: Flask-Compress would compare it with the tag that it makes.
    request.environ.pop("HTTP_IF_MATCH", None)
    return response


def _replace(response: Response, body: bytes, headers: Iterable[str]) -> None:
    response.close()
    response.direct_passthrough = False
    response.set_data(body)
    for name in headers:
        response.headers.pop(name, None)


def _is_wanted(response: Response, tag: str) -> bool:
    """Whether an answer is of the state that the client wants to have."""
    if request.if_match:
        return not response.get_etag()[1] and request.if_match.contains(tag)
    since = request.if_unmodified_since
    return since is None or response.last_modified is None or response.last_modified <= since
