"""An answer that is a page for people, in the language of the request."""

from flask import Response

from igmgraph.web.http.negotiation import language

__all__ = ["page_response"]


def page_response(text: str) -> Response:
    """Answer with a page."""
    response = Response(text, mimetype="text/html")
    response.content_language.add(language())
    response.vary.add("Accept-Language")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
