"""`/fragments`: Triple Pattern Fragments, so that a client can evaluate SPARQL itself and load us lightly.

<https://linkeddatafragments.org/specification/triple-pattern-fragments/>
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from igmgraph.errors import InputError
from igmgraph.namespaces import PREFIXES
from igmgraph.web.fragments.controls import PAGE_SIZE, Page, controls
from igmgraph.web.http.negotiation import best_media_type, language
from igmgraph.web.pages.thing_page import named_nodes, presenter_for
from igmgraph.web.representations.conditional import CACHE_LATEST
from igmgraph.web.representations.serialization import telling_what_has_no_form, write
from igmgraph.web.snapshots.state import state

__all__ = ["fragments"]

fragments = Blueprint("fragments", __name__)

_PARTS = ("subject", "predicate", "object")
_HTML = "text/html"
#: First those in which data and metadata stand in graphs of their own.
_APART = {form.media_type: form for form in (RdfFormat.TRIG, RdfFormat.N_QUADS, RdfFormat.JSON_LD)}
_TOGETHER = (RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML)
_FORMATS = {**_APART, **{form.media_type: form for form in _TOGETHER}}
_LITERAL = re.compile(r'"(.*)"(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^<?([^<>"]+)>?)?', re.DOTALL)

Term = NamedNode | Literal


@dataclass(frozen=True, slots=True)
class Fragment:
    """One page of the triples that match a pattern."""

    page: Page
    triples: list[Quad]


@fragments.get("/fragments")
def fragment() -> Response:
    """Answer with a page of the triples that match `subject`, `predicate` and `object`.

    Raises:
        InputError: a part of the pattern is no RDF term, or the page is none.
        NotAcceptable: the client accepts none of the formats, or one that cannot hold the triples.
    """
    texts = {name: request.args.get(name, "") for name in _PARTS}
    # A variable or a blank node of the client's stands for anything.
    given = {name: text for name, text in texts.items() if text and not text.startswith(("?", "_:"))}
    pattern = {name: _term(name, text) for name, text in given.items()}
    media_type = best_media_type([_HTML, *_FORMATS])
    found = _find(given, pattern, _number(request.args.get("page", "1")))
    if media_type == _HTML:
        response = Response(_render(found, texts), mimetype=_HTML)
        response.content_language.add(language())
    else:
        response = Response(_write(found, media_type), content_type=f"{media_type}; charset=utf-8")
    response.vary.update(("Accept", "Accept-Language") if media_type == _HTML else ("Accept",))
    response.headers["Cache-Control"] = CACHE_LATEST
    return response


def _term(name: str, text: str) -> Term:
    literal = _LITERAL.fullmatch(text)
    try:
        if not literal:
            return NamedNode(text.removeprefix("<").removesuffix(">"))
        value, tag, datatype = literal.groups()
        return Literal(value, language=tag, datatype=NamedNode(datatype) if datatype else None)
    except ValueError as error:
        raise InputError(
            "{name}={text} is no RDF term: {reason}", name=name, text=text[:200], reason=str(error)
        ) from None


def _number(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text, re.ASCII):
        raise InputError("page={text}: a whole number from 1 on is expected", text=text[:20])
    return int(text)


def _find(given: dict[str, str], pattern: Mapping[str, Term], number: int) -> Fragment:
    queries, engine = state().queries, state().engine
    bound = {name: pattern.get(name) for name in _PARTS}
    # A predicate is an IRI, and so is a subject: nothing else can match.
    possible = not any(isinstance(bound[name], Literal) for name in ("subject", "predicate"))
    (size,) = engine.solutions(queries["fragment-size"].bind(**bound)) if possible else ({"triples": Literal(0)},)
    total = size["triples"]
    page = Page(request.base_url, given, number, int(total.value) if isinstance(total, Literal) else 0)
    if number > page.last or not page.total:
        return Fragment(page, [])
    limits = f"LIMIT {PAGE_SIZE} OFFSET {(number - 1) * PAGE_SIZE}"
    rows = engine.solutions(f"{queries['fragment'].bind(**bound)}\n{limits}")
    return Fragment(page, [Quad(row["subject"], row["predicate"], row["object"]) for row in rows])  # type: ignore[arg-type]


def _write(found: Fragment, media_type: str) -> bytes:
    apart = media_type in _APART
    quads = [*found.triples, *controls(found.page, _asked(), apart=apart)]
    if _FORMATS[media_type] == RdfFormat.RDF_XML:
        # Some predicates and characters have no place in XML.
        return write(quads, RdfFormat.RDF_XML)
    facts = quads if apart else [quad.triple for quad in quads]
    with telling_what_has_no_form():
        return serialize(facts, format=_FORMATS[media_type], prefixes=dict(PREFIXES)) or b""


def _asked() -> str:
    """URL of the request as the client wrote it: clients look for statements about just that."""
    query = quote(request.query_string, safe="%:/?@!$&'()*+,;=~")
    return f"{request.base_url}?{query}" if query else request.base_url


def _render(found: Fragment, texts: Mapping[str, str]) -> str:
    presenter = presenter_for(state(), named_nodes(found.triples), found.triples)
    rows = [[presenter.value(term) for term in (each.subject, each.predicate, each.object)] for each in found.triples]
    return render_template("fragments.html", rows=rows, page=found.page, parts=texts)
