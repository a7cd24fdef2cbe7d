"""`/q`: a permanent link to the answer of a query; opened later, it says whether the answer is still the same."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, json, jsonify, redirect, request
from pyoxigraph import RdfFormat

from igmgraph.citations.check import Check
from igmgraph.citations.determinacy import open_ends
from igmgraph.citations.provenance import provenance
from igmgraph.citations.record import Citation
from igmgraph.citations.references import bibtex, csl
from igmgraph.errors import NotFound
from igmgraph.languages import choose
from igmgraph.web.citations.minting import ledger, mint
from igmgraph.web.citations.page import render_citation
from igmgraph.web.citations.rechecking import recheck, version_of_then
from igmgraph.web.http.links import site_url
from igmgraph.web.http.negotiation import best_media_type, language, prefers_page
from igmgraph.web.http.translations import gettext
from igmgraph.web.representations.serialization import write
from igmgraph.web.snapshots.state import state
from igmgraph.web.sparql.protocol import read_operation
from igmgraph.web.versions.memento import version_root

__all__ = ["citations"]

citations = Blueprint("citations", __name__)

#: Extension to media type, in the order in which they are preferred when a client does not care.
_TYPES = {
    "html": "text/html",
    "json": "application/json",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "bib": "application/x-bibtex",
    "csl": "application/vnd.citationstyles.csl+json",
}
_RDF = {"ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD, "nt": RdfFormat.N_TRIPLES}
_REFERENCES: Mapping[str, Callable[[Citation, str, str], str]] = {
    "bib": bibtex,
    "csl": lambda *about: json.dumps(csl(*about), ensure_ascii=False),
}
_NAME = re.compile(r"(?P<id>[0-9a-f]{32})(?:\.(?P<extension>[a-z]+))?", re.ASCII)
_FOREVER = "public, max-age=31536000, immutable"
#: Rows of a difference that are told.
_TOLD = 100


@citations.post("/q")
def cite() -> Response:
    """Make a citation of a query, or find the one that was made of it."""
    operation = read_operation(state().settings)
    # A browser ends the lines of a form with two characters each.
    text = operation.query.text.replace("\r\n", "\n").strip()
    citation, is_new = mint(replace(operation.query, text=text), operation.timeout)
    place = site_url(f"/q/{citation.id}")
    if prefers_page():
        return redirect(place, 303)  # type: ignore[return-value]
    response = jsonify(_record(citation))
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = place
    response.headers["Cache-Control"] = "no-store"
    return response


@citations.get("/q/<name>")
def citation(name: str) -> Response:
    """Tell a citation; as a page, as JSON and as RDF with what the query gives now.

    Raises:
        NotFound: there is none, or no such format of it.
    """
    found = _NAME.fullmatch(name)
    cited = ledger().find(found["id"]) if found else None
    if found is None or cited is None or (found["extension"] or "html") not in _TYPES:
        raise NotFound("q/{name}: no such citation was made here", name=name[:100])
    extension = found["extension"] or _negotiate()
    response = _represent(cited, extension)
    if found["extension"] is None:
        response.vary.add("Accept")
    if extension in {"html", "bib", "csl"}:
        response.vary.add("Accept-Language")
        response.content_language.add(language())
    response.headers["Link"] = f'<{_url(cited)}>; rel="cite-as"'
    return response


def _negotiate() -> str:
    chosen = best_media_type(list(_TYPES.values()))
    return next(extension for extension, media_type in _TYPES.items() if media_type == chosen)


def _represent(cited: Citation, extension: str) -> Response:
    if extension in _REFERENCES:
        content: str | bytes = _REFERENCES[extension](cited, _title(cited), _url(cited))
        cache = _FOREVER
    else:
        # What it says depends on the data of today.
        content, cache = _check(cited, extension), "no-cache"
    response = Response(content, content_type=f"{_TYPES[extension]}; charset=utf-8")
    response.headers["Cache-Control"] = cache
    return response


def _check(cited: Citation, extension: str) -> str | bytes:
    """The citation, and what running its query again comes to now."""
    checks = recheck(cited)
    if extension == "html":
        return render_citation(cited, _url(cited), _title(cited), checks, open_ends(cited.query))
    if extension == "json":
        then = _told(checks.then) if checks.then else None
        return json.dumps({**_record(cited), "check": _told(checks.now), "checkThen": then})
    kept = version_of_then(cited)
    place = f"{request.host_url.rstrip('/')}{site_url(version_root(kept))}" if kept else None
    return write(provenance(cited, _url(cited), checks, place), _RDF[extension])


def _told(check: Check) -> dict[str, Any]:
    added, removed = check.difference.added, check.difference.removed
    return {
        "verdict": check.verdict,
        "data": {"version": check.version, "sha256": check.data_sha256},
        "added": len(added),
        "removed": len(removed),
        "addedRows": [row.decode() for row in added[:_TOLD]],
        "removedRows": [row.decode() for row in removed[:_TOLD]],
        "problem": check.problem or None,
        "checked": check.checked,
    }


def _record(cited: Citation) -> dict[str, Any]:
    return {
        "id": cited.id,
        "url": _url(cited),
        "query": cited.query,
        "defaultGraphs": list(cited.default_graphs),
        "namedGraphs": list(cited.named_graphs),
        "form": cited.form,
        "cited": cited.cited,
        "data": {"version": cited.version, "sha256": cited.data_sha256},
        "result": {"sha256": cited.result_sha256, "rows": cited.rows},
        "openEnds": open_ends(cited.query),
        "formats": {extension: site_url(f"/q/{cited.id}.{extension}") for extension in _TYPES},
    }


def _url(cited: Citation) -> str:
    return f"{request.host_url.rstrip('/')}{site_url(f'/q/{cited.id}')}"


def _title(cited: Citation) -> str:
    title, _ = choose(cited.titles, language()) or ("igmgraph", "")
    return gettext("Answer to a query of: %(title)s") % {"title": title}
