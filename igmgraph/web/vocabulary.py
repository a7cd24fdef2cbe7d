"""The ontology: one document with an anchor for every term, and its RDF."""

from flask import Blueprint, redirect, render_template
from pyoxigraph import NamedNode
from werkzeug.wrappers import Response

from igmgraph.errors import NotFound
from igmgraph.iris import graph_iri
from igmgraph.namespaces import ONTOLOGY, PREFIXES, RDF, RDFS, SKOS
from igmgraph.web.graphs import read_graph
from igmgraph.web.links import url_of
from igmgraph.web.publishing import Published, format_links, known_extension, publish
from igmgraph.web.resources import describe
from igmgraph.web.state import state
from igmgraph.web.terms import collect_terms
from igmgraph.web.thing_page import named_nodes, presenter_for

__all__ = ["vocabulary"]

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
    chosen = known_extension("ontology", extension)
    description = describe(state(), NamedNode(ONTOLOGY))
    if not description.statements:
        raise NotFound(f"{ONTOLOGY}: the data served here came without the ontology")
    return publish(
        Published(
            "/ontology",
            ONTOLOGY,
            ONTOLOGY,
            lambda: read_graph(state(), _graph("ontology")),
            _render,
            description.modified,
            description.licenses,
        ),
        chosen,
    )


@vocabulary.get("/ontology/<version>")
def version(version: str) -> Response:
    """Lead the IRI of a released version to the ontology, which only ever grows within a major version.

    Raises:
        NotFound: there is no such version.
    """
    wanted = f"{ONTOLOGY}/{version}"
    statements = describe(state(), NamedNode(ONTOLOGY)).statements
    if not any(quad.predicate in _VERSIONS and str(quad.object) == f"<{wanted}>" for quad in statements):
        raise NotFound(f"{wanted}: there is no such version of the ontology")
    return redirect(url_of("/ontology"), 303)


def _render() -> str:
    quads = read_graph(state(), _graph("ontology"))
    alignment = read_graph(state(), _graph("alignment"))
    presenter = presenter_for(state(), named_nodes([*quads, *alignment]), quads)
    header = describe(state(), NamedNode(ONTOLOGY)).statements
    return render_template(
        "ontology.html",
        iri=ONTOLOGY,
        label=presenter.names.label(ONTOLOGY),
        leads=[lead for property_ in _LEADS if (lead := presenter.names.text(ONTOLOGY, property_))],
        rows=presenter.rows(header, _SHOWN),
        sections=collect_terms(quads, alignment, presenter),
        formats=format_links("/ontology"),
    )


def _graph(slug: str) -> NamedNode:
    return NamedNode(graph_iri(slug, state().settings.base_iri))
