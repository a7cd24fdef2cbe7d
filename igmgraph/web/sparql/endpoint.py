"""`/sparql`: queries by the SPARQL 1.1 Protocol (section 2.1), and the Service Description."""

from collections.abc import Sequence
from functools import partial

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import PreconditionFailed

from igmgraph.engine.answer.results import GRAPH_FORMATS, formats_of, media_type_of, short_names
from igmgraph.engine.base import Answer
from igmgraph.engine.values import Asker, QueryForm, Wanted
from igmgraph.errors import IgmError, InputError, NotAcceptable, NotFound
from igmgraph.settings import Settings
from igmgraph.web.http.compression import choose_coding, wants_coded
from igmgraph.web.http.negotiation import best_media_type, choose_media_type, language
from igmgraph.web.snapshots.state import state
from igmgraph.web.sparql.ceilings import cut_headers
from igmgraph.web.sparql.deferral import deferral
from igmgraph.web.sparql.editor import allow_editor
from igmgraph.web.sparql.example_queries import body_of, subjects
from igmgraph.web.sparql.failed_query import keep_query
from igmgraph.web.sparql.observation import Observation, observer
from igmgraph.web.sparql.prepared import Key, Prepared, entity_tag
from igmgraph.web.sparql.protocol import Operation, formats_in, is_operation, read_operation, single
from igmgraph.web.sparql.result_page import LARGEST, render_results
from igmgraph.web.sparql.service_description import describe_service
from igmgraph.web.sparql.spoken import spoken

__all__ = ["sparql"]

sparql = Blueprint("sparql", __name__)

_HTML = "text/html"
#: Only browsers name these.
_PAGES = (_HTML, "application/xhtml+xml")

sparql.register_error_handler(IgmError, keep_query)


@sparql.before_request
def explain() -> None:
    """Have the error told in which the evaluation of the request's query has ended; its body was read before."""
    asked = deferral()
    if asked and asked.error:
        raise asked.error


@sparql.before_request
def check() -> None:
    """Refuse two languages."""
    single("lang", request.args.getlist("lang"))


@sparql.get("/sparql")
def get() -> Response:
    """Answer a query, or tell about the service when there is none."""
    if is_operation():
        return _answer(read_operation(state().settings))
    chosen = _type_of_description(formats_in(request.args))
    if chosen == _HTML:
        response = _editor(request.args.get("example", "findings-by-domain"))
    else:
        graphs = state().engine.graphs
        description = describe_service(request.base_url, state().settings, graphs, GRAPH_FORMATS[chosen])
        response = Response(description, content_type=f"{chosen}; charset=utf-8")
    response.vary.update(("Accept", "Accept-Language") if chosen == _HTML else ("Accept",))
    # As other documents have it; with it comes a tag.
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@sparql.post("/sparql")
def post() -> Response:
    """Answer a query that is sent as a form or as it is."""
    return _answer(read_operation(state().settings))


def _editor(example: str) -> Response:
    """A form with one of the example questions in it, and links to the others."""
    examples = state().examples
    if example not in examples:
        raise NotFound("{example}: there is no such example", example=example)
    page = render_template(
        "sparql/editor.html",
        query=body_of(spoken(examples[example], language())),
        chosen=examples[example],
        subjects=subjects(),
    )
    return allow_editor(Response(page, mimetype=_HTML))


def _answer(operation: Operation) -> Response:
    observation = observer().begin(operation.query.text, request.remote_addr, operation.timeout)
    with observation.beginning():
        prepared = _prepare(operation, observation)
        if _is_had(prepared):
            # Nobody observes those that the web server answers by itself, either.
            return _frame(Response(status=304), prepared)
        if _leave(prepared, observation):
            return _frame(Response(), prepared)
        observation.admit()
        answer = _evaluate(prepared, observation.asker)
    if _wants_any(prepared):
        answer.close()
        observation.end(status=304)
        return _frame(Response(status=304), prepared)
    parts = observation.parts(answer)
    response = _frame(Response(b"".join(parts) if answer.whole else parts), prepared)
    if not answer.whole:
        response.call_on_close(partial(_give_up, answer, observation))
    most = LARGEST if prepared.wanted.media_type == _HTML else None
    response.headers.update(cut_headers(answer, state().settings, most))
    if answer.coding:
        response.headers["Content-Encoding"] = answer.coding
    return response


def _give_up(answer: Answer, observation: Observation) -> None:
    """End an answer of which nobody has read a part; it has ended by now if anybody has."""
    observation.end(GeneratorExit())
    answer.close()


