"""`/sparql`: queries by the SPARQL 1.1 Protocol (section 2.1), and the Service Description."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, render_template, request

from igmgraph.engine.base import QueryForm
from igmgraph.engine.results import GRAPH_FORMATS, formats_of, media_type_of
from igmgraph.errors import InputError, NotAcceptable, NotFound, QueryRefused, Unavailable
from igmgraph.web.negotiation import best_media_type, choose_media_type
from igmgraph.web.observation import observed
from igmgraph.web.protocol import Operation, is_operation, read_operation
from igmgraph.web.result_page import render_results
from igmgraph.web.service_description import describe_service
from igmgraph.web.state import state
from igmgraph.web.xml_text import is_xml, well_formed

__all__ = ["sparql"]

sparql = Blueprint("sparql", __name__)

_HTML = "text/html"


@sparql.get("/sparql")
def get() -> Response:
    """Answer a query, or tell about the service when there is none."""
    if is_operation():
        return _answer(read_operation(state().settings))
    chosen = choose_media_type(request.headers.get("Accept", ""), [_HTML, *GRAPH_FORMATS])
    if chosen is None:
        raise InputError("there is no query parameter")
    if chosen == _HTML:
        response = _editor(request.args.get("example", "findings-by-domain"))
    else:
        graphs = [row["graph"] for row in state().select("graphs")]
        description = describe_service(request.base_url, state().settings, graphs, GRAPH_FORMATS[chosen])
        response = Response(description, content_type=f"{chosen}; charset=utf-8")
    response.vary.update(("Accept", "Accept-Language") if chosen == _HTML else ("Accept",))
    return response


@sparql.post("/sparql")
def post() -> Response:
    """Answer a query that is sent as a form or as it is."""
    return _answer(read_operation(state().settings))


def _editor(example: str) -> Response:
    """A form with one of the example questions in it, and links to the others."""
    examples = state().examples
    if example not in examples:
        raise NotFound(f"{example}: there is no such example")
    lines = examples[example].text.splitlines()
    text = "\n".join(line for line in lines if not line.startswith("#+")).strip()
    page = render_template("sparql/editor.html", query=text, chosen=examples[example], examples=examples.values())
    return Response(page, mimetype=_HTML)


def _answer(operation: Operation) -> Response:
    engine, query = state().engine, operation.query
    with observed(query) as observation, _evaluation():
        form = engine.form(query)
        observation.form = form.value
        observation.media_type = media_type = _media_type(form, operation.format)
        if media_type == _HTML:
            content = render_results(query, form, engine).encode()
        else:
            content = engine.answer(query, media_type)
        observation.answered(content)
    content = well_formed(content) if is_xml(media_type) else content
    response = Response(content, content_type=f"{media_type}; charset=utf-8")
    response.vary.update(("Accept", "Accept-Language") if media_type == _HTML else ("Accept",))
    return response


@contextmanager
def _evaluation() -> Iterator[None]:
    """Tell what goes wrong in a query process for reasons that lie in the query; such an error has a remote cause."""
    try:
        yield
    except (RuntimeError, OSError) as error:
        if error.__cause__ is None:
            raise
        if isinstance(error, OSError):
            raise Unavailable(f"a SERVICE of the query did not answer: {error}") from error
        raise QueryRefused(f"the query cannot be evaluated: {error}") from error


def _media_type(form: QueryForm, name: str) -> str:
    """Media type of an answer: `?format=`, else by Accept; a browser gets a page."""
    offers = [*formats_of(form), _HTML]
    if not name:
        return best_media_type(offers)
    chosen = _HTML if name == "html" else media_type_of(name, form)
    if chosen is None:
        raise NotAcceptable(f"format={name[:100]}: a {form.value} query is not answered in it")
    return chosen
