"""410 for a thing that was withdrawn: the data say so, or an earlier version has it and the one in service does not.

The answer is a tombstone: what replaces it (`dct:isReplacedBy`) and where it can still be read, as a page, as a problem
document or as RDF.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import Flask, Response, current_app, render_template, request
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat
from werkzeug.urls import iri_to_uri

from igmgraph.iris import iri_of_path
from igmgraph.namespaces import BASE, PREFIXES
from igmgraph.versions.kept import Kept, kept_versions
from igmgraph.versions.numbers import precedence
from igmgraph.versions.served import find_served
from igmgraph.web.facts.resources import iris
from igmgraph.web.http.json_text import json_text
from igmgraph.web.http.links import href, spellings
from igmgraph.web.http.negotiation import choose_media_type, language
from igmgraph.web.http.problem_types import PROBLEM_TYPES
from igmgraph.web.http.translations import gettext
from igmgraph.web.representations.serialization import write
from igmgraph.web.snapshots.state import state
from igmgraph.web.versions.memento import outside, version_root
from igmgraph.web.versions.mounting import is_mounted

__all__ = ["init_app"]

_PROBLEM, _HTML, _SLUG = "application/problem+json", "text/html", "withdrawn"
_FORMS = (RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.JSON_LD, RdfFormat.RDF_XML, RdfFormat.N_QUADS)
_RDF = {form.media_type: form for form in _FORMS}
_EXTENSIONS = {form.file_extension: form.media_type for form in _FORMS} | {"html": _HTML}
_DEPRECATED = NamedNode(f"{PREFIXES['owl']}deprecated")
_REPLACED = NamedNode(f"{PREFIXES['dct']}isReplacedBy")
_HAS_VERSION = NamedNode(f"{PREFIXES['dct']}hasVersion")
_TRUE = Literal("true", datatype=NamedNode(f"{PREFIXES['xsd']}boolean"))


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of a thing: its IRI, what replaces it, and the last kept version that has it."""

    iri: str
    replacements: Sequence[str]
    last: Kept | None


def init_app(app: Flask) -> None:
    """Answer for what was withdrawn."""
    app.before_request(_before)
    app.after_request(_after)


def _before() -> Response | None:
    """Answer a request for a thing that the data call withdrawn."""
    things = list(_iris())
    stated = _stated() if things else {}
    iri = next((each for each in things if each in stated), None)
    return _answer(Tombstone(iri, stated[iri], _last_version(iri))) if iri else None


def _stated() -> Mapping[str, Sequence[str]]:
    """What the data call withdrawn, and what replaces it; the store is asked once for each snapshot."""
    known: dict[str, dict[str, list[str]]] = current_app.extensions.setdefault("igmgraph.withdrawals", {})
    snapshot = state().engine.snapshot_id
    if snapshot not in known:
        found: dict[str, list[str]] = {}
        for row in state().select("withdrawals"):
            found.setdefault(str(row["thing"])[1:-1], []).extend(each.value for each in iris([row], "replacement"))
        known[snapshot] = found
    return known[snapshot]


def _after(response: Response) -> Response:
    """Tell a thing that is no more from one that never was."""
    if response.status_code != 404 or is_mounted():
        return response
    found = {NamedNode(iri): last for iri in _iris() if (last := _last_version(iri))}
    # What is not found may also be a page that a thing does not have, or a format that is none.
    present = iris(state().select("known", thing=list(found)), "thing") if found else []
    gone = ((thing.value, last) for thing, last in found.items() if thing not in present)
    return next((_answer(Tombstone(iri, (), last)) for iri, last in gone), response)


def _iris() -> Iterator[str]:
    """IRIs of the thing that the request may be about; none when it is about no thing."""
    if request.endpoint not in {"documents.thing", "documents.document"}:
        return
    path = str((request.view_args or {})["path"])
    stem, _, extension = path.rpartition(".")
    for each in [path, stem] if extension in _EXTENSIONS else [path]:
        yield from (iri_of_path(f"id/{spelling}", state().settings.base_iri) for spelling in spellings(each))


def _last_version(iri: str) -> Kept | None:
    """The last version before the one in service that has a thing."""
    served = find_served(state().settings.store, state().engine.snapshot_path)
    if served is None or not served.version.number:
        return None
    current = precedence(served.version.number)
    earlier = [each for each in kept_versions(state().settings.store) if precedence(each.number) < current]
    return next((each for each in reversed(earlier) if each.describes(iri)), None)


def _answer(tombstone: Tombstone) -> Response:
    chosen = _EXTENSIONS.get(request.path.rpartition(".")[2]) or choose_media_type(
        request.headers.get("Accept", ""), [_PROBLEM, _HTML, *_RDF]
    )
    if chosen in _RDF:
        content: str | bytes = write(_facts(tombstone), _RDF[chosen])
    else:
        content = _page(tombstone) if chosen == _HTML else json_text(_problem(tombstone))
        chosen = chosen or _PROBLEM
    response = Response(content, 410, content_type=chosen if chosen == _PROBLEM else f"{chosen}; charset=utf-8")
    response.vary.update(("Accept", "Accept-Language"))
    response.headers["Link"] = ", ".join(_links(tombstone))
    response.headers["Cache-Control"] = "public, max-age=300"
    if chosen not in _RDF:
        response.content_language.add(language())
    return response


def _facts(tombstone: Tombstone) -> list[Quad]:
    thing = NamedNode(tombstone.iri)
    facts = [Quad(thing, _DEPRECATED, _TRUE)]
    facts += [Quad(thing, _REPLACED, NamedNode(iri)) for iri in tombstone.replacements]
    if tombstone.last:
        version = f"{state().settings.base_iri}version/{tombstone.last.number}"
        facts.append(Quad(NamedNode(f"{BASE}dataset"), _HAS_VERSION, NamedNode(version)))
    return facts


def _links(tombstone: Tombstone) -> Iterator[str]:
    yield f'<{outside("/version")}>; rel="version-history"'
    for iri in tombstone.replacements:
        yield f'<{iri_to_uri(href(iri, state().settings.base_iri) or iri)}>; rel="successor-version"'
    if place := _place(tombstone):
        yield f'<{place}>; rel="predecessor-version"'


def _place(tombstone: Tombstone) -> str | None:
    """Where the thing can still be read."""
    if tombstone.last is None:
        return None
    path = tombstone.iri.removeprefix(iri_of_path("id/", state().settings.base_iri))
    return outside(f"/doc/{path}", version_root(tombstone.last))


def _problem(tombstone: Tombstone) -> dict[str, object]:
    return {
        "type": f"{BASE}problems/{_SLUG}",
        "title": gettext(PROBLEM_TYPES[_SLUG].title),
        "status": 410,
        "detail": tombstone.iri,
        "advice": gettext(PROBLEM_TYPES[_SLUG].advice),
        "isReplacedBy": list(tombstone.replacements),
        "lastVersion": tombstone.last.number if tombstone.last else None,
        "lastDocument": _place(tombstone),
    }


def _page(tombstone: Tombstone) -> str:
    base = state().settings.base_iri
    return render_template(
        "withdrawn.html",
        title=gettext(PROBLEM_TYPES[_SLUG].title),
        iri=tombstone.iri,
        replacements=[(iri, href(iri, base)) for iri in tombstone.replacements],
        last=tombstone.last,
        place=_place(tombstone),
        type=f"{BASE}problems/{_SLUG}",
    )
