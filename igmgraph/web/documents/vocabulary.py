"""The ontology: one document with an anchor for every term, and its RDF."""

from flask import Blueprint, redirect, render_template
from pyoxigraph import NamedNode
from werkzeug.wrappers import Response

from igmgraph.errors import NotFound
from igmgraph.iris import graph_iri
from igmgraph.namespaces import BASE, ONTOLOGY, PREFIXES, RDF, RDFS, SKOS
from igmgraph.web.documents.diagram import draw
from igmgraph.web.documents.graphs import read_graph
from igmgraph.web.documents.terms import collect_terms
from igmgraph.web.facts.edition import DATASET
from igmgraph.web.facts.resources import describe
from igmgraph.web.http.links import site_url, url_of
from igmgraph.web.http.translations import marked
from igmgraph.web.pages.standing_pages import standing_page
from igmgraph.web.pages.thing_page import named_nodes, presenter_for
from igmgraph.web.representations.conditional import unchanged
from igmgraph.web.representations.publishing import Head, Published, format_links, publish
from igmgraph.web.representations.typed_links import Signposts
from igmgraph.web.representations.variants import RDF_FORMATS, choose_variant, known_extension
from igmgraph.web.snapshots.state import state

__all__ = ["ontology_document", "vocabulary"]

vocabulary = Blueprint("vocabulary", __name__)

#: The IRI of the current version, and those of earlier ones: none ever ends.
_VERSIONS = tuple(NamedNode(f"{PREFIXES['owl']}{name}") for name in ("versionIRI", "priorVersion"))
_LEADS = (f"{SKOS}definition", f"{RDFS}comment", f"{PREFIXES['dct']}description")
#: What the heading of the page already says.
_SHOWN = (f"{RDFS}label", f"{RDF}type", f"{PREFIXES['dct']}title", *_LEADS)


@vocabulary.get("/ontology")
@vocabulary.get("/ontology.<extension>")
def ontology(extension: str | None = None) -> Response:
    """Serve the ontology."""
    variant = choose_variant(known_extension("ontology", extension))
    return unchanged(variant) or standing_page(variant, lambda: publish(ontology_document(), variant))


def ontology_document() -> Published:
    """The document at `/ontology`.

    Raises:
        NotFound: the data came without it.
    """
    description = describe(state(), NamedNode(ONTOLOGY))
    if not description.statements:
        raise NotFound("{ontology}: the data served here came without the ontology", ontology=ONTOLOGY)
    signposts = Signposts(
        "/ontology",
        ONTOLOGY,
        ONTOLOGY,
        kind=f"{PREFIXES['schema']}DefinedTermSet",
        licenses=[license_.value for license_ in description.licenses],
        items=[(site_url(f"/ontology.{extension}"), form.media_type) for extension, form in RDF_FORMATS.items()],
        collection=DATASET.value,
    )
    return Published(
        signposts,
        lambda: read_graph(state(), _graph("ontology")),
        _render,
        lambda: description.quads(state()),
    )


@vocabulary.get("/ontology/<version>")
def version(version: str) -> Response:
    """Lead the IRI of a released version to the ontology, which only ever grows within a major version.

    Raises:
        NotFound: there is no such version.
    """
    return _redirect_version(ONTOLOGY, version, "/ontology")


@vocabulary.get("/alignment")
def alignment() -> Response:
    """Lead the IRI of the alignment to the named graph that it is."""
    return redirect(url_of("/graph/alignment"), 303)


@vocabulary.get("/alignment/<version>")
def alignment_version(version: str) -> Response:
    """Likewise for the IRIs of its released versions.

    Raises:
        NotFound: there is no such version.
    """
    return _redirect_version(f"{BASE}alignment", version, "/graph/alignment")


def _redirect_version(document: str, version: str, path: str) -> Response:
    wanted = f"{document}/{version}"
    statements = describe(state(), NamedNode(document)).statements
    if not any(quad.predicate in _VERSIONS and str(quad.object) == f"<{wanted}>" for quad in statements):
        raise NotFound("{wanted}: there is no such version", wanted=wanted)
    return redirect(url_of(path), 303)


def _render(head: Head) -> str:
    quads = read_graph(state(), _graph("ontology"))
    alignment = read_graph(state(), _graph("alignment"))
    presenter = presenter_for(state(), named_nodes([*quads, *alignment]), quads)
    header = describe(state(), NamedNode(ONTOLOGY)).statements
    return render_template(
        "ontology.html",
        head=head,
        iri=ONTOLOGY,
        label=presenter.names.label(ONTOLOGY),
        overline=marked("Ontology"),
        about=marked("About the ontology"),
        prefix="igm",
        leads=[lead for property_ in _LEADS if (lead := presenter.names.text(ONTOLOGY, property_))],
        rows=presenter.rows(header, _SHOWN),
        sections=collect_terms(quads, alignment, presenter),
        diagram=draw(quads, presenter.names),
        formats=format_links("/ontology"),
    )


def _graph(slug: str) -> NamedNode:
    return NamedNode(graph_iri(slug, state().settings.base_iri))
