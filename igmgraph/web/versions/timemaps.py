"""`/timemap/...`: the versions that have a document (RFC 7089, section 5), as links (RFC 6690) and as JSON."""

from collections.abc import Sequence

from flask import Blueprint, Response, jsonify

from igmgraph.errors import NotFound
from igmgraph.versions.kept import kept_versions
from igmgraph.web.http.negotiation import best_media_type
from igmgraph.web.snapshots.state import state
from igmgraph.web.versions.memento import absolute, holds, http_date, version_root

__all__ = ["timemaps"]

timemaps = Blueprint("timemaps", __name__)

_LINKS, _JSON = "application/link-format", "application/json"
_CACHE = "public, max-age=300"


@timemaps.get("/timemap/<path:path>")
def timemap(path: str) -> Response:
    """List the mementos of a document.

    Raises:
        NotFound: no version that is kept has it.
    """
    chosen = best_media_type([_LINKS, _JSON])
    place = f"/{path.replace('id/', 'doc/', 1) if path.startswith('id/') else path}"
    kept = sorted(kept_versions(state().settings.store), key=lambda each: each.moment)
    mementos = [each for each in kept if holds(each, place.removeprefix("/"))]
    if not mementos:
        raise NotFound("timemap/{path}: no version that is kept has such a document", path=path)
    entries = [(absolute(place, version_root(each)), http_date(each.moment)) for each in mementos]
    response = _links(path, entries) if chosen == _LINKS else _map(path, entries)
    response.headers["Cache-Control"] = _CACHE
    response.vary.add("Accept")
    return response


def _links(path: str, entries: Sequence[tuple[str, str]]) -> Response:
    original = absolute(f"/{path}")
    span = f'from="{entries[0][1]}"; until="{entries[-1][1]}"'
    lines = [
        f'<{original}>; rel="original timegate"',
        f'<{absolute(f"/timemap/{path}")}>; rel="self"; type="{_LINKS}"; {span}',
    ]
    for number, (uri, moment) in enumerate(entries):
        place = {0: "first ", len(entries) - 1: "last "}.get(number, "") if len(entries) > 1 else "first last "
        lines.append(f'<{uri}>; rel="{place}memento"; datetime="{moment}"')
    return Response(",\n".join(lines) + "\n", content_type=_LINKS)


def _map(path: str, entries: Sequence[tuple[str, str]]) -> Response:
    mementos = [{"uri": uri, "datetime": moment} for uri, moment in entries]
    original = absolute(f"/{path}")
    return jsonify(
        original_uri=original,
        timegate_uri=original,
        timemap_uri={"link_format": absolute(f"/timemap/{path}")},
        mementos={"first": mementos[0], "last": mementos[-1], "list": mementos},
    )
