"""Things and the documents about them: `/id/...` leads to `/doc/...` (Cool URIs for the Semantic Web, 303 pattern)."""

from collections.abc import Iterator

from flask import Blueprint, request
from pyoxigraph import NamedNode
from werkzeug.wrappers import Response

from igmgraph.errors import InputError
from igmgraph.iris import iri_of_path
from igmgraph.mentions.index import PAGE
from igmgraph.web.facts.edition import DATASET
from igmgraph.web.facts.known_names import know_labels
from igmgraph.web.facts.resources import Description, find, find_known
from igmgraph.web.http.links import asked_spellings, site_url
from igmgraph.web.pages.thing_page import mentions_query, render_thing
from igmgraph.web.representations.conditional import unchanged
from igmgraph.web.representations.publishing import Published, publish, redirect_to_document
from igmgraph.web.representations.schema_org import kind_of_thing
from igmgraph.web.representations.typed_links import Signposts
from igmgraph.web.representations.variants import choose_variant, split_extension
from igmgraph.web.snapshots.state import state

__all__ = ["document_about", "documents"]

documents = Blueprint("documents", __name__)


@documents.get("/id/<path:path>")
def thing(path: str) -> Response:
    """Send the client to the document about a thing, in the format of an extension that is no part of its IRI."""
    stem, extension = split_extension(path)
    found = find_known(state(), [*_iris(path), *(_iris(stem) if extension else ())])
    return redirect_to_document(_document_path(found), None if found.value in _iris(path) else extension)


@documents.get("/doc/<path:path>")
def document(path: str) -> Response:
    """Describe a thing."""
    stem, extension = split_extension(path)
    variant = choose_variant(extension)
    if answer := unchanged(variant):
        return answer
    description = find(state(), [*_iris(stem), *(_iris(path) if extension else ())], _page())
    if extension and description.thing.value in _iris(path):
        # The IRI itself ends like that.
        variant = choose_variant(None)
    return publish(_published(description), variant)


def document_about(path: str) -> Published:
    """The document at `/doc/{path}`.

    Raises:
        NotFound: there is none.
    """
    return _published(find(state(), _iris(path)))


def _published(description: Description) -> Published:
    place = _document_path(description.thing)
    canonical = iri_of_path(place.removeprefix("/"), state().settings.base_iri)
    signposts = Signposts(
        place,
        canonical,
        description.thing.value,
        kind=kind_of_thing(description.statements, description.thing),
        licenses=[license_.value for license_ in description.licenses],
        collection=DATASET.value,
        pages=[(relation, str(number)) for relation, number in description.mentions.links.items()],
        related=_related(description),
    )
    return Published(
        signposts,
        lambda: [*description.quads(state()), *description.about(canonical)],
        lambda head: render_thing(description, place, head),
        lambda: [*description.quads(state(), know_labels), *description.about(canonical)],
    )


def _iris(path: str) -> Iterator[str]:
    return (iri_of_path(f"id/{spelling}", state().settings.base_iri) for spelling in asked_spellings(path))


def _page() -> int:
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and int(text)):
        raise InputError("page={text}: a whole number from 1 on is expected", text=text[:100])
    return int(text)


def _related(description: Description) -> tuple[str, str] | None:
    if not description.mentions.links:
        return None
    told = f"{PAGE} of the statements that point to this thing are on a page; this query gives all"
    # In a header, the address is that of all languages; what the query is called there is told beside it.
    lines = mentions_query(description).splitlines()
    return site_url("/sparql", query="\n".join(line for line in lines if not line.startswith("#+")).strip()), told


def _document_path(thing: NamedNode) -> str:
    return "/doc/" + thing.value.removeprefix(iri_of_path("id/", state().settings.base_iri))
