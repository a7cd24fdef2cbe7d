"""The dataset as a whole: what it holds, in which graphs, under which licence (VoID and DCAT, `/dataset`)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import isfinite

from babel.numbers import format_percent
from flask import Blueprint
from pyoxigraph import Literal, NamedNode, Quad
from werkzeug.wrappers import Response

from igmgraph.downloads.index import Download
from igmgraph.engine.values import Term
from igmgraph.namespaces import PREFIXES, RDF, RDFS
from igmgraph.web.documents.distributions import describe_distributions
from igmgraph.web.documents.downloads import offered_downloads
from igmgraph.web.facts.edition import DATASET
from igmgraph.web.facts.names import Names, Text, sort_key
from igmgraph.web.facts.quads import quad_of
from igmgraph.web.facts.resources import Description, fetch_values, find
from igmgraph.web.facts.statements import Presenter, Row, Value
from igmgraph.web.http.links import site_url
from igmgraph.web.http.negotiation import language
from igmgraph.web.listing.numbered import key_of, page_of
from igmgraph.web.pages.standing_pages import standing_page
from igmgraph.web.pages.thing_page import named_nodes, presenter_for, render_statements
from igmgraph.web.representations.conditional import unchanged
from igmgraph.web.representations.publishing import Head, Published, publish
from igmgraph.web.representations.typed_links import Signposts
from igmgraph.web.representations.variants import choose_variant, known_extension
from igmgraph.web.snapshots.state import state
from igmgraph.web.snapshots.told import tell

__all__ = ["dataset", "dataset_document"]

dataset = Blueprint("dataset", __name__)

_VOID = PREFIXES["void"]
_PARTS = f"{PREFIXES['dct']}hasPart"
_ABOUT = NamedNode(f"{PREFIXES['dct']}description")
_TRIPLES = NamedNode(f"{_VOID}triples")
#: What the page shows as tables, or not at all because the RDF is the place for it.
_TABULATED = [
    _PARTS,
    f"{PREFIXES['dqv']}hasQualityMeasurement",
    *(f"{_VOID}{name}" for name in ("classPartition", "exampleResource", "propertyPartition", "subset")),
]
#: Properties of what is a row of a table of numbers, and those that a heading or the table of graphs tells.
_COUNTED = {f"{_VOID}class", f"{_VOID}property", f"{PREFIXES['dqv']}isMeasurementOf"}
_NAMED = {f"{RDFS}label", f"{PREFIXES['prov']}used"}
#: How many named graphs a page lists.
_GRAPHS = 100


@dataclass(frozen=True, slots=True)
class Part:
    """A named graph in the table of graphs: what it holds, and how many statements ("" if that is not told)."""

    graph: Value
    about: Text | None
    statements: str


@dataclass(frozen=True, slots=True)
class Other:
    """What else the IRIs of the document lead to, as its build: where on the page it stands, and what is stated."""

    anchor: str
    label: Text
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Counted:
    """A row of a table of numbers: a term, its number, and where on the page it stands ("": nowhere of its own)."""

    term: Value
    number: str
    anchor: str


@dataset.get("/dataset")
@dataset.get("/dataset.<extension>")
def document(extension: str | None = None) -> Response:
    """Describe the whole dataset."""
    variant = choose_variant(known_extension("dataset", extension))
    return unchanged(variant) or standing_page(variant, lambda: publish(dataset_document(), variant))


def dataset_document() -> Published:
    """The document at `/dataset`.

    Raises:
        NotFound: the data came without a description.
    """
    description = find(state(), [DATASET.value])
    own = replace(description, origins=description.statements)
    parts = [quad_of(row) for row in state().recall("parts", document=description.thing)]
    files = offered_downloads(state())
    whole = [file for file in files if not file.graph and not file.table]
    signposts = Signposts(
        "/dataset",
        DATASET.value,
        DATASET.value,
        kind=f"{PREFIXES['schema']}Dataset",
        licenses=[license_.value for license_ in own.licenses],
        items=_addresses(whole),
        more_items=_addresses(file for file in files if file not in whole),
    )
    kept, base = state().kept, state().settings.base_iri
    distributions = describe_distributions(files, f"{base}version/{kept.number}/" if kept else base)
    return Published(
        signposts,
        lambda: [*own.quads(state()), *parts, *distributions],
        lambda head: _render(own, parts, head),
    )


def _addresses(files: Iterable[Download]) -> list[tuple[str, str]]:
    """URL of each file, and the media type that it is sent with."""
    return [
        (site_url(f"/download/{file.name}"), "application/gzip" if file.packed else file.media_type) for file in files
    ]


def _render(description: Description, parts: list[Quad], head: Head) -> str:
    presenter = presenter_for(state(), named_nodes(parts))
    graphs = page_of(_graphs_by_name(description), _GRAPHS, key=key_of)
    return render_statements(
        description,
        "/dataset",
        head,
        "dataset.html",
        _TABULATED,
        parts_of=_graphs(graphs.items),
        graph_pages=graphs,
        classes=_partitions(parts, "class", "entities", presenter),
        properties=_partitions(parts, "property", "triples", presenter),
        measures=_measures(parts),
        others=_others(parts, presenter),
    )


def _graphs_by_name(description: Description) -> list[NamedNode]:
    found = {quad.object for quad in description.statements if quad.predicate.value == _PARTS}
    graphs = [graph for graph in found if isinstance(graph, NamedNode)]
    names = presenter_for(state(), graphs).names
    return sorted(graphs, key=lambda graph: sort_key(names.label(graph.value).text))


def _graphs(graphs: Sequence[NamedNode]) -> list[Part]:
    presenter = presenter_for(state(), graphs)
    base = state().settings.base_iri
    facts = Names(tell(fetch_values(state(), graphs, (_ABOUT, _TRIPLES)), base), language(), base)
    return [
        Part(
            presenter.value(graph),
            facts.text(graph.value, _ABOUT.value),
            facts.texts(graph.value, _TRIPLES.value).get("", ""),
        )
        for graph in graphs
    ]


def _measures(quads: list[Quad]) -> list[tuple[Value, list[Counted]]]:
    """Each metric, with what was measured and its value in percent."""
    dqv = PREFIXES["dqv"]
    metrics = {quad.subject: quad.object for quad in quads if quad.predicate.value == f"{dqv}isMeasurementOf"}
    values = {quad.subject: quad.object for quad in quads if quad.predicate.value == f"{dqv}value"}
    presenter = presenter_for(state(), named_nodes(quads), quads)
    rows: dict[Term, list[Counted]] = {}
    for node, metric in metrics.items():
        percent = _percent(values.get(node))
        rows.setdefault(metric, []).append(Counted(presenter.value(node), percent, _anchor(node)))
    return [(presenter.value(each), sorted(found, key=lambda row: row.term.text.text)) for each, found in rows.items()]


def _percent(value: Term | None) -> str:
    """A share as the visitor's language writes it; what is no number, as it is."""
    if not isinstance(value, Literal):
        return ""
    try:
        number = float(value.value)
    except ValueError:
        return value.value
    return format_percent(number, locale=language()) if isfinite(number) else value.value


