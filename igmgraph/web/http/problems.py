"""Errors as answers: `application/problem+json` (RFC 9457) for programs, a page for people; never a stack trace."""

import logging
from typing import Any

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from igmgraph.errors import BudgetExhausted, IgmError, QuerySyntaxError, Unavailable, UnsupportedCoding, fill
from igmgraph.namespaces import BASE
from igmgraph.web.http.json_text import json_text
from igmgraph.web.http.negotiation import language, prefers_page
from igmgraph.web.http.problem_types import PROBLEM_TYPES
from igmgraph.web.http.translations import gettext, marked

__all__ = ["answer_http", "answer_problem", "init_app"]

_LOG = logging.getLogger(__name__)
_SLUG_OF_STATUS = {
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    412: "precondition-failed",
    413: "query-too-long",
    415: "unsupported-media-type",
}
#: What routing and the web server's libraries refuse, in our words: theirs are English only.
_SENTENCES = {
    404: marked("{path}: this service has no such address"),
    405: marked("{method}: this address takes {methods}"),
    412: marked("there is another state of it than the If-Match or If-Unmodified-Since header asks for"),
    413: marked("the body of a request has at most {most} bytes"),
    416: marked("the Range header asks for bytes that there are not"),
}


def init_app(app: Flask) -> None:
    """Register the handlers on the application: faults of routing never reach a blueprint's."""
    app.register_error_handler(IgmError, answer_problem)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(Exception, _answer_unforeseen)


def answer_problem(error: IgmError) -> Response:
    """Answer with the problem document, or with the page, that an error of ours stands for."""
    place = error.values if isinstance(error, QuerySyntaxError) else {}
    members: dict[str, Any] = {name: place[name] for name in place if name in {"line", "column"}}
    wait = error.retry_after if isinstance(error, (Unavailable, BudgetExhausted)) else None
    response = _render(error.status, error.slug, error.told(gettext), members, wait)
    if wait is not None:
        response.headers["Retry-After"] = str(wait)
    if isinstance(error, UnsupportedCoding):
        # RFC 9110, section 12.5.3.
        response.headers["Accept-Encoding"] = "identity"
    return response


def answer_http(error: HTTPException) -> Response:
    """Likewise for what routing and the libraries of the web server refuse."""
    status = error.code or 500
    if status < 400:
        return error.get_response()  # type: ignore[return-value]
    slug = _SLUG_OF_STATUS.get(status, "bad-request" if status < 500 else "internal-error")
    response = _render(status, slug, _sentence(error), {})
    # Allow of a 405 and the like.
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def _sentence(error: HTTPException) -> str:
    """What is wrong with this very request; "" when the title says it all."""
    if error.code not in _SENTENCES:
        return ""
    values = {
        "path": request.path[:200],
        "method": request.method[:20],
        "methods": ", ".join(sorted(getattr(error, "valid_methods", None) or ())),
        "most": current_app.config["MAX_CONTENT_LENGTH"],
    }
    return fill(gettext(_SENTENCES[error.code]), values)


def _answer_unforeseen(error: Exception) -> Response:
    _LOG.error("unforeseen", exc_info=error)
    return _render(500, IgmError.slug, "", {})


def _render(status: int, slug: str, detail: str, members: dict[str, Any], wait: int | None = None) -> Response:
    about = PROBLEM_TYPES[slug]
    kind, title, advice = f"{BASE}problems/{slug}", gettext(about.title), gettext(about.advice)
    if prefers_page():
        page = render_template(
            "problem.html", title=title, status=status, advice=advice, detail=detail, wait=wait, type=kind
        )
        response = Response(page, status, mimetype="text/html")
    else:
        problem = {"type": kind, "title": title, "status": status, "detail": detail, "advice": advice, **members}
        response = Response(json_text(problem), status, mimetype="application/problem+json")
    response.content_language.add(language())
    response.vary.update(("Accept", "Accept-Language"))
    return response
