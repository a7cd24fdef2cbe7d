"""One body of facts in many representations: RDF in six formats and a page, with the headers that tell them apart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Response, request
from pyoxigraph import NamedNode, Quad

from igmgraph.web.http.links import site_url, url_of
from igmgraph.web.representations.conditional import CACHE_LATEST, frame
from igmgraph.web.representations.schema_org import schema_json, translate
from igmgraph.web.representations.serialization import write
from igmgraph.web.representations.typed_links import (
    Signposts,
    TypedLink,
    links_of_metadata,
    links_of_page,
    write_header,
)
from igmgraph.web.representations.variants import HTML, RDF_FORMATS, Variant, choose_variant

__all__ = ["Head", "Published", "format_links", "publish", "redirect_to_document"]


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page tells programs: its typed links, and its facts as JSON-LD in schema.org's words."""

    links: Sequence[TypedLink]
    data: dict[str, object]


@dataclass(frozen=True, slots=True)
class Published:
    """Something to be represented.

    Attributes:
        signposts: its address, and what it links to.
        quads: makes the facts.
        page: makes the HTML.
        told: makes the facts that the page tells programs, when they are others than `quads`.
    """

    signposts: Signposts
    quads: Callable[[], Sequence[Quad]]
    page: Callable[[Head], str]
    told: Callable[[], Sequence[Quad]] | None = None


def publish(published: Published, variant: Variant) -> Response:
    """Answer with a representation."""
    signposts = published.signposts
    if variant.extension == HTML:
        links = links_of_page(signposts)
        thing = NamedNode(signposts.thing)
        data = schema_json(translate((published.told or published.quads)(), thing))
        response = Response(published.page(Head(links, data)), mimetype="text/html")
    else:
        links = links_of_metadata(signposts, variant.extension)
        form = RDF_FORMATS[variant.extension]
        response = Response(write(published.quads(), form), content_type=f"{form.media_type}; charset=utf-8")
    frame(response, variant, signposts.path)
    response.headers["Link"] = write_header(links)
    return response.make_conditional(request)  # type: ignore[return-value]


def redirect_to_document(path: str, extension: str | None = None) -> Response:
    """303 from a thing to the document about it; `path` is the document's, without extension."""
    variant = choose_variant(extension)
    place = path if variant.negotiated and variant.extension == HTML else f"{path}.{variant.extension}"
    response = Response(status=303)
    response.headers["Location"] = url_of(place) if variant.extension == HTML else site_url(place)
    response.headers["Link"] = f'<{site_url(path)}>; rel="describedby"'
    response.headers["Cache-Control"] = CACHE_LATEST
    response.vary.update(variant.vary)
    return response


def format_links(path: str) -> list[tuple[str, str, str]]:
    """Name, media type and URL of every RDF representation of a document."""
    return [(form.name, form.media_type, site_url(f"{path}.{extension}")) for extension, form in RDF_FORMATS.items()]
