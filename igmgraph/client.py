"""The graph from Python: `igmgraph.connect(url_or_store).query("...").to_pandas()`.

>>> from igmgraph import connect
>>> connect("http://127.0.0.1:8000/sparql").query("ASK {}").boolean  # doctest: +SKIP
True
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pyoxigraph import Literal, NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, parse_query_results

from igmgraph.build.snapshot import open_snapshot
from igmgraph.engine.answer.marks import find_cut
from igmgraph.engine.local import LocalSnapshot
from igmgraph.engine.query.admission import admit
from igmgraph.engine.remote import Endpoint
from igmgraph.engine.values import ClientQuery, QueryForm, Solution
from igmgraph.errors import InputError, ResultTooLarge
from igmgraph.namespaces import PREFIXES
from igmgraph.rdf.rq import load
from igmgraph.settings import Settings

if TYPE_CHECKING:
    import pandas as pd
    import rdflib

__all__ = ["Answer", "Connection", "connect"]

_JSON, _TURTLE = "application/sparql-results+json", "text/turtle"
#: Seconds that an endpoint may take, and bytes that an answer of a local snapshot may have.
_PATIENCE, _MOST_BYTES = 60, 2**31
_XSD = PREFIXES["xsd"]
_NUMBERS = {
    **dict.fromkeys((f"{_XSD}{name}" for name in ("integer", "int", "long", "gYear", "nonNegativeInteger")), int),
    **dict.fromkeys((f"{_XSD}{name}" for name in ("decimal", "double", "float")), float),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a query.

    Attributes:
        form: form of the query.
        variables: of a SELECT, in the order of the query.
        solutions: rows of a SELECT, as RDF terms.
        boolean: of an ASK, else None.
        turtle: graph of a CONSTRUCT or DESCRIBE, "" otherwise.
    """

    form: QueryForm
    variables: Sequence[str] = ()
    solutions: Sequence[Solution] = ()
    boolean: bool | None = None
    turtle: str = ""

    @property
    def rows(self) -> list[dict[str, object]]:
        """Rows of a SELECT with Python values: numbers, truth values, texts and IRIs; None where nothing is bound."""
        return [{name: _value(row.get(name)) for name in self.variables} for row in self.solutions]

    def to_pandas(self) -> "pd.DataFrame":
        """Rows of a SELECT as a data frame with one column a variable; needs pandas (`pip install igmgraph[pandas]`).

        Raises:
            InputError: the query is no SELECT.
        """
        import pandas as pd  # noqa: PLC0415

        if self.form != QueryForm.SELECT:
            raise InputError(f"a {self.form.value} query has no rows")
        return pd.DataFrame(self.rows, columns=list(self.variables))

    def to_graph(self) -> "rdflib.Graph":
        """Graph of a CONSTRUCT or DESCRIBE, for rdflib.

        Raises:
            InputError: the query is neither.
        """
        import rdflib  # noqa: PLC0415

        if not self.form.gives_graph:
            raise InputError(f"a {self.form.value} query has no graph")
        return rdflib.Graph().parse(data=self.turtle, format="turtle")


class _Source(Protocol):
    """Runs a query that has this form; gives the bytes of the answer in this media type."""

    def __call__(self, text: str, media_type: str) -> bytes: ...


class Connection:
    """Asks one endpoint or one snapshot."""

    def __init__(self, ask: _Source) -> None:
        self._ask = ask

    def query(self, query: str | Path, **parameters: NamedNode | Literal | Sequence[NamedNode | Literal]) -> Answer:
        """Run a query: its text, or the path of a query file with values for its parameters.

        Raises:
            QuerySyntaxError: it does not parse.
            InputError: the file cannot be read, or has no such parameter.
            Unavailable: the endpoint does not answer.
            ResultTooLarge: it has cut the answer.
        """
        # No query ends like a file.
        is_file = isinstance(query, Path) or query.endswith(".rq")
        text = load(Path(query)).bind(**parameters) if is_file else str(query)
        form = admit(text, Settings()).form
        content = self._ask(text, _TURTLE if form.gives_graph else _JSON)
        if said := find_cut(content):
            raise ResultTooLarge(f"{said}; ask for less of it, with LIMIT")
        if form.gives_graph:
            return Answer(form, turtle=content.decode())
        results = parse_query_results(content, QueryResultsFormat.JSON)
        if isinstance(results, QueryBoolean):
            return Answer(form, boolean=bool(results))
        return _table(form, results)


def connect(source: str | Path) -> Connection:
    """Connect to a SPARQL endpoint (a URL) or to the snapshot in a folder that `igmgraph build` has filled.

    Raises:
        Unavailable: the folder holds no snapshot.
    """
    if isinstance(source, str) and source.startswith(("http://", "https://")):
        return Connection(Endpoint(source, timeout=_PATIENCE).query)
    snapshot = LocalSnapshot(open_snapshot(Path(source)).path)
    return Connection(lambda text, media_type: snapshot.evaluate(ClientQuery(text), media_type, _MOST_BYTES))


def _table(form: QueryForm, results: QuerySolutions) -> Answer:
    names = [variable.value for variable in results.variables]
    rows = [{name: row[name] for name in names if row[name] is not None} for row in results]
    return Answer(form, names, rows)


def _value(term: object) -> object:
    if not isinstance(term, Literal):
        return term.value if isinstance(term, NamedNode) else term and str(term)
    datatype = term.datatype.value
    if datatype == f"{_XSD}boolean":
        return term.value in {"true", "1"}
    try:
        return _NUMBERS.get(datatype, str)(term.value)
    except ValueError:
        return term.value
