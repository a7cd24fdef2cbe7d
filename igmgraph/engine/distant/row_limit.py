"""How many rows an engine gives at most, whatever a query asks for; some leave off there without a word."""

from igmgraph.engine.answer.partial import told_limit
from igmgraph.engine.distant.line import Line, LineError
from igmgraph.engine.query.ceiling import Ceiling
from igmgraph.engine.values import QueryForm
from igmgraph.errors import EngineAway

__all__ = ["ENOUGH", "find_row_limit", "rest_of"]

#: Rows that are asked for to find out; limits above are noticed by what an answer tells.
ENOUGH = 100_001
#: No engine refuses it as too much work.
_MANY = "SELECT (1 AS ?x) { GRAPH ?g { ?s ?p ?o } }"


def find_row_limit(line: Line, timeout: float) -> int:
    """Rows that an engine gives at most, 0 when it gives all that are asked for; `timeout` is in seconds.

    Raises:
        IgmError: the engine does not answer.
    """
    rows = -1
    try:
        with line.ask(f"{_MANY} LIMIT {ENOUGH}", "text/csv", (), timeout) as answer:
            while piece := answer.read(1 << 16):
                rows += piece.count(b"\n")
            told = told_limit(answer.headers)
    except (LineError, OSError) as error:
        raise EngineAway(
            "the answer of the engine behind this service broke off: {reason}", reason=str(error)
        ) from None
    if told or not 0 < rows < ENOUGH:
        return told
    # Few rows may be few data.
    return rows if line.rows(f"{_MANY} OFFSET {rows} LIMIT 1", timeout) else 0


def rest_of(text: str, form: QueryForm, ceiling: Ceiling | None, limit: int) -> str:
    """Text of a query that gives a graph, about the solutions that a row limit leaves out of it.

    Empty when it leaves none out; the same text when that cannot be told.
    """
    if form is QueryForm.DESCRIBE and "{" not in text:
        return ""
    if ceiling is None or "OFFSET" in text.upper():
        return text
    if ceiling.limit is not None and ceiling.limit <= limit:
        return ""
    return ceiling.skip(text, limit)
