"""Named graphs: each is itself the document that its IRI names, so no 303."""

from dataclasses import replace

from flask import Blueprint
from pyoxigraph import Literal, NamedNode, Quad
from werkzeug.wrappers import Response

from igmgraph.errors import NotFound
from igmgraph.iris import graph_iri
from igmgraph.namespaces import PREFIXES
from igmgraph.web.facts.edition import DATASET
from igmgraph.web.facts.names import sort_key
from igmgraph.web.facts.quads import quad_of
from igmgraph.web.facts.resources import Description, describe, iris, parse_iris
from igmgraph.web.facts.statements import Value
from igmgraph.web.http.links import asked_spellings, site_url
from igmgraph.web.pages.thing_page import presenter_for, render_statements
from igmgraph.web.representations.conditional import unchanged
from igmgraph.web.representations.publishing import Head, Published, publish
from igmgraph.web.representations.typed_links import Signposts
from igmgraph.web.representations.variants import RDF_FORMATS, choose_variant, split_extension
from igmgraph.web.snapshots.state import State, state

__all__ = ["graph_at", "graphs", "read_graph"]

graphs = Blueprint("graphs", __name__)

#: How many of the things that a graph gives a type its page lists at most.
_LISTED = 500


@graphs.get("/graph/<path:path>")
def graph(path: str) -> Response:
    """Serve a named graph, or the page about it."""
    stem, extension = split_extension(path)
    variant = choose_variant(extension)
    return unchanged(variant) or publish(graph_at(stem), variant)


def graph_at(path: str) -> Published:
    """The named graph at `/graph/{path}`.

    Raises:
        NotFound: there is none.
    """
    base = state().settings.base_iri
    name, size = _find_graph(state(), [graph_iri(spelling, base) for spelling in asked_spellings(path)])
    place = _place(name)
    description = describe(state(), name)
    # Date and licence are the graph's own, not those of the catalog that tells them.
    own = replace(description, origins=description.statements)
    signposts = Signposts(
        place,
        name.value,
        name.value,
        kind=f"{PREFIXES['schema']}Dataset",
        licenses=[license_.value for license_ in own.licenses],
        items=[(site_url(f"{place}.{extension}"), form.media_type) for extension, form in RDF_FORMATS.items()],
        collection=DATASET.value,
        described_at=_place(description.graphs[0]) if description.graphs else "",
    )
    return Published(
        signposts,
        lambda: read_graph(state(), name),
        lambda head: _render_graph(own, place, head, size),
        lambda: own.quads(state()),
    )


def _place(name: NamedNode) -> str:
    """URL path of a graph of ours."""
    return f"/graph/{name.value.removeprefix(graph_iri('', state().settings.base_iri))}"


def read_graph(state_: State, name: NamedNode) -> list[Quad]:
    """All statements of a named graph."""
    rows = state_.select("graph-triples", graph=name)
    return [quad_of({**row, "graph": name}) for row in rows]


def _find_graph(state_: State, spelled: list[str]) -> tuple[NamedNode, dict[str, int]]:
    for name in parse_iris(spelled):
        (row,) = state_.select("graph-size", graph=name)
        size = {key: int(value.value) for key, value in row.items() if isinstance(value, Literal)}
        if size["statements"]:
            return name, size
    raise NotFound("{name}: there is no such named graph", name=spelled[0])


def _render_graph(description: Description, path: str, head: Head, size: dict[str, int]) -> str:
    limited = f"{state().queries['graph-resources'].bind(graph=description.thing)}\nLIMIT {_LISTED + 1}"
    rows = state().engine.solutions(limited)
    things = list(dict.fromkeys(iris(rows[:_LISTED], "thing")))
    presenter = presenter_for(state(), {*things, *iris(rows, "class")})
    listed: dict[str, list[Value]] = {}
    for thing in things:
        kind = presenter.names.kinds(thing.value)[0]
        listed.setdefault(kind, []).append(presenter.value(thing))
    contents = [
        (presenter.value(NamedNode(kind)), sorted(values, key=lambda value: sort_key(value.text.text)))
        for kind, values in sorted(listed.items())
    ]
    more = len(rows) > _LISTED
    return render_statements(description, path, head, "graph.html", size=size, contents=contents, more=more)
