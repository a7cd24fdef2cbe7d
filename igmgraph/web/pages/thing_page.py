"""The page about one thing: made for its kind where there is one, and all statements for every thing."""

from collections.abc import Iterable

from flask import render_template, request
from pyoxigraph import NamedNode, Quad

from igmgraph.mentions.index import PAGE
from igmgraph.namespaces import IGM, PREFIXES, RDF, RDFS, SKOS
from igmgraph.web.facts.known_names import know
from igmgraph.web.facts.names import Names, Text
from igmgraph.web.facts.resources import Description
from igmgraph.web.facts.statements import Presenter, Row
from igmgraph.web.http.links import url_of
from igmgraph.web.http.negotiation import language
from igmgraph.web.kinds.kind import Answers, Kind, Material
from igmgraph.web.kinds.registry import find_kind
from igmgraph.web.listing.inquiry import Inquiry
from igmgraph.web.pages.citation import cite
from igmgraph.web.representations.publishing import Head, format_links
from igmgraph.web.snapshots.state import State, state
from igmgraph.web.snapshots.told import tell

__all__ = ["mentions_query", "named_nodes", "presenter_for", "render_statements", "render_thing"]

_TYPE, _LABEL = f"{RDF}type", f"{RDFS}label"
#: Terms that pages name without any query giving them.
_SPOKEN = tuple(
    NamedNode(f"{IGM}{name}")
    for name in (
        *("WellDevelopedArea", "AreaForDevelopment", "National", "Local", "NotInSource"),
        *("ledBy", "partneredWith", "involvesInstitution", "citesInstrument"),
    )
)
#: Properties that open a page as running text.
_LEADS = (f"{SKOS}definition", f"{IGM}statement", f"{IGM}question", f"{PREFIXES['dct']}description")


def render_thing(description: Description, path: str, head: Head) -> str:
    """Render the page about a thing; `?view=statements` asks for its statements instead.

    `path` is the document's, without extension, `head` what its head tells.
    """
    kind = find_kind(_classes(description))
    if kind is None or description.mentions.page > 1 or request.args.get("view") == "statements":
        return render_statements(description, path, head, made_for_kind=kind is not None)
    inquiry = Inquiry(state())
    answers = kind.ask(inquiry, description)
    inquiry.tell("statements", thing=description.thing)
    nodes = named_nodes(description.statements) | _nodes(answers)
    presenter = presenter_for(state(), nodes, description.statements)
    material = Material(description, answers, presenter, inquiry.pages)
    return render_template(
        f"kinds/{kind.template}.html",
        facts=_facts(kind, description, presenter),
        all_statements=url_of(path, view="statements"),
        asked=inquiry.asked,
        pages=inquiry.pages,
        head=head,
        **_common(description, path, presenter),
        **kind.present(material),
    )


def render_statements(
    description: Description,
    path: str,
    head: Head,
    template: str = "thing.html",
    hidden: Iterable[str] = (),
    *,
    made_for_kind: bool = False,
    **more: object,
) -> str:
    """Render everything that is stated about a thing, and what points to it.

    `path` and `head` are as above; the template presents the properties in `hidden` its own way, with the help of
    `more`.
    """
    mentions = [quad for quad in description.mentions.quads if not _is_statistics(quad)]
    presenter = presenter_for(state(), named_nodes([*description.statements, *mentions]), description.statements)
    common = _common(description, path, presenter)
    shown = {(_TYPE, kind.hint) for kind in common["kinds"]}  # type: ignore[attr-defined]
    statements = [quad for quad in description.statements if (quad.predicate.value, _iri(quad)) not in shown]
    return render_template(
        template,
        rows=presenter.rows(statements, {_LABEL, *_LEADS, *hidden}),
        mentions=presenter.mentions(mentions),
        all_mentions=url_of("/sparql", query=mentions_query(description)) if description.mentions.links else None,
        paged=description.mentions,
        page_size=PAGE,
        pages=_pages(description, path, made_for_kind=made_for_kind),
        head=head,
        made_page=url_of(path) if made_for_kind else None,
        asked=[],
        **common,
        **more,
    )


