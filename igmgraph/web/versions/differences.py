"""`/diff/{before}/{after}`: what changed between two versions of the data, in words, as JSON and as RDF Patch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import BoundedSemaphore, Lock
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request
from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.errors import NotFound, Unavailable
from igmgraph.namespaces import IGM, RDF, RDFS
from igmgraph.versions.differences import Change, Side, compare, patch
from igmgraph.versions.kept import Kept, kept_version
from igmgraph.versions.summary import Summary, summarize
from igmgraph.web.facts.statements import Row, Value
from igmgraph.web.http.negotiation import best_media_type, language
from igmgraph.web.pages.thing_page import named_nodes, presenter_for
from igmgraph.web.snapshots.state import state
from igmgraph.web.versions.memento import outside, version_root

__all__ = ["differences"]

differences = Blueprint("differences", __name__)

_HTML, _JSON = "text/html", "application/json"
_PATCH = ("application/rdf-patch", "text/x-rdf-patch")
_FOREVER = "public, max-age=31536000, immutable"
#: Summaries that are kept, and requests that are at a comparison or wait for one; one is made at a time, as each reads
#: two whole versions.
_KEPT, _ROOM, _COMPARING = 8, BoundedSemaphore(4), Lock()
_SUMMARIES: dict[tuple[str, str], Summary] = {}


@dataclass(frozen=True, slots=True)
class Told:
    """A thing that changed, in words: what it is called, its kinds, what is said no more, and what is said now."""

    thing: Value
    kinds: list[Value]
    gone: list[Row]
    come: list[Row]


@differences.get("/diff/<before>/<after>")
def difference(before: str, after: str) -> Response:
    """Tell what changed from one version to another.

    Raises:
        NotFound: one of them is not kept.
        Unavailable: too many wait for other differences.
    """
    old, new = _find(before), _find(after)
    chosen = best_media_type([_HTML, _JSON, *_PATCH])
    if chosen in _PATCH:
        iris = (f"{state().settings.base_iri}version/{each.number}" for each in (old, new))
        response = Response(patch(compare(old.lines(), new.lines()), *iris), content_type=f"{chosen}; charset=utf-8")
    elif chosen == _JSON:
        response = jsonify(_data(_summary(old, new), old, new))
    else:
        response = Response(_page(_summary(old, new), old, new), mimetype=_HTML)
        response.content_language.add(language())
    response.vary.update(("Accept", "Accept-Language") if chosen == _HTML else ("Accept",))
    response.headers["Cache-Control"] = "public, max-age=86400" if chosen == _HTML else _FOREVER
    response.set_etag(f"{old.sha256[:16]}-{new.sha256[:16]}-{chosen}-{language()}")
    return response.make_conditional(request)  # type: ignore[return-value]


def _find(number: str) -> Kept:
    kept = kept_version(state().settings.store, number)
    if kept is None:
        raise NotFound(
            "diff: {number}: no such version of the data is kept; /version lists those that are", number=number
        )
    return kept


def _summary(old: Kept, new: Kept) -> Summary:
    key = old.sha256, new.sha256
    if found := _SUMMARIES.get(key):
        return found
    if not _ROOM.acquire(blocking=False):
        raise Unavailable("other versions are being compared; try again soon")
    try:
        with _COMPARING:
            # Whoever was before may have asked for the same.
            if key not in _SUMMARIES:
                _keep(key, _summarize(old, new))
            return _SUMMARIES[key]
    finally:
        _ROOM.release()


def _summarize(old: Kept, new: Kept) -> Summary:
    spaces = [IGM, *(f"{each.manifest['base_iri']}id/" for each in (old, new))]
    return summarize(compare(old.lines(), new.lines()), spaces)


def _keep(key: tuple[str, str], summary: Summary) -> None:
    """Keep a summary in place of the one that was made first."""
    if len(_SUMMARIES) >= _KEPT:
        del _SUMMARIES[next(iter(_SUMMARIES))]
    _SUMMARIES[key] = summary


def _data(summary: Summary, old: Kept, new: Kept) -> dict[str, Any]:
    return {
        "before": {"version": old.number, "sha256": old.sha256},
        "after": {"version": new.number, "sha256": new.sha256},
        "statements": {"added": summary.added, "removed": summary.removed},
        "graphs": {graph: {"added": come, "removed": gone} for graph, (come, gone) in summary.graphs.items()},
        "things": {kind: summary.counts[kind] for kind in summary.listed},
        **{kind: [_thing(change) for change in changes] for kind, changes in summary.listed.items()},
    }


def _thing(change: Change) -> dict[str, Any]:
    quads = _all(change)
    return {
        "iri": change.subject[1:-1].decode(),
        "labels": _labels(quads),
        "classes": sorted({str(quad.object)[1:-1] for quad in quads if quad.predicate.value == f"{RDF}type"}),
        "removed": [line.decode() for line in change.removed] if change.after.lines else [],
        "added": [line.decode() for line in change.added] if change.before.lines else [],
    }


def _labels(quads: list[Quad]) -> Mapping[str, str]:
    texts = (quad.object for quad in quads if quad.predicate.value == f"{RDFS}label")
    return {text.language or "": text.value for text in texts if isinstance(text, Literal)}


def _all(change: Change) -> list[Quad]:
    """What the later version says of a thing, or else the earlier one."""
    return (change.after if change.after.lines else change.before).quads()


def _page(summary: Summary, old: Kept, new: Kept) -> str:
    told = {kind: list(_tell(changes, old, new)) for kind, changes in summary.listed.items()}
    nodes = {NamedNode(graph): counts for graph, counts in summary.graphs.items() if graph}
    presenter = presenter_for(state(), nodes)
    graphs = [(presenter.value(graph), *counts) for graph, counts in nodes.items()]
    return render_template("difference.html", before=old, after=new, summary=summary, graphs=graphs, told=told)


def _tell(changes: list[Change], old: Kept, new: Kept) -> Iterator[Told]:
    quads = [quad for change in changes for side in (change.before, change.after) for quad in side.quads()]
    # What a thing is called in the later version comes last, and counts.
    presenter = presenter_for(state(), named_nodes(quads), [quad for change in changes for quad in _all(change)])
    for change in changes:
        iri = change.subject[1:-1].decode()
        root = version_root(new if change.after.lines else old)
        both = bool(change.before.lines and change.after.lines)
        yield Told(
            Value(presenter.names.label(iri), _link(iri, root), iri),
            [presenter.value(NamedNode(kind)) for kind in presenter.names.kinds(iri)],
            presenter.rows(_quads(change.removed)) if both else [],
            presenter.rows(_quads(change.added)) if both else [],
        )


def _quads(lines: list[bytes]) -> list[Quad]:
    return Side(tuple(lines)).quads()


def _link(iri: str, root: str) -> str | None:
    base = state().settings.base_iri
    return outside(f"/{iri.removeprefix(base)}", root) if iri.startswith(f"{base}id/") else None
