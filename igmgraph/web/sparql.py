"""`/sparql`: queries by the SPARQL 1.1 Protocol (section 2.1), and the Service Description."""

from flask import Blueprint, Response, render_template, request

from igmgraph.engine.base import Answer, QueryForm, Wanted, WholeAnswer
from igmgraph.engine.results import GRAPH_FORMATS, formats_of, media_type_of
from igmgraph.errors import InputError, NotAcceptable, NotFound
from igmgraph.web.ceilings import cut_headers
from igmgraph.web.compression import choose_coding
from igmgraph.web.example_queries import body_of
from igmgraph.web.negotiation import best_media_type, choose_media_type
from igmgraph.web.observation import observer
from igmgraph.web.protocol import Operation, is_operation, read_operation
from igmgraph.web.result_page import render_results
from igmgraph.web.service_description import describe_service
from igmgraph.web.state import state

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
    page = render_template(
        "sparql/editor.html",
        query=body_of(examples[example].text),
        chosen=examples[example],
        examples=examples.values(),
    )
    return Response(page, mimetype=_HTML)


def _answer(operation: Operation) -> Response:
    engine, query = state().engine, operation.query
    observation = observer().begin(query.text, request.remote_addr, operation.timeout)
    with observation.beginning():
        form = engine.form(query)
        observation.form = form.value
        observation.media_type = media_type = _media_type(form, operation.format)
        if media_type == _HTML:
            answer: Answer = WholeAnswer(render_results(query, form, engine, operation.timeout).encode())
        else:
            coding = choose_coding(request.headers.get("Accept-Encoding", ""))
            answer = engine.answer(query, Wanted(media_type, coding, operation.timeout))
    parts = observation.parts(answer)
    response = Response(b"".join(parts) if answer.whole else parts, content_type=f"{media_type}; charset=utf-8")
    response.headers.update(cut_headers(answer, state().settings))
    if answer.coding:
        response.headers["Content-Encoding"] = answer.coding
    response.vary.update(("Accept", "Accept-Language") if media_type == _HTML else ("Accept", "Accept-Encoding"))
    return response


def _media_type(form: QueryForm, name: str) -> str:
    """Media type of an answer: `?format=`, else by Accept; a browser gets a page."""
    offers = [*formats_of(form), _HTML]
    if not name:
        return best_media_type(offers)
    chosen = _HTML if name == "html" else media_type_of(name, form)
    if chosen is None:
        raise NotAcceptable(f"format={name[:100]}: a {form.value} query is not answered in it")
    return chosen
