"""A query's answer as a page: solutions as a table, a boolean as a word, a graph as Turtle."""

import json
from typing import Any

from flask import render_template

from igmgraph.engine.base import ClientQuery, Engine, QueryForm, Wanted
from igmgraph.namespaces import compact
from igmgraph.web.http.links import href
from igmgraph.web.snapshots.state import state

__all__ = ["render_results"]

#: Rows that a page shows; the formats behind it hold them all.
ROWS = 1_000
#: Size, in bytes, of an answer that still makes a page.
_LARGEST = 8 * 1024**2


def render_results(query: ClientQuery, form: QueryForm, engine: Engine, timeout: float | None) -> str:
    """Run a query and render the page of its answer."""
    if form.gives_graph:
        turtle = b"".join(engine.answer(query, Wanted("text/turtle", "", timeout, _LARGEST))).decode()
        return render_template("sparql/results.html", query=query.text, turtle=turtle)
    wanted = Wanted("application/sparql-results+json", "", timeout, _LARGEST)
    answer = json.loads(b"".join(engine.answer(query, wanted)))
    if form is QueryForm.ASK:
        return render_template("sparql/results.html", query=query.text, boolean=answer["boolean"])
    variables, rows = answer["head"]["vars"], answer["results"]["bindings"]
    table = [[_cell(row.get(variable)) for variable in variables] for row in rows[:ROWS]]
    shown = {"rows": table, "shown": len(table), "total": len(rows), "cut": "truncated" in answer}
    return render_template("sparql/results.html", query=query.text, variables=variables, **shown)


def _cell(term: dict[str, Any] | None) -> dict[str, str | None]:
    if term is None:
        return {"text": ""}
    if term["type"] == "uri":
        return {"text": compact(term["value"]), "href": href(term["value"], state().settings.base_iri)}
    if term["type"] == "triple":
        return {"text": json.dumps(term["value"])}
    return {"text": term["value"], "lang": term.get("xml:lang")}
