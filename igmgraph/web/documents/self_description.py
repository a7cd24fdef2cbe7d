"""What the service tells about itself at addresses that programs know: JSON-LD context, VoID, robots, site map."""

from collections.abc import Iterable

from flask import Blueprint, Response, jsonify, render_template, request
from pyoxigraph import NamedNode

from igmgraph.errors import NotFound
from igmgraph.iris import graph_iri
from igmgraph.languages import LANGUAGES
from igmgraph.web.documents.dataset import dataset_document
from igmgraph.web.documents.graphs import graph_at
from igmgraph.web.facts.edition import edition
from igmgraph.web.facts.resources import iris
from igmgraph.web.http.links import site_url
from igmgraph.web.representations.conditional import CACHE_LATEST
from igmgraph.web.representations.jsonld_context import load_context
from igmgraph.web.representations.publishing import publish
from igmgraph.web.representations.variants import choose_variant
from igmgraph.web.snapshots.state import state

__all__ = ["self_description"]

self_description = Blueprint("self_description", __name__)

_INFERRED = "inferred"
#: How many addresses one site map may have (sitemaps.org, protocol).
_MOST = 50_000
#: Pages of the site that are about no single thing.
_PAGES = ("/", "/ontology", "/shapes", "/house", "/dataset", "/sparql", "/about/fair")


@self_description.get("/context.jsonld")
def context() -> Response:
    """The JSON-LD context of all documents."""
    response = jsonify({"@context": dict(load_context())})
    response.content_type = "application/ld+json"
    return _kept(response)


@self_description.get("/.well-known/void")
def void() -> Response:
    """The description of the dataset (VoID, section 6.3): Turtle, unless something else is preferred."""
    return publish(dataset_document(), choose_variant(None, data_first=True))


@self_description.get("/robots.txt")
def robots() -> Response:
    """What crawlers should leave alone, and where the site map is."""
    text = f"User-agent: *\nDisallow: /sparql?\nAllow: /\n\nSitemap: {_absolute('/sitemap.xml')}\n"
    return _kept(Response(text, mimetype="text/plain"))


@self_description.get("/sitemap.xml")
def sitemap_index() -> Response:
    """One site map for each named graph, and one for the pages of the site."""
    base = graph_iri("", state().settings.base_iri)
    names = [name for name in state().engine.graphs if name.startswith(base)]
    paths = ["/sitemap/pages.xml", *(f"/sitemap/graph/{name.removeprefix(base)}.xml" for name in names)]
    return _xml("sitemapindex.xml", [_absolute(site_url(path)) for path in paths])


@self_description.get("/sitemap/<path:path>.xml")
def sitemap(path: str) -> Response:
    """Pages of the site, or the documents about the things that a named graph gives a type.

    Raises:
        NotFound: there is no such graph.
    """
    if path == "pages":
        return _xml("sitemap.xml", [_alternates(page) for page in _PAGES])
    kind, _, slug = path.partition("/")
    if kind != "graph":
        raise NotFound("/sitemap/{path}.xml: there is no such site map", path=path)
    return _xml("sitemap.xml", [_alternates(page) for page in (f"/graph/{slug}", *_documents(slug))])


def _documents(slug: str) -> Iterable[str]:
    """Paths of the documents about the things of a graph; those of what is inferred stand with what is asserted."""
    if slug == _INFERRED:
        return []
    graph, base = NamedNode(graph_at(slug).signposts.thing), state().settings.base_iri
    limited = f"{state().queries['graph-resources'].bind(graph=graph)}\nLIMIT {2 * _MOST}"
    found = dict.fromkeys(iri.value for iri in iris(state().engine.solutions(limited), "thing"))
    things = f"{base}id/"
    return [f"/doc/{iri.removeprefix(things)}" for iri in found if iri.startswith(things)][: _MOST - 1]


def _alternates(path: str) -> list[tuple[str, str]]:
    """Language and address of a page; first "" and the address that negotiates it."""
    of_languages = [(code, _absolute(site_url(path, lang=code))) for code in LANGUAGES]
    return [("", _absolute(site_url(path))), *of_languages]


def _xml(template: str, entries: Iterable[object]) -> Response:
    text = render_template(template, entries=entries, modified=edition().modified)
    return _kept(Response(text, mimetype="application/xml"))


def _kept(response: Response) -> Response:
    response.headers["Cache-Control"] = CACHE_LATEST
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]


def _absolute(url: str) -> str:
    return request.url_root.rstrip("/") + url.removeprefix(request.script_root)
