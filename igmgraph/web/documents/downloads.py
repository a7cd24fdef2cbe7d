"""`/download`: the dataset as files, whole, by named graph and as tables, each with its SHA-256.

A file is answered in part where the client asks for one range of bytes (RFC 9110, section 14); where it asks for
several, or for what is no range, it gets the whole, as a server may.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, jsonify, render_template, request, send_file
from pyoxigraph import NamedNode
from werkzeug.http import parse_range_header

from igmgraph.downloads.dumps import WHOLE
from igmgraph.downloads.index import FOLDER, Download, read_index
from igmgraph.errors import NotFound
from igmgraph.versions.served import find_served
from igmgraph.web.facts.edition import edition
from igmgraph.web.http.links import site_url
from igmgraph.web.http.negotiation import best_media_type, language
from igmgraph.web.listing.numbered import key_of, page_of
from igmgraph.web.pages.by_name import by_name
from igmgraph.web.pages.thing_page import presenter_for
from igmgraph.web.snapshots.state import State, state

__all__ = ["downloads", "offered_downloads"]

downloads = Blueprint("downloads", __name__)

_HTML, _JSON = "text/html", "application/json"
_CACHE = "public, max-age=300"
_SUM = ".sha256"
#: How many named graphs a page lists.
_GRAPHS = 40


def offered_downloads(state_: State) -> list[Download]:
    """The files that the service of this state offers; `/download/` and the name is where each can be had.

    Of a version that is kept there are the N-Quads alone: everything else can be made from them.
    """
    if state_.kept:
        return [_of_version(state_.kept.dataset)]
    snapshot = state_.engine.snapshot_path
    return _of_snapshot(snapshot) if snapshot else []


@lru_cache(maxsize=8)
def _of_snapshot(snapshot: Path) -> list[Download]:
    """A snapshot never changes."""
    return read_index(snapshot)


@lru_cache(maxsize=32)
def _of_version(dataset: Path) -> Download:
    with dataset.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Download(f"{WHOLE}.nq.gz", "nq", dataset.stat().st_size, digest)


@downloads.get("/download")
def index() -> Response:
    """List the files."""
    chosen = best_media_type([_HTML, _JSON])
    entries = offered_downloads(state())
    response = _listed(entries) if chosen == _JSON else _page(entries)
    response.headers["Cache-Control"] = _CACHE
    response.vary.update(("Accept", "Accept-Language") if chosen == _HTML else ("Accept",))
    kept = state().kept
    response.set_etag(f"{kept.number if kept else state().engine.snapshot_id}-{chosen}-{language()}")
    return response.make_conditional(request)  # type: ignore[return-value]


@downloads.get("/download/<path:name>")
def file(name: str) -> Response:
    """Send a file, or the SHA-256 of one.

    Raises:
        NotFound: there is no such file.
    """
    entry = next((each for each in offered_downloads(state()) if each.name == name.removesuffix(_SUM)), None)
    if entry is None:
        raise NotFound("download/{name}: there is no such file; /download lists all", name=name)
    if name.endswith(_SUM):
        response = Response(f"{entry.sha256}  {entry.name.rpartition('/')[2]}\n", mimetype="text/plain")
        response.set_etag(f"sum-{entry.sha256}")
        return _cached(response.make_conditional(request))  # type: ignore[arg-type]
    return _cached(_send(entry))


def _send(entry: Download) -> Response:
    path, moment = _place(state(), entry)
    if not (state().kept or edition().released):
        # There may be other data of the same day: a date does not tell which of them the client has.
        request.environ.pop("HTTP_IF_MODIFIED_SINCE", None)
        if request.if_range.date:
            request.environ.pop("HTTP_RANGE", None)
    asked = parse_range_header(request.headers.get("Range"))
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1 or asked.ranges[0][0] < -entry.bytes:
        request.environ.pop("HTTP_RANGE", None)
    return send_file(
        path,
        mimetype="application/gzip" if entry.packed else entry.media_type,
        as_attachment=True,
        download_name=entry.name.rpartition("/")[2],
        etag=entry.sha256,
        last_modified=moment,
        conditional=True,
    )


def _place(state_: State, entry: Download) -> tuple[Path, datetime]:
    """Where a file that is offered is, and the day of its data."""
    if state_.kept:
        # Flask takes a relative path for one beside its own code.
        return state_.kept.dataset.absolute(), state_.kept.moment
    served = find_served(state_.settings.store, state_.engine.snapshot_path)
    if served is None:
        raise NotFound("download/{name}: there is no such file; /download lists all", name=entry.name)
    return served.folder / FOLDER / entry.name, served.version.datetime


def _cached(response: Response) -> Response:
    response.headers["Cache-Control"] = _CACHE
    return response


def _listed(entries: Sequence[Download]) -> Response:
    return jsonify(
        [
            {
                "url": site_url(f"/download/{entry.name}"),
                "mediaType": entry.media_type,
                "compressFormat": "application/gzip" if entry.packed else None,
                "byteSize": entry.bytes,
                "sha256": entry.sha256,
                "graph": entry.graph or None,
                "table": entry.table or None,
                "language": entry.language or None,
            }
            for entry in entries
        ]
    )


def _page(entries: Sequence[Download]) -> Response:
    of_graph, tables = (_grouped(entries, attribute) for attribute in ("graph", "table"))
    ordered = by_name(state(), "graphs to download", lambda: map(NamedNode, of_graph)) if of_graph else []
    pages = page_of(ordered, _GRAPHS, key=key_of)
    presenter = presenter_for(state(), pages.items)
    page = render_template(
        "downloads.html",
        whole=[each for each in entries if each.name.startswith(f"{WHOLE}.")],
        graphs=[(presenter.value(graph), of_graph[graph.value]) for graph in pages.items],
        pages=pages,
        tables=tables,
    )
    response = Response(page, mimetype=_HTML)
    response.content_language.add(language())
    return response


def _grouped(entries: Iterable[Download], attribute: str) -> dict[str, list[Download]]:
    """Files by what an attribute says of them, without those of which it says nothing."""
    found: dict[str, list[Download]] = {}
    for each in entries:
        if value := getattr(each, attribute):
            found.setdefault(value, []).append(each)
    return found
