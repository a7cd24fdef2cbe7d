"""`/neighbours`: what a thing is related to, as a list, as a picture that grows by clicks, and as JSON."""

import json

from flask import Blueprint, Response, render_template, request
from pyoxigraph import NamedNode

from igmgraph.errors import InputError, NotFound
from igmgraph.web.facts.resources import iris, parse_iris
from igmgraph.web.http.content_security import allow_scripts
from igmgraph.web.http.links import url_of
from igmgraph.web.http.negotiation import best_media_type, language
from igmgraph.web.pages.thing_page import presenter_for
from igmgraph.web.snapshots.state import state

__all__ = ["neighbours"]

neighbours = Blueprint("neighbours", __name__)

#: Relations that one answer holds; of more, the first are shown.
_MOST = 60
_HTML, _JSON = "text/html", "application/json"


@neighbours.get("/neighbours")
def around() -> Response:
    """Tell the relations of the thing with the IRI `thing`.

    Raises:
        InputError: there is no IRI.
        NotFound: the thing is related to nothing.
    """
    thing = next(parse_iris(request.args.getlist("thing")[:1]), None)
    if thing is None:
        raise InputError("thing: one IRI is expected")
    relations = _relations(thing)
    if not relations:
        raise NotFound("{thing}: nothing is related to it here", thing=thing.value)
    shown = relations[:_MOST]
    presenter = presenter_for(state(), {term for relation in shown for term in relation})
    if best_media_type([_HTML, _JSON]) == _JSON:
        names = {term.value: presenter.value(term) for relation in shown for term in relation}
        data = {
            "thing": thing.value,
            "relations": [[source.value, target.value, property_.value] for source, property_, target in shown],
            "labels": {iri: value.text.text for iri, value in names.items()},
            "pages": {iri: value.link for iri, value in names.items() if value.link},
            "cut": len(relations) > _MOST,
        }
        response = Response(json.dumps(data, ensure_ascii=False), mimetype=_JSON)
    else:
        rows = [[presenter.value(term) for term in relation] for relation in shown]
        page = render_template(
            "neighbours/neighbours.html",
            thing=presenter.value(thing),
            rows=rows,
            cut=len(relations) > _MOST,
            address=url_of("/neighbours"),
        )
        response = allow_scripts(Response(page, mimetype=_HTML))
    response.content_language.add(language())
    response.vary.update(("Accept", "Accept-Language"))
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _relations(thing: NamedNode) -> list[list[NamedNode]]:
    """Source, property and target of each relation, one more than are shown if there are more."""
    text = f"{state().queries['neighbours'].bind(thing=thing)}\nLIMIT {_MOST + 1}"
    rows = state().engine.solutions(text)
    return [[iris([row], name)[0] for name in ("from", "property", "to")] for row in rows]
