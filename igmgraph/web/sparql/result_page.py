"""A query's answer as a page: solutions as a table, a boolean as a word, a graph as Turtle."""

import json
from contextlib import closing
from typing import Any

from flask import render_template

from igmgraph.engine.base import Engine, WholeAnswer
from igmgraph.engine.values import Asker, ClientQuery, QueryForm, Wanted
from igmgraph.namespaces import compact
from igmgraph.web.http.links import href
from igmgraph.web.snapshots.state import state

__all__ = ["LARGEST", "render_results"]

#: Rows that a page shows; the formats behind it hold them all.
_ROWS = 1_000
#: Bytes of an answer that a page is made of: as they are read, nothing else is done in the process.
LARGEST = 1024**2


def render_results(
    query: ClientQuery, form: QueryForm, engine: Engine, timeout: float | None, asker: Asker
) -> WholeAnswer:
    """Run a query and render the page of its answer."""
    media_type = "text/turtle" if form.gives_graph else "application/sparql-results+json"
    with closing(engine.answer(query, Wanted(media_type, "", timeout, LARGEST), asker)) as answer:
        content = b"".join(answer)
    shown = {"turtle": content.decode()} if form.gives_graph else _solutions(json.loads(content))
    page = render_template("sparql/results.html", query=query.text, **shown)
    return WholeAnswer(page.encode(), answer.rows, answer.cut)


def _solutions(answer: dict[str, Any]) -> dict[str, Any]:
    """A boolean, or as many rows as are shown."""
    if "boolean" in answer:
        return {"boolean": answer["boolean"]}
    variables, rows = answer["head"]["vars"], answer["results"]["bindings"]
    table = [[_cell(row.get(variable)) for variable in variables] for row in rows[:_ROWS]]
    told = {"shown": len(table), "total": len(rows), "cut": "truncated" in answer}
    return {"variables": variables, "rows": table, **told}


def _cell(term: dict[str, Any] | None) -> dict[str, str | None]:
    if term is None:
        return {"text": ""}
    if term["type"] == "uri":
        return {"text": compact(term["value"]), "href": href(term["value"], state().settings.base_iri)}
    if term["type"] == "triple":
        return {"text": json.dumps(term["value"])}
    return {"text": term["value"], "lang": term.get("xml:lang")}