def _leave(prepared: Prepared, observation: Observation) -> bool:
    """Leave a query to the event loop, if it can be asked and nothing is to be done with the answer here."""
    asked = deferral()
    if asked is None or asked.engine is not state().engine:
        return False
    # The event loop sends what is small as it is.
    if prepared.wanted.media_type == _HTML or _wants_any(prepared) or wants_coded():
        return False
    asked.leave(prepared, observation)
    return True


def _evaluate(prepared: Prepared, asker: Asker) -> Answer:
    """Run a query from this thread."""
    engine, query, wanted = state().engine, prepared.query, prepared.wanted
    if wanted.media_type != _HTML:
        return engine.answer(query, wanted, asker)
    return render_results(query, prepared.form, engine, wanted.timeout, asker)


def _prepare(operation: Operation, observation: Observation) -> Prepared:
    """Admit a query and settle how it is answered."""
    query = operation.query
    admission = state().engine.admit(query)
    form = admission.form
    observation.form = form.value
    media_type = _media_type(form, operation.formats)
    coding = "" if media_type == _HTML else choose_coding(request.headers.get("Accept-Encoding", ""))
    key = None
    if admission.lasting and media_type != _HTML:
        graphs = tuple(query.default_graphs), tuple(query.named_graphs)
        served = state().engine.snapshot_id, _deciding(state().settings)
        key = Key(*served, admission.normalized, *graphs, media_type, coding)
    observation.media_type = media_type
    if request.if_match:
        # Two answers with the same tag may be written in other bytes.
        raise PreconditionFailed
    return Prepared(query, form, Wanted(media_type, coding, operation.timeout), key)


def _deciding(settings: Settings) -> str:
    """What a tag has to tell of: an answer may be another one after a restart."""
    return f"{settings.base_iri} {settings.union_default_graph} {settings.max_rows} {settings.max_bytes}"


def _frame(response: Response, prepared: Prepared) -> Response:
    """Set the headers that an answer has in any case."""
    media_type = prepared.wanted.media_type
    response.headers["Content-Type"] = f"{media_type}; charset=utf-8"
    response.vary.update(("Accept", "Accept-Language") if media_type == _HTML else ("Accept", "Accept-Encoding"))
    if media_type == _HTML:
        allow_editor(response)
        response.content_language.add(language())
    # To be asked for again each time, which costs next to nothing as long as it is the same.
    response.headers["Cache-Control"] = "public, no-cache" if prepared.key else "no-cache"
    if prepared.key:
        response.set_etag(entity_tag(prepared), weak=True)
    return response


def _is_had(prepared: Prepared) -> bool:
    """Whether the client has the answer already (RFC 9110, section 13.1.2); it is not evaluated again."""
    return prepared.key is not None and _reads() and _has(entity_tag(prepared))


def _wants_any(prepared: Prepared) -> bool:
    """Whether the client has some answer (`*`), so that it is told only whether there is one: errors come first."""
    return prepared.key is not None and _reads() and request.if_none_match.star_tag


def _has(tag: str) -> bool:
    return not request.if_none_match.star_tag and request.if_none_match.contains_weak(tag)


def _reads() -> bool:
    return request.method in {"GET", "HEAD"}


def _media_type(form: QueryForm, names: Sequence[str]) -> str:
    """Media type of an answer: `?format=`, else by Accept; a browser gets a page."""
    if not names:
        return best_media_type([*formats_of(form), _HTML])
    chosen = _named(names, form)
    if chosen is None:
        offers = ", ".join(_names(form))
        raise NotAcceptable(
            "format={name}: a {form} query is answered in {names}", name=names[0][:100], form=form.value, names=offers
        )
    return chosen


def _type_of_description(names: Sequence[str]) -> str:
    """Media type of what there is without a query: the Service Description, but for browsers the editor."""
    if names:
        chosen = _named(names, QueryForm.DESCRIBE)
        if chosen is None:
            raise NotAcceptable("on offer here: {offers}", offers=", ".join(_names(QueryForm.DESCRIBE)))
        return chosen
    chosen = choose_media_type(request.headers.get("Accept", ""), [*GRAPH_FORMATS, *_PAGES])
    if chosen is None:
        raise InputError("there is no query parameter")
    return _HTML if chosen in _PAGES else chosen


def _named(names: Sequence[str], form: QueryForm) -> str | None:
    """The media type that is named; SPARQLWrapper sends two names of one format, the other one with alternatives."""

    def meant(name: str) -> str | None:
        return _HTML if name in {"html", _HTML} else media_type_of(name, form)

    single("format", (str(meant(each) or each) for each in (name.partition(",")[0] for name in names)))
    return meant(names[0])


def _names(form: QueryForm) -> list[str]:
    return [*short_names(form), "html"]
