"""What a query process does for a query when the data are in another engine: asks it, and passes the answer on.

Whatever the client wants, the engine is asked for JSON or Turtle; the answer is read and written in pieces, by the
writers of the embedded engine, so that media types, ceilings and marks are the same.
"""

from collections.abc import Iterator
from typing import IO, Any, cast

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Store, Triple, parse
from pyoxigraph import parse_query_results as parse_results

from igmgraph.engine.answer.outlet import Outlet
from igmgraph.engine.answer.partial import is_timed_out, told_limit
from igmgraph.engine.answer.writing import Ceilings, write_answer
from igmgraph.engine.channel import Send, Task
from igmgraph.engine.distant.dialect import Dialect
from igmgraph.engine.distant.line import Line, LineError
from igmgraph.engine.distant.spelling import Respelled
from igmgraph.engine.mistakes.syntax import syntax_error
from igmgraph.errors import DeadlineExceeded, EngineAway, IgmError, QueryRefused

__all__ = ["Asker"]

_ROWS, _GRAPH = "application/sparql-results+json", "text/turtle"
#: Seconds that the engine may go on when the service has given up.
_LATE = 1.0


class Asker:
    """Asks one engine, one query after the other."""

    def __init__(self, line: Line, dialect: Dialect) -> None:
        self._line, self._dialect = line, dialect
        # The engine's own limit of rows, if the last answer has reached it.
        self._reached = 0
        # It knows the grammar.
        self._grammar = Store()

    def evaluate(self, task: Task, send: Send) -> None:
        """Ask a query that was admitted, and send the frames of the answer.

        Raises:
            QuerySyntaxError: the text does not parse, or the engine does not take it.
            QueryRefused: the answer cannot be written in the format that is wanted.
            DeadlineExceeded: the engine has stopped the query.
            EngineAway: it cannot be reached, or its answer is broken.
        """
        gives_graph = self._gives_graph(task)
        outlet = Outlet(send, task.media_type, task.coding)
        try:
            text = task.text if self._counts(task) else task.limited
            results = self._ask(task, text, gives_graph=gives_graph)
            write_answer(results, outlet, task.media_type, self._ceilings(task, gives_graph=gives_graph))
        except (SyntaxError, LineError, OSError) as error:
            raise EngineAway(
                "the answer of the engine behind this service broke off: {reason}", reason=str(error)
            ) from None

    def _ceilings(self, task: Task, *, gives_graph: bool) -> Ceilings:
        """Those of the task and, where it is lower, the engine's own limit of rows."""
        known, reached = self._dialect.most_rows, self._reached
        rows = min(task.max_rows, known - 1) if known else task.max_rows

        def more() -> bool:
            return sum(1 for _ in self._ask(task, task.probe, gives_graph=False)) > rows

        if 0 < reached <= rows:
            # Nobody knew of it.
            return Ceilings(reached, task.max_bytes, lambda: True)
        return Ceilings(rows, task.max_bytes, more, self._counts(task), lambda: gives_graph and self._is_left(task))

    def _is_left(self, task: Task) -> bool:
        """Whether there are solutions that the engine's own limit has left out of a graph."""
        if not self._dialect.most_rows or not task.probe:
            return False
        if task.probe == task.text:
            return True
        try:
            return any(True for _ in self._ask(task, task.probe, gives_graph=True))
        except (EngineAway, DeadlineExceeded):
            raise
        except IgmError:
            # That it does not give the rest is taken for a yes.
            return True

    def _counts(self, task: Task) -> bool:
        """Whether rows are counted here: Virtuoso sorts no more than 10,000 when it is told how many are wanted."""
        return self._dialect.partial and "ORDER" in task.text.upper()

    def _gives_graph(self, task: Task) -> bool:
        """Parse the text as the embedded engine does, over no data; so no other language reaches the engine."""
        try:
            results = self._grammar.query(task.text, base_iri=task.base_iri)
        except SyntaxError as error:
            raise syntax_error(str(error), task.text) from None
        except (OSError, RuntimeError) as error:
            raise QueryRefused("the query cannot be evaluated: {reason}", reason=str(error)) from error
        return not isinstance(results, QuerySolutions | QueryBoolean)

    def _ask(self, task: Task, text: str, *, gives_graph: bool) -> Any:
        answer = self._line.ask(
            f"BASE <{task.base_iri}>\n{text}",
            _GRAPH if gives_graph else _ROWS,
            self._parameters(task),
            task.timeout + _LATE,
        )
        self._reached = told_limit(answer.headers)
        if is_timed_out(answer.headers):
            answer.close()
            raise DeadlineExceeded(
                "the query was stopped after {seconds} s; ask for less, with LIMIT", seconds=f"{task.timeout:g}"
            )
        content = cast("IO[bytes]", answer)
        if gives_graph:
            return _triples(content)
        rows = cast("IO[bytes]", Respelled(content)) if self._dialect.partial else content
        return parse_results(rows, QueryResultsFormat.JSON)

    def _parameters(self, task: Task) -> Iterator[tuple[str, str]]:
        for graph in task.default_graphs:
            yield "default-graph-uri", graph
        for graph in task.named_graphs:
            yield "named-graph-uri", graph
        if self._dialect.partial:
            yield "timeout", str(int(task.timeout * 1_000))


def _triples(content: IO[bytes]) -> Iterator[Triple]:
    return (quad.triple for quad in parse(content, format=RdfFormat.TURTLE))
