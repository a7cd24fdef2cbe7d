"""Linksets (RFC 9264): all typed links of a page, of its metadata and of its files in one document."""

import json
from collections.abc import Callable, Iterable
from types import MappingProxyType

from flask import Blueprint, Response, request
from werkzeug.urls import iri_to_uri

from igmgraph.errors import NotFound
from igmgraph.web.documents.dataset import dataset_document
from igmgraph.web.documents.fair import fair_document
from igmgraph.web.documents.graphs import graph_at
from igmgraph.web.documents.routes import document_about
from igmgraph.web.documents.shapes import shapes_document
from igmgraph.web.documents.vocabulary import ontology_document
from igmgraph.web.http.links import site_url
from igmgraph.web.representations.conditional import CACHE_LATEST
from igmgraph.web.representations.publishing import Published
from igmgraph.web.representations.typed_links import (
    LINKSET,
    LINKSET_JSON,
    Signposts,
    TypedLink,
    links_of_page,
)

__all__ = ["linksets"]

linksets = Blueprint("linksets", __name__)

#: First part of the path of a document, to what finds it by the rest.
_FINDERS: MappingProxyType[str, Callable[[str], Published]] = MappingProxyType(
    {
        "doc": document_about,
        "graph": graph_at,
        "dataset": lambda _rest: dataset_document(),
        "ontology": lambda _rest: ontology_document(),
        "shapes": lambda _rest: shapes_document("shapes"),
        "house": lambda _rest: shapes_document("house"),
        "about": lambda _rest: fair_document(),
    }
)
_MEDIA_TYPES = {"json": LINKSET_JSON, "txt": LINKSET}

#: Anchor, and a link from it.
_Link = tuple[str, TypedLink]


@linksets.get("/linkset/<path:path>")
def linkset(path: str) -> Response:
    """The links of the document at the same path, as `.json` (application/linkset+json) or `.txt`.

    Raises:
        NotFound: there is no such document, or no such format.
    """
    stem, _, extension = path.rpartition(".")
    kind, _, rest = stem.partition("/")
    if kind not in _FINDERS or extension not in _MEDIA_TYPES:
        raise NotFound("/linkset/{path}: no links are kept there", path=path)
    links = [(_absolute(anchor), link) for anchor, link in _all_links(_FINDERS[kind](rest).signposts)]
    write = _write_json if extension == "json" else _write_text
    response = Response(write(links), content_type=_MEDIA_TYPES[extension])
    response.headers["Cache-Control"] = CACHE_LATEST
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]


def _all_links(about: Signposts) -> Iterable[_Link]:
    page = site_url(about.path)
    links = [*links_of_page(about), *(TypedLink(url, "item", media_type) for url, media_type in about.more_items)]
    yield from ((page, link) for link in links)
    for link in links:
        if link.relation == "describedby":
            yield link.target, TypedLink(page, "describes", "text/html")
        if link.relation == "item":
            yield link.target, TypedLink(page, "collection", "text/html")


def _absolute(url: str) -> str:
    return url if "://" in url else request.host_url.rstrip("/") + url


def _write_json(links: Iterable[_Link]) -> str:
    contexts: dict[str, dict[str, object]] = {}
    for anchor, link in links:
        context = contexts.setdefault(anchor, {"anchor": iri_to_uri(anchor)})
        targets = context.setdefault(link.relation, [])
        attributes = {name: [value] if name == "hreflang" else value for name, value in link.attributes()}
        targets.append({"href": iri_to_uri(_absolute(link.target)), **attributes})  # type: ignore[attr-defined]
    return json.dumps({"linkset": list(contexts.values())}, ensure_ascii=False, indent=1)


def _write_text(links: Iterable[_Link]) -> str:
    return ",\n".join(
        "; ".join(
            [
                f"<{iri_to_uri(_absolute(link.target))}>",
                f'rel="{link.relation}"',
                f'anchor="{iri_to_uri(anchor)}"',
                *(f'{name}="{value}"' for name, value in link.attributes()),
            ]
        )
        for anchor, link in links
    )
