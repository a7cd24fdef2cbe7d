"""The addresses of the reconciliation service."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, cast

from flask import Blueprint, Flask, Response, redirect, render_template, request

from igmgraph.errors import DeadlineExceeded, InputError, NotFound
from igmgraph.reconcile.index import Entity
from igmgraph.reconcile.matching import Wanted, match_all
from igmgraph.reconcile.names import plain
from igmgraph.web.http.content_security import content_security
from igmgraph.web.http.json_text import json_text
from igmgraph.web.http.links import href
from igmgraph.web.http.negotiation import language
from igmgraph.web.reconcile.extension import extend
from igmgraph.web.reconcile.knowledge import Knowledge, init_app, knowledge, lookup
from igmgraph.web.reconcile.manifest import manifest
from igmgraph.web.reconcile.preview import rows_of
from igmgraph.web.reconcile.requests import LONGEST, parameters, read_extension, read_number, read_queries
from igmgraph.web.reconcile.showing import Shown, label
from igmgraph.web.snapshots.state import state
from igmgraph.web.sparql.fair_use import charging

__all__ = ["reconcile"]

reconcile = Blueprint("reconcile", __name__, url_prefix="/reconcile")
reconcile.record(lambda setup: init_app(cast("Flask", setup.app)))

#: Suggestions at a time.
_SUGGESTED = 20


@reconcile.route("", methods=["GET", "POST"])
def answer() -> Response:
    """Answer a batch of queries or a data extension query; without either, describe the service.

    Raises:
        InputError: the parameters are not those of version 0.2.
        UnsupportedMediaType: the body is no form.
        DeadlineExceeded: it takes longer than a query may.
    """
    given = parameters()
    if "queries" in given:
        with _fair_use() as go_on:
            return _respond(_match(knowledge(), given["queries"], go_on))
    if "extend" in given:
        with _fair_use() as go_on:
            return _respond(extend(knowledge(), read_extension(given["extend"]), go_on))
    if "query" in given:
        raise InputError("send queries, a batch; version 0.2 has no single query")
    return _respond(manifest(knowledge()))


@reconcile.get("/suggest/<any(entity, type, property):kind>")
def suggest(kind: str) -> Response:
    """Things, classes or properties that begin as what was typed."""
    known, prefix = knowledge(), request.args.get("prefix", "")[:LONGEST]
    start = read_number(request.args.get("cursor", ""), 0)
    window = slice(start, start + _SUGGESTED)
    if kind == "entity":
        entities = known.index.begin(prefix)[window]
        shown = Shown(known, (type_ for entity in entities for type_ in entity.types))
        return _respond({"result": [shown.entity(entity, "notable") for entity in entities]})
    terms = list(known.broader) if kind == "type" else _properties(known)
    shown = Shown(known, terms)
    fitting = [iri for iri in shown.sorted(terms) if _begins(shown.name(iri), prefix)][window]
    return _respond({"result": [shown.type(iri) if kind == "type" else shown.term(iri) for iri in fitting]})


@reconcile.get("/flyout/<any(entity, type, property):kind>")
def flyout(kind: str) -> Response:
    """A short text about a thing, a class or a property, as HTML within JSON.

    Raises:
        NotFound: there is none.
    """
    known, iri = knowledge(), request.args.get("id", "")
    if kind == "entity":
        page = render_template("reconcile/about.html", **_about(known, _entity(known, iri)))
    elif iri in (known.broader if kind == "type" else _properties(known)):
        shown = Shown(known, [iri])
        page = render_template("reconcile/about.html", name=shown.name(iri), text=shown.definition(iri), rows=[])
    else:
        raise NotFound("flyout/{kind}: {iri} is not known here", iri=iri[:200], kind=kind)
    return _respond({"id": iri, "html": page})


@reconcile.get("/preview")
def preview() -> Response:
    """A small page about a thing, to be shown within a client's page.

    Raises:
        NotFound: there is no such thing.
    """
    known = knowledge()
    entity = _entity(known, request.args.get("id", ""))
    response = Response(render_template("reconcile/preview.html", **_about(known, entity)), mimetype="text/html")
    # Of all pages this one is made for the frames of others; nothing can be done in it.
    response.headers["Content-Security-Policy"] = content_security(frame_ancestors="*", form_action="'none'")
    response.content_language.add(language())
    response.vary.add("Accept-Language")
    return response


@reconcile.get("/view")
def view() -> Response:
    """Lead to the page about a thing.

    Raises:
        NotFound: there is no such thing.
    """
    entity = _entity(knowledge(), request.args.get("id", ""))
    return redirect(href(entity.iri, state().settings.base_iri) or entity.iri, 303)  # type: ignore[return-value]


@reconcile.get("/properties")
def propose() -> Response:
    """Properties that things of a class have, the most usual first; of all classes when none is named."""
    known, type_ = knowledge(), request.args.get("type", "")
    limit = read_number(request.args.get("limit", ""), 0)
    usual = known.properties.get(type_, ()) if type_ else _properties(known)
    shown = Shown(known, usual)
    proposed = [{"id": iri, "name": shown.name(iri)} for iri in usual[: limit or None]]
    return _respond({"type": type_, "properties": proposed, **({"limit": limit} if limit else {})})


def _match(known: Knowledge, queries: str, go_on: Callable[[], None]) -> dict[str, Any]:
    wanted = read_queries(queries)
    _check_terms(known, wanted)
    found = match_all(known.index, wanted, partial(lookup, go_on=go_on), go_on)
    types = (type_ for many in found.values() for each in many for type_ in each.entity.types)
    shown = Shown(known, types)
    return {key: {"result": [shown.candidate(each) for each in many]} for key, many in found.items()}


def _check_terms(known: Knowledge, wanted: Mapping[str, Wanted]) -> None:
    """Refuse types and properties that nothing here has: no thing would fit, and nobody would see why."""
    properties = set(_properties(known))
    for key, each in wanted.items():
        for iri in each.types:
            if iri not in known.broader:
                raise InputError("queries: {key}: no thing here has the type {iri}", key=key[:50], iri=iri[:200])
        for iri in each.properties:
            if iri not in properties:
                raise InputError("queries: {key}: no thing here has the property {iri}", key=key[:50], iri=iri[:200])


@contextmanager
def _fair_use() -> Iterator[Callable[[], None]]:
    """Charge what a request takes to the client's budget; what comes with it raises when a query's time is over."""
    start, most = time.monotonic(), state().settings.query_timeout

    def go_on() -> None:
        if time.monotonic() - start > most:
            raise DeadlineExceeded("the queries were stopped after {seconds} s; send fewer", seconds=f"{most:g}")

    with charging(most):
        yield go_on


def _properties(known: Knowledge) -> list[str]:
    """All properties of all things."""
    return list(dict.fromkeys(iri for many in known.properties.values() for iri in many))


def _begins(name: str, prefix: str) -> bool:
    """Whether a name, or a word in it, begins so."""
    return f" {plain(prefix)}" in f" {plain(name)}"


def _entity(known: Knowledge, iri: str) -> Entity:
    if iri not in known.index.entities:
        raise NotFound("{iri}: not among the things that can be matched", iri=iri[:200])
    return known.index.entities[iri]


def _about(known: Knowledge, entity: Entity) -> dict[str, Any]:
    """What a preview and a flyout tell of a thing."""
    shown = Shown(known, entity.types)
    text, rows = rows_of(entity)
    return {"name": label(entity), "kind": shown.describe(entity), "text": text, "rows": rows, "iri": entity.iri}


def _respond(data: dict[str, Any]) -> Response:
    response = Response(json_text(data), mimetype="application/json")
    response.content_language.add(language())
    response.vary.add("Accept-Language")
    return response