def presenter_for(state_: State, nodes: Iterable[NamedNode], known: Iterable[Quad] = ()) -> Presenter:
    """Presenter that knows the names of these nodes, and what `known` says, in the language of the request."""
    base = state_.settings.base_iri
    remembered = know(state_, nodes)
    here = list(known)
    also = (remembered.get(subject) for subject in {quad.subject for quad in here} if isinstance(subject, NamedNode))
    told = tell([*here, *(quad for each in also if each for quad in each.quads)], base)
    names = Names({**{node.value: each.told for node, each in remembered.items()}, **told}, language(), base)
    return Presenter(names, language(), base)


def named_nodes(quads: Iterable[Quad]) -> set[NamedNode]:
    """Every IRI in some statements, with the names of their graphs."""
    terms = {term for quad in quads for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)}
    return {term for term in terms if isinstance(term, NamedNode)}


def mentions_query(description: Description) -> str:
    """The query for all statements that point to the thing."""
    query = state().queries["mentions"].bind(thing=description.thing)
    return f"{query}\nORDER BY ?predicate ?subject ?graph"


def _pages(description: Description, path: str, *, made_for_kind: bool) -> dict[str, str]:
    """Relation to URL of the other pages on which the references are listed."""
    view = {"view": "statements"} if made_for_kind else {}
    links = description.mentions.links.items()
    return {relation: url_of(path, **view, page=str(number)) for relation, number in links}


def _common(description: Description, path: str, presenter: Presenter) -> dict[str, object]:
    """What every page about a thing shows."""
    thing, names = description.thing.value, presenter.names
    return {
        "iri": thing,
        "label": names.label(thing),
        "other_labels": _others(names, thing),
        "kinds": [presenter.value(NamedNode(kind)) for kind in names.kinds(thing)],
        "leads": list(dict.fromkeys(lead for property_ in _LEADS if (lead := names.text(thing, property_)))),
        "graphs": [presenter.value(graph) for graph in description.graphs],
        "licenses": [presenter.value(license_) for license_ in description.licenses],
        "formats": format_links(path),
        "citation": cite(description, presenter),
        "statements_query": url_of("/sparql", query=state().queries["statements"].bind(thing=description.thing)),
    }


def _facts(kind: Kind, description: Description, presenter: Presenter) -> list[Row]:
    """The properties that a kind's page tells in its margin, in the order in which the kind lists them."""
    order = {_expand(fact): position for position, fact in enumerate(kind.facts)}
    rows = presenter.rows([quad for quad in description.statements if quad.predicate.value in order])
    return sorted(rows, key=lambda row: order[row.property.hint])


def _expand(short: str) -> str:
    prefix, _, local = short.partition(":")
    return f"{PREFIXES[prefix]}{local}"


def _nodes(answers: Answers) -> set[NamedNode]:
    terms = {term for rows in answers.values() for row in rows for term in row.values()}
    return {term for term in terms if isinstance(term, NamedNode)} | set(_SPOKEN)


def _classes(description: Description) -> set[str]:
    types = (quad.object for quad in description.statements if quad.predicate.value == _TYPE)
    return {type_.value for type_ in types if isinstance(type_, NamedNode)}


def _others(names: Names, iri: str) -> list[Text]:
    """Labels in the languages other than the one that the heading has."""
    heading = names.label(iri)
    labels = names.texts(iri, _LABEL)
    return [Text(text, tag) for tag, text in sorted(labels.items()) if text != heading.text]


def _iri(quad: Quad) -> str:
    return getattr(quad.object, "value", "")


def _is_statistics(quad: Quad) -> bool:
    """Whether a statement is there to describe the dataset; of no use to who reads about a thing."""
    return quad.predicate.value.startswith(PREFIXES["void"])
