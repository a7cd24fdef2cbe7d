"""The engine that a snapshot is published to: counted, read and written by SPARQL 1.1, or by its graph store."""

import urllib.request
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.parse import quote

from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)

from igmgraph.engine.credentials import NOT_ACCEPTED, handlers, refuse_secret
from igmgraph.engine.distant.publication import PUBLISHED, Publication
from igmgraph.engine.remote import Endpoint
from igmgraph.errors import Unavailable
from igmgraph.publish.parts import Batch, ntriples

__all__ = ["Target"]

_JSON = "application/sparql-results+json"


@dataclass(frozen=True, slots=True)
class Target:
    """An engine.

    Attributes:
        endpoint: for queries and updates.
        graph_store: URL of its Graph Store Protocol, None to load by updates.
    """

    endpoint: Endpoint
    graph_store: str | None = None

    def __post_init__(self) -> None:
        """Refuse a secret in an address."""
        refuse_secret(self.graph_store or "")

    def graphs(self, prefix: str) -> list[str]:
        """Named graphs with statements whose names begin so."""
        query = f'SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{prefix}")) }}'
        return sorted(row["g"].value for row in self._rows(query) if isinstance(row["g"], NamedNode))

    def count(self, graph: str) -> int:
        """Statements of a named graph."""
        rows = self._rows(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        return next(int(row["n"].value) for row in rows if isinstance(row["n"], Literal))

    def read(self, graph: str) -> list[Quad]:
        """Statements of a named graph."""
        content = self.endpoint.query(f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}", "text/turtle")
        try:
            return list(parse(input=content, format=RdfFormat.TURTLE))
        except SyntaxError as error:
            raise Unavailable(f"{self.endpoint.url}: what it says of <{graph}> is not Turtle: {error}") from None

    def insert(self, graph: str, batch: Batch) -> None:
        """Add a batch to a graph; doing it twice does no harm."""
        triples = f"{{ GRAPH <{graph}> {{\n{batch.triples}}} }}"
        if not batch.blank:
            self.endpoint.update(f"INSERT DATA {triples}")
            return
        # As a template, since Virtuoso takes no blank node as data; and not twice, since each time makes new ones.
        pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}"
        before = f"DELETE {{ {pattern} }} WHERE {{ {pattern} FILTER(ISBLANK(?s) || ISBLANK(?o)) }}"
        self.endpoint.update(f"{before} ;\nINSERT {triples} WHERE {{ }}")

    def put(self, graph: str, quads: Iterable[Quad]) -> None:
        """Put a whole graph by the Graph Store Protocol (section 5.3).

        Raises:
            Unavailable: the store refuses it, or does not answer.
        """
        url = f"{self.graph_store}?graph={quote(graph, safe='')}"
        request = urllib.request.Request(url, ntriples(quads).encode(), method="PUT")  # noqa: S310
        request.add_header("Content-Type", "application/n-triples")
        credentials = self.endpoint.credentials
        if credentials and (authorization := credentials.header()):
            request.add_header("Authorization", authorization)
        try:
            opener = urllib.request.build_opener(*handlers(url, credentials))
            opener.open(request, timeout=self.endpoint.timeout).close()
        except HTTPError as error:
            fault = "does not accept the credentials: " if error.code in NOT_ACCEPTED else ""
            raise Unavailable(f"{self.graph_store}: {fault}{error.code} {error.reason}") from None
        except (URLError, OSError) as error:
            raise Unavailable(f"{url}: {error}") from None

    def drop(self, graphs: Sequence[str]) -> None:
        """Remove graphs."""
        if graphs:
            self.endpoint.update(" ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in graphs))

    def replace(self, moves: Sequence[tuple[str, str]], gone: Sequence[str], publication: Publication) -> None:
        """Rename graphs to their places, remove others and say what is there now, in one update: all or nothing."""
        steps = [f"MOVE GRAPH <{source}> TO GRAPH <{place}>" for source, place in moves]
        steps += [f"DROP SILENT GRAPH <{graph}>" for graph in gone]
        steps.append(f"DROP SILENT GRAPH <{PUBLISHED}>")
        steps.append(f"INSERT DATA {{ GRAPH <{PUBLISHED}> {{ {publication.triples()} }} }}")
        self.endpoint.update(" ;\n".join(steps))

    def _rows(self, query: str) -> QuerySolutions:
        try:
            results = parse_query_results(self.endpoint.query(query, _JSON), QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise Unavailable(f"{self.endpoint.url}: the answer is no SPARQL result: {error}") from None
        if not isinstance(results, QuerySolutions):
            raise Unavailable(f"{self.endpoint.url}: the answer has no rows")
        return results
