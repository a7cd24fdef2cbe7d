"""Things and the documents about them: `/id/...` leads to `/doc/...` (Cool URIs for the Semantic Web, 303 pattern)."""

from collections.abc import Iterator

from flask import Blueprint
from werkzeug.wrappers import Response

from igmgraph.iris import iri_of_path
from igmgraph.web.links import spellings
from igmgraph.web.publishing import Published, publish, redirect_to_document, split_extension
from igmgraph.web.resources import MENTIONS, Description, find
from igmgraph.web.state import state
from igmgraph.web.thing_page import mentions_url, render_thing

__all__ = ["documents"]

documents = Blueprint("documents", __name__)


@documents.get("/id/<path:path>")
def thing(path: str) -> Response:
    """Send the client to the document about a thing."""
    description = find(state(), _iris(path))
    return redirect_to_document(_document_path(description))


@documents.get("/doc/<path:path>")
def document(path: str) -> Response:
    """Describe a thing."""
    stem, extension = split_extension(path)
    description = find(state(), [*_iris(stem), *(_iris(path) if extension else ())])
    if description.thing.value in _iris(path):
        extension = None
    place = _document_path(description)
    canonical = iri_of_path(place.removeprefix("/"), state().settings.base_iri)
    return publish(
        Published(
            place,
            canonical,
            description.thing.value,
            lambda: [*description.quads(state()), *description.about(canonical)],
            lambda: render_thing(description, place),
            description.modified,
            description.licenses,
            _more(description),
        ),
        extension,
    )


def _iris(path: str) -> Iterator[str]:
    return (iri_of_path(f"id/{spelling}", state().settings.base_iri) for spelling in spellings(path))


def _more(description: Description) -> str:
    if not description.cut:
        return ""
    told = f"{MENTIONS} of the statements that point to this thing are here; this query gives all"
    return f'<{mentions_url(description)}>; rel="related"; title="{told}"'


def _document_path(description: Description) -> str:
    return "/doc/" + description.thing.value.removeprefix(iri_of_path("id/", state().settings.base_iri))
