"""`/sparql`: queries by the SPARQL 1.1 Protocol (section 2.1), and the Service Description."""

from flask import Blueprint, Response, render_template, request
from pyoxigraph import NamedNode
from werkzeug.datastructures import MultiDict

from igmgraph.engine.base import ClientQuery, QueryForm
from igmgraph.engine.results import GRAPH_FORMATS, formats_of, media_type_of
from igmgraph.errors import InputError, NotAcceptable, NotFound, QueryRefused, UnsupportedMediaType
from igmgraph.web.negotiation import best_media_type, choose_media_type
from igmgraph.web.result_page import render_results
from igmgraph.web.service_description import describe_service
from igmgraph.web.state import state

__all__ = ["sparql"]

sparql = Blueprint("sparql", __name__)

_FORM, _QUERY, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_HTML = "text/html"


@sparql.get("/sparql")
def get() -> Response:
    """Answer a query, or tell about the service when there is none."""
    if "query" in request.args or "update" in request.args:
        return _answer(_client_query(request.args))
    chosen = choose_media_type(request.headers.get("Accept", ""), [_HTML, *GRAPH_FORMATS])
    if chosen is None:
        raise InputError("there is no query parameter")
    if chosen == _HTML:
        return _editor(request.args.get("example", "findings-by-domain"))
    return Response(
        describe_service(request.base_url, state().settings, GRAPH_FORMATS[chosen]),
        content_type=f"{chosen}; charset=utf-8",
    )


def _editor(example: str) -> Response:
    """A form with one of the example questions in it, and links to the others."""
    examples = state().examples
    if example not in examples:
        raise NotFound(f"{example}: there is no such example")
    lines = examples[example].text.splitlines()
    text = "\n".join(line for line in lines if not line.startswith("#+")).strip()
    page = render_template("sparql/editor.html", query=text, chosen=examples[example], examples=examples.values())
    return Response(page, mimetype=_HTML)


@sparql.post("/sparql")
def post() -> Response:
    """Answer a query that is sent as a form or as it is."""
    if request.mimetype == _FORM:
        return _answer(_client_query(MultiDict([*request.args.items(multi=True), *request.form.items(multi=True)])))
    if request.mimetype == _UPDATE:
        raise QueryRefused("this endpoint is read-only")
    if request.mimetype != _QUERY:
        raise UnsupportedMediaType(f"{request.mimetype or 'no media type'}: send {_FORM} or {_QUERY}")
    if request.mimetype_params.get("charset", "utf-8").lower() != "utf-8":
        raise UnsupportedMediaType("a query is sent in UTF-8")
    try:
        text = request.get_data().decode()
    except UnicodeDecodeError:
        raise InputError("the query is not UTF-8") from None
    return _answer(_client_query(MultiDict([*request.args.items(multi=True), ("query", text)])))


def _client_query(parameters: MultiDict[str, str]) -> ClientQuery:
    if "update" in parameters:
        raise QueryRefused("this endpoint is read-only")
    texts = parameters.getlist("query")
    if len(texts) != 1:
        raise InputError(f"there are {len(texts)} query parameters; one is expected")
    return ClientQuery(texts[0], _graphs(parameters, "default-graph-uri"), _graphs(parameters, "named-graph-uri"))


def _graphs(parameters: MultiDict[str, str], name: str) -> list[str]:
    iris = parameters.getlist(name)
    for iri in iris:
        try:
            NamedNode(iri)
        except ValueError as error:
            raise InputError(f"{name}={iri}: {error}") from None
    return iris


def _answer(query: ClientQuery) -> Response:
    engine = state().engine
    form = engine.form(query)
    media_type = _media_type(form)
    if media_type == _HTML:
        response = Response(render_results(query, form, engine), mimetype=_HTML)
    else:
        response = Response(engine.answer(query, media_type), content_type=f"{media_type}; charset=utf-8")
    response.vary.add("Accept")
    return response


def _media_type(form: QueryForm) -> str:
    """Media type of an answer: `?format=`, else by Accept; a browser gets a page."""
    offers = [*formats_of(form), _HTML]
    name = request.values.get("format", "")
    if not name:
        return best_media_type(offers)
    chosen = _HTML if name == "html" else media_type_of(name, form)
    if chosen is None:
        raise NotAcceptable(f"format={name}: a {form.value} query is not answered in it")
    return chosen