def _partitions(quads: list[Quad], kind: str, count: str, presenter: Presenter) -> list[Counted]:
    """Term and count of every partition by class or by property."""
    terms = {quad.subject: quad.object for quad in quads if quad.predicate.value == f"{_VOID}{kind}"}
    counts = {quad.subject: quad.object for quad in quads if quad.predicate.value == f"{_VOID}{count}"}
    rows = [
        Counted(presenter.value(term), number.value, _anchor(node))
        for node, term in terms.items()
        if isinstance(term, NamedNode) and isinstance(number := counts.get(node), Literal)
    ]
    return sorted(rows, key=lambda row: sort_key(row.term.text.text))


def _others(quads: list[Quad], presenter: Presenter) -> list[Other]:
    """What stands in none of the tables and is no set of data, as the RDF is the place for those."""
    stated: dict[NamedNode, list[Quad]] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode):
            stated.setdefault(quad.subject, []).append(quad)
    return [
        Other(_anchor(node), presenter.names.label(node.value), presenter.rows(about, _NAMED))
        for node, about in stated.items()
        if not any(quad.predicate.value in _COUNTED or _is_counted(quad) for quad in about)
    ]


def _is_counted(quad: Quad) -> bool:
    """Whether it says that something is a set of data or links, or a metric, which is the heading of a table."""
    is_type = quad.predicate.value == f"{RDF}type"
    return is_type and isinstance(quad.object, NamedNode) and quad.object.value.startswith((_VOID, PREFIXES["dqv"]))


def _anchor(node: Term) -> str:
    """What stands behind `#` in the IRI of a row, which thereby leads to it."""
    return node.value.partition("#")[2] if isinstance(node, NamedNode) else ""
