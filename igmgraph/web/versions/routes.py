"""`/version`: the versions of the data that are kept, and the one in service."""

from collections.abc import Sequence

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from igmgraph.errors import NotFound
from igmgraph.namespaces import BASE, PREFIXES, RDF
from igmgraph.versions.kept import Kept, kept_version, kept_versions
from igmgraph.versions.served import find_served
from igmgraph.web.http.negotiation import best_media_type, language
from igmgraph.web.representations.serialization import write
from igmgraph.web.snapshots.state import state
from igmgraph.web.versions.memento import outside, version_root

__all__ = ["versions"]

versions = Blueprint("versions", __name__)

_HTML, _JSON = "text/html", "application/json"
_RDF = {form.media_type: form for form in (RdfFormat.TURTLE, RdfFormat.JSON_LD)}
_CACHE = "public, max-age=300"
_DCAT, _DCT, _XSD = PREFIXES["dcat"], PREFIXES["dct"], PREFIXES["xsd"]


@versions.get("/version")
def history() -> Response:
    """List the versions, the latest first."""
    chosen = best_media_type([_HTML, _JSON, *_RDF])
    kept = kept_versions(state().settings.store)[::-1]
    if chosen == _HTML:
        response = Response(render_template("versions.html", versions=kept, current=_current()), mimetype=_HTML)
        response.content_language.add(language())
    elif chosen == _JSON:
        response = jsonify(current=_current(), versions=[_about(each) for each in kept])
    else:
        response = Response(write(_quads(kept), _RDF[chosen]), content_type=f"{chosen}; charset=utf-8")
    response.vary.update(("Accept", "Accept-Language") if chosen == _HTML else ("Accept",))
    response.headers["Cache-Control"] = _CACHE
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]


@versions.get("/version/<number>")
def version(number: str) -> Response:
    """Lead to what a version says of itself.

    Raises:
        NotFound: it is not kept.
    """
    if kept_version(state().settings.store, number) is None:
        raise NotFound(
            "version/{number}: no such version of the data is kept; /version lists those that are", number=number
        )
    return redirect(outside(f"/version/{number}/dataset"), 303)  # type: ignore[return-value]


@versions.get("/version/<number>/")
@versions.get("/version/<number>/<path:path>")
def elsewhere(number: str, path: str = "") -> Response:  # noqa: ARG001
    """Lead out of a version to what there is only once: home, search, pages about the service."""
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    return redirect(outside(f"/{path.strip('/')}") + query, 302)  # type: ignore[return-value]


def _current() -> dict[str, str]:
    served = find_served(state().settings.store, state().engine.snapshot_path)
    label, sha256 = (served.label, served.manifest["sha256"]) if served else ("", "")
    return {"version": label, "snapshot": state().engine.snapshot_id, "sha256": sha256}


def _about(kept: Kept) -> dict[str, object]:
    return {
        "version": kept.number,
        "modified": kept.version.modified,
        "sha256": kept.sha256,
        "statements": kept.manifest["quads"],
        "url": outside("/dataset", version_root(kept)),
        "download": outside("/download/igm.nq.gz", version_root(kept)),
    }


def _quads(kept: Sequence[Kept]) -> list[Quad]:
    dataset = NamedNode(f"{BASE}dataset")
    facts: list[tuple[NamedNode, str, NamedNode | Literal]] = []
    for each, before in zip(kept, [*kept, None][1:], strict=True):
        node = NamedNode(f"{state().settings.base_iri}version/{each.number}")
        facts += [
            (dataset, f"{_DCAT}hasVersion", node),
            (node, f"{RDF}type", NamedNode(f"{_DCAT}Dataset")),
            (node, f"{_DCAT}isVersionOf", dataset),
            (node, f"{_DCAT}version", Literal(each.number)),
            (node, f"{_DCT}modified", Literal(each.version.modified, datatype=NamedNode(f"{_XSD}date"))),
            (node, f"{_DCT}identifier", Literal(f"sha256:{each.sha256}")),
        ]
        if before:
            previous = NamedNode(f"{state().settings.base_iri}version/{before.number}")
            facts.append((node, f"{_DCAT}previousVersion", previous))
    return [Quad(subject, NamedNode(predicate), value) for subject, predicate, value in facts]
