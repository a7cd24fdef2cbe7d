"""The page about one thing: what it is, what is stated about it, what points to it."""

from collections.abc import Iterable

from flask import render_template
from pyoxigraph import NamedNode, Quad

from igmgraph.namespaces import IGM, PREFIXES, RDF, RDFS, SKOS
from igmgraph.web.findings import STATEMENT, find_findings
from igmgraph.web.links import site_url, url_of
from igmgraph.web.names import Names, Text
from igmgraph.web.negotiation import language
from igmgraph.web.publishing import Head, format_links
from igmgraph.web.resources import MENTIONS, NAMES, Description, fetch_values, iris
from igmgraph.web.state import State, state
from igmgraph.web.statements import DEFINITION, Presenter

__all__ = ["mentions_url", "named_nodes", "presenter_for", "render_thing"]

_TYPE, _LABEL = f"{RDF}type", f"{RDFS}label"
_DOMAIN = f"{IGM}Domain"
#: Properties that say what a domain looks at.
_SCOPES = (f"{IGM}nationalScope", f"{IGM}localScope")
#: Properties that open a page as running text.
_LEADS = (f"{SKOS}definition", STATEMENT.value, f"{IGM}question", f"{PREFIXES['dct']}description")


def render_thing(
    description: Description,
    path: str,
    head: Head,
    template: str = "thing.html",
    hidden: Iterable[str] = (),
    **more: object,
) -> str:
    """Render the page about a thing.

    `path` is the document's, without extension, `head` what its head tells; the template presents the properties in
    `hidden` its own way, with the help of `more`.
    """
    thing, classes = description.thing.value, _classes(description)
    findings = find_findings(state(), description.thing, classes)
    parts = _sub_domains(state(), description.thing) if _DOMAIN in classes else []
    # What has a list of its own is not repeated among the properties.
    listed = {*findings.findings, *parts}
    statements = [quad for quad in description.statements if quad.object not in listed]
    mentions = [quad for quad in description.mentions if quad.subject not in listed and not _is_statistics(quad)]
    nodes = named_nodes([*description.statements, *description.mentions])
    presenter = presenter_for(state(), [*nodes, *parts, *findings.nodes()], description.statements)
    names = presenter.names
    kinds = names.kinds(thing)
    return render_template(
        template,
        head=head,
        iri=thing,
        label=names.label(thing),
        other_labels=_others(names, thing),
        kinds=[presenter.value(NamedNode(kind)) for kind in kinds],
        leads=list(dict.fromkeys(lead for property_ in _LEADS if (lead := names.text(thing, property_)))),
        scopes=presenter.rows([quad for quad in statements if quad.predicate.value in _SCOPES]),
        rows=presenter.rows(_without_types(statements, kinds), {_LABEL, *_LEADS, *_SCOPES, *hidden}),
        mentions=presenter.mentions(mentions),
        all_mentions=mentions_url(description) if description.cut or description.page > 1 else None,
        pages=_pages(description, path),
        shown=MENTIONS,
        first=(description.page - 1) * MENTIONS + 1,
        graphs=[presenter.value(graph) for graph in description.graphs],
        licenses=[presenter.value(license_) for license_ in description.licenses],
        parts=[presenter.value(part) for part in parts],
        groups=findings.groups(presenter),
        formats=format_links(path),
        **more,
    )


def _pages(description: Description, path: str) -> tuple[str | None, str | None]:
    """URLs of the page before and the page after, of those on which the references are listed."""
    before = url_of(path, page=str(description.page - 1)) if description.page > 1 else None
    return before, url_of(path, page=str(description.page + 1)) if description.cut else None


def presenter_for(state_: State, nodes: Iterable[NamedNode], known: Iterable[Quad] = ()) -> Presenter:
    """Presenter that knows the names of these nodes, and what `known` says, in the language of the request."""
    base = state_.settings.base_iri
    found = fetch_values(state_, nodes, (*NAMES, STATEMENT, DEFINITION))
    return Presenter(Names([*known, *found], language(), base), language(), base)


def named_nodes(quads: Iterable[Quad]) -> set[NamedNode]:
    """Every IRI in some statements, with the names of their graphs."""
    terms = {term for quad in quads for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)}
    return {term for term in terms if isinstance(term, NamedNode)}


def _classes(description: Description) -> set[str]:
    types = (quad.object for quad in description.statements if quad.predicate.value == _TYPE)
    return {type_.value for type_ in types if isinstance(type_, NamedNode)}


def _sub_domains(state_: State, domain: NamedNode) -> list[NamedNode]:
    return iris(state_.select("sub-domains", domain=domain), "thing")


def _others(names: Names, iri: str) -> list[Text]:
    """Labels in the languages other than the one that the heading has."""
    heading = names.label(iri)
    labels = names.texts(iri, _LABEL)
    return [Text(text, tag) for tag, text in sorted(labels.items()) if text != heading.text]


def _without_types(statements: Iterable[Quad], kinds: Iterable[str]) -> list[Quad]:
    """Statements without the types that the heading shows."""
    shown = {(_TYPE, kind) for kind in kinds}
    return [quad for quad in statements if (quad.predicate.value, getattr(quad.object, "value", "")) not in shown]


def _is_statistics(quad: Quad) -> bool:
    """Whether a statement is there to describe the dataset; of no use to who reads about a thing."""
    return quad.predicate.value.startswith(PREFIXES["void"])


def mentions_url(description: Description) -> str:
    """URL of the query for all statements that point to the thing."""
    query = state().queries["mentions"].bind(thing=description.thing)
    return site_url("/sparql", query=f"{query}\nORDER BY ?predicate ?subject ?graph")
