"""`/shapes` and `/house`: what data must hold (SHACL), each a document that is shipped and no part of the graph."""

from collections.abc import Sequence
from functools import lru_cache

from flask import Blueprint, redirect, render_template
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse
from werkzeug.wrappers import Response

from igmgraph.errors import NotFound
from igmgraph.namespaces import BASE, PREFIXES, RDF, RDFS, SKOS
from igmgraph.rdf.canonical import canonical_nquads
from igmgraph.rdf.parsing import parse_file
from igmgraph.shipped import SHAPE_FILES
from igmgraph.web.documents.terms import Section, Term
from igmgraph.web.facts.edition import DATASET
from igmgraph.web.facts.names import sort_key
from igmgraph.web.facts.statements import Presenter
from igmgraph.web.http.links import url_of
from igmgraph.web.http.translations import marked
from igmgraph.web.pages.standing_pages import standing_page
from igmgraph.web.pages.thing_page import named_nodes, presenter_for
from igmgraph.web.representations.conditional import unchanged
from igmgraph.web.representations.publishing import Head, Published, format_links, publish
from igmgraph.web.representations.typed_links import Signposts
from igmgraph.web.representations.variants import choose_variant, known_extension
from igmgraph.web.snapshots.state import state

__all__ = ["shapes", "shapes_document"]

shapes = Blueprint("shapes", __name__)

_DCT, _SH = PREFIXES["dct"], PREFIXES["sh"]
_TYPE = f"{RDF}type"
_MESSAGE, _DEFINITION, _LICENSE = f"{_SH}message", f"{SKOS}definition", f"{_DCT}license"
#: Name of a document, which is also the end of its IRI, to the prefix of its shapes and to its file.
_DOCUMENTS = {"shapes": ("igmsh", SHAPE_FILES[0]), "house": ("house", SHAPE_FILES[1])}
_SECTIONS = {
    f"{_SH}NodeShape": marked("Rules for things"),
    f"{_SH}PropertyShape": marked("Rules for properties"),
    f"{_SH}SPARQLTarget": marked("What rules are held against"),
    f"{PREFIXES['owl']}ObjectProperty": marked("Terms"),
}
#: What the heading of a shape, or its section, already says.
_SHOWN = (f"{RDFS}label", f"{RDFS}isDefinedBy", f"{_DCT}source", _TYPE, _MESSAGE, _DEFINITION)
_VERSIONS = {f"{PREFIXES['owl']}{name}" for name in ("versionIRI", "priorVersion")}


@shapes.get("/shapes", defaults={"name": "shapes"})
@shapes.get("/shapes.<extension>", defaults={"name": "shapes"})
@shapes.get("/house", defaults={"name": "house"})
@shapes.get("/house.<extension>", defaults={"name": "house"})
def document(name: str, extension: str | None = None) -> Response:
    """Serve a document of shapes."""
    variant = choose_variant(known_extension(name, extension))
    return unchanged(variant) or standing_page(variant, lambda: publish(shapes_document(name), variant))


@shapes.get("/shapes/<version>", defaults={"name": "shapes"})
@shapes.get("/house/<version>", defaults={"name": "house"})
def version(name: str, version: str) -> Response:
    """Lead the IRI of a released version to the document.

    Raises:
        NotFound: there is no such version.
    """
    wanted = f"{BASE}{name}/{version}"
    if not any(quad.predicate.value in _VERSIONS and str(quad.object) == f"<{wanted}>" for quad in _own(name)):
        raise NotFound("{wanted}: there is no such version", wanted=wanted)
    return redirect(url_of(f"/{name}"), 303)


def shapes_document(name: str) -> Published:
    """The document at `/shapes` or `/house`."""
    iri = f"{BASE}{name}"
    signposts = Signposts(
        f"/{name}",
        iri,
        iri,
        kind=f"{PREFIXES['schema']}DefinedTermSet",
        licenses=[quad.object.value for quad in _own(name) if quad.predicate.value == _LICENSE],  # type: ignore[union-attr]
        collection=DATASET.value,
    )
    return Published(signposts, lambda: _read(name), lambda head: _render(name, head), lambda: _own(name))


@lru_cache(maxsize=len(_DOCUMENTS))
def _read(name: str) -> Sequence[Quad]:
    """All statements; blank nodes are called the same in every process."""
    return tuple(parse(input=canonical_nquads(parse_file(_DOCUMENTS[name][1])), format=RdfFormat.N_QUADS))


def _own(name: str) -> list[Quad]:
    """What a document states about itself."""
    return [quad for quad in _read(name) if quad.subject == NamedNode(f"{BASE}{name}")]


def _render(name: str, head: Head) -> str:
    quads, iri = _read(name), f"{BASE}{name}"
    presenter = presenter_for(state(), named_nodes(quads), quads)
    lead = presenter.names.text(iri, f"{_DCT}description")
    return render_template(
        "ontology.html",
        head=head,
        iri=iri,
        label=presenter.names.label(iri),
        overline=marked("Rules for data (SHACL)"),
        about=marked("About these rules"),
        prefix=_DOCUMENTS[name][0],
        leads=[lead] if lead else [],
        rows=presenter.rows(_own(name), (f"{RDFS}label", f"{_DCT}title", f"{_DCT}description", _TYPE)),
        sections=[
            Section(kind.removeprefix(_SH), heading, _terms(quads, kind, presenter, PREFIXES[_DOCUMENTS[name][0]]))
            for kind, heading in _SECTIONS.items()
        ],
        formats=format_links(f"/{name}"),
    )


def _terms(quads: Sequence[Quad], kind: str, presenter: Presenter, namespace: str) -> list[Term]:
    """Shapes of a kind, with what is stated of them in a word; lists and paths are in the RDF."""
    found = {quad.subject for quad in quads if quad.predicate.value == _TYPE and quad.object == NamedNode(kind)}
    about = {iri: [quad for quad in quads if quad.subject == iri] for iri in found if isinstance(iri, NamedNode)}
    terms = (
        Term(
            iri.value.removeprefix(namespace),
            iri.value,
            presenter.names.label(iri.value),
            presenter.names.text(iri.value, _MESSAGE) or presenter.names.text(iri.value, _DEFINITION),
            presenter.rows([quad for quad in stated if not isinstance(quad.object, BlankNode)], _SHOWN),
        )
        for iri, stated in about.items()
    )
    return sorted(terms, key=lambda term: sort_key(term.label.text))
