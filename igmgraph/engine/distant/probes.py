"""What an engine can do, found out by asking it: one-liners, each about one thing that engines do differently."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from pyoxigraph import RdfFormat, parse

from igmgraph.engine.distant.dialect import Dialect
from igmgraph.engine.distant.line import Line, LineError
from igmgraph.engine.distant.publication import NOWHERE, PUBLISHED, Publication
from igmgraph.engine.distant.row_limit import ENOUGH, find_row_limit
from igmgraph.errors import EngineAway, IgmError, QuerySyntaxError, Unavailable

__all__ = ["Finding", "find_dialect", "probe"]

_JSON, _TURTLE = "application/sparql-results+json", "text/turtle"
_TRUE = "http://www.w3.org/2001/XMLSchema#boolean"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about an engine: what was asked, and what came out."""

    name: str
    result: str


class _Asking:
    """Asks small things within a few seconds."""

    #: A graph that is there: that of the publication, or any other where nothing was published.
    graph = PUBLISHED

    def __init__(self, line: Line, timeout: float) -> None:
        self._line, self._timeout = line, timeout

    def value(self, text: str, *graphs: str) -> str:
        """The one value of the first row; empty when there is none."""
        return self._first(text, [("default-graph-uri", graph) for graph in graphs])

    def within(self, text: str, graph: str) -> str:
        """The same, of a dataset whose default graph and only named graph is this one."""
        return self._first(text, [("default-graph-uri", graph), ("named-graph-uri", graph)])

    def _first(self, text: str, dataset: Sequence[tuple[str, str]]) -> str:
        return next((value for row in self.rows(text, dataset) for value in row.values()), "")

    def rows(self, text: str, dataset: Sequence[tuple[str, str]] = ()) -> list[dict[str, str]]:
        """All rows."""
        return self._line.rows(text, self._timeout, dataset)

    def count(self, pattern: str, *graphs: str) -> int:
        """How many solutions a pattern has."""
        return int(self.value(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}", *graphs) or 0)

    def media_type(self, text: str, accept: str) -> str:
        """What an answer comes in."""
        return self._header(text, accept, "Content-Type").partition(";")[0]

    def triples(self, text: str) -> int:
        """How many triples an answer has."""
        with self._line.ask(text, _TURTLE, (), self._timeout) as answer:
            return sum(1 for _ in parse(answer.read(), format=RdfFormat.TURTLE))

    def row_limit(self) -> int:
        """How many rows an answer has at most, 0 for no limit."""
        return find_row_limit(self._line, self._timeout)

    def product(self) -> str:
        """What the engine calls itself."""
        return self._header("ASK { }", _JSON, "Server").strip()

    def _header(self, text: str, accept: str, name: str) -> str:
        with self._line.ask(text, accept, (), self._timeout) as answer:
            answer.read()
            return str(answer.headers.get(name, ""))


def find_dialect(line: Line, publication: Publication, timeout: float) -> Dialect:
    """Find out what has to be known before a query about a publication is sent; `timeout` is in seconds.

    Raises:
        IgmError: the engine does not answer.
    """
    asking = _Asking(line, timeout)
    product = asking.product()
    union = _is_union(asking)
    return Dialect(
        product=product,
        union=union,
        alone=union and _is_alone(asking, publication),
        keeps_to_dataset=_keeps_to_dataset(asking),
        partial=product.startswith("Virtuoso"),
    )


def _is_union(asking: _Asking) -> bool:
    """Whether the default graph has what stands in a named graph."""
    return asking.count(f"GRAPH <{asking.graph}> {{ ?s ?p ?o }} ?s ?p ?o") > 0


def _keeps_to_dataset(asking: _Asking) -> bool:
    """Whether a query about a graph that is empty sees nothing of those that are not."""
    patterns = ("?s ?p ?o", "GRAPH ?g { ?s ?p ?o }", f"GRAPH <{asking.graph}> {{ ?s ?p ?o }}")
    return not any(asking.within(f"SELECT ?s {{ {pattern} }} LIMIT 1", NOWHERE) for pattern in patterns)


def _is_alone(asking: _Asking, publication: Publication) -> bool:
    """Whether an engine tells that it holds no graphs but those of a publication."""
    graphs = {row.get("g", "") for row in asking.rows("SELECT ?g { GRAPH ?g { } }")}
    if not graphs or not graphs <= {PUBLISHED, *publication.graphs}:
        return False
    # Oxigraph begins with what is in no named graph.
    first = "{ SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 1 } FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } }"
    return not asking.rows(f"SELECT ?s {{ {first} }}")


def probe(line: Line, timeout: float) -> Iterator[Finding]:
    """Find out what an operator may want to know; `timeout` is in seconds, for each question."""
    asking = _Asking(line, timeout)
    with suppress(Unavailable, LineError, QuerySyntaxError):
        asking.graph = _any_graph(asking)
    for name, ask in _PROBES:
        yield Finding(name, _told(lambda ask=ask: ask(asking)))  # type: ignore[misc]


def _any_graph(asking: _Asking) -> str:
    if asking.count(f"GRAPH <{PUBLISHED}> {{ ?s ?p ?o }}"):
        return PUBLISHED
    return asking.value("SELECT ?g { GRAPH ?g { ?s ?p ?o } } LIMIT 1") or PUBLISHED


def _told(ask: Callable[[], str]) -> str:
    try:
        return ask()
    except EngineAway:
        raise
    except (IgmError, LineError, SyntaxError, ValueError) as error:
        return f"no: {str(error)[:100]}"


def _yes(*, holds: bool) -> str:
    return "yes" if holds else "no"


def _default_graph(asking: _Asking) -> str:
    if _is_union(asking):
        return "the union of the named graphs"
    return "a graph of its own; graphs are named in each request"


def _dataset(asking: _Asking) -> str:
    some, none = (asking.count("?s ?p ?o", graph) for graph in (asking.graph, "urn:none"))
    return _yes(holds=some > 0 == none)


def _others(asking: _Asking) -> str:
    return "left out of each query" if _keeps_to_dataset(asking) else "cannot be left out; it must hold none"


def _paths(asking: _Asking) -> str:
    found = asking.rows(f"SELECT ?s {{ GRAPH <{asking.graph}> {{ ?s (!<urn:x>)+ ?o }} }} LIMIT 1")
    return _yes(holds=bool(found))


def _graph_formats(asking: _Asking) -> str:
    text, offered = "CONSTRUCT { <urn:a> <urn:b> 1 } { }", list[str]()
    for media_type in ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"):
        with suppress(IgmError):
            if asking.media_type(text, media_type) == media_type:
                offered.append(media_type)
    return ", ".join(offered)


def _language_tags(asking: _Asking) -> str:
    tag = asking.value('SELECT (LANG("x"@es-CL) AS ?tag) { }')
    return "kept as written" if tag == "es-CL" else f"es-CL becomes {tag}"


def _booleans(asking: _Asking) -> str:
    datatype = asking.value("SELECT (DATATYPE(1 = 1) AS ?type) { }")
    return "xsd:boolean" if datatype == _TRUE else f"{datatype or 'untyped'}; read as xsd:boolean where it can be told"


def _rows(asking: _Asking) -> str:
    limit = asking.row_limit()
    return f"at most {limit} in an answer; a longer one is told to be cut" if limit else f"{ENOUGH} and more"


_PROBES: Sequence[tuple[str, Callable[[_Asking], str]]] = (
    ("product", lambda asking: asking.product() or "not told"),
    ("default graph", _default_graph),
    ("dataset of the protocol", _dataset),
    ("graphs of others", _others),
    ("property paths", _paths),
    ("VALUES", lambda asking: _yes(holds=asking.count("VALUES ?x { 1 2 }") == 2)),
    ("DESCRIBE", lambda asking: f"{asking.triples('DESCRIBE <https://w3id.org/igm/dataset>')} triples of the dataset"),
    ("graphs come as", _graph_formats),
    ("language tags", _language_tags),
    ("booleans", _booleans),
    ("rows", _rows),
    ("deadline", lambda asking: "told to it" if asking.product().startswith("Virtuoso") else "kept here alone"),
)
