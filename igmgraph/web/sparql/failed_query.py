"""A query that a visitor's form sent and that has no answer: the page says why, and keeps it for another try."""

from flask import Response, render_template, request

from igmgraph.errors import IgmError
from igmgraph.web.http.negotiation import prefers_page
from igmgraph.web.http.problem_types import PROBLEM_TYPES
from igmgraph.web.http.problems import answer_problem
from igmgraph.web.http.translations import gettext
from igmgraph.web.sparql.editor import allow_editor

__all__ = ["keep_query"]


def keep_query(error: IgmError) -> Response:
    """Answer as to any other error, but with the editor on the page if a browser sent a query."""
    response = answer_problem(error)
    query = request.args.get("query")
    if not query or not prefers_page():
        return response
    about = PROBLEM_TYPES[error.slug]
    failure = {"title": gettext(about.title), "detail": error.told(gettext), "advice": gettext(about.advice)}
    response.set_data(render_template("sparql/failed.html", query=query, failure=failure))
    return allow_editor(response)
