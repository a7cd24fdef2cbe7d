"""`/queries`: the questions that the graph answers, each with a page: what it asks, its parameters and its answer."""

import csv

from flask import Blueprint, Response, render_template

from igmgraph.errors import NotFound
from igmgraph.rdf.rq import Query
from igmgraph.shipped import QUERIES
from igmgraph.web.http.negotiation import language
from igmgraph.web.http.translations import marked
from igmgraph.web.snapshots.state import state
from igmgraph.web.sparql.spoken import spoken

__all__ = ["body_of", "example_queries", "subjects"]

example_queries = Blueprint("queries", __name__)

#: Folder of queries to what it is called, in the order in which they are listed.
_SUBJECTS = {
    "findings": marked("Findings"),
    "profiles": marked("Profiles"),
    "institutions": marked("Institutions"),
    "instruments": marked("Instruments"),
    "indicators": marked("Indicators"),
    "places": marked("Places"),
    "framework": marked("Framework"),
    "mappings": marked("Mappings"),
    "federation": marked("Joins with other datasets; an operator has to allow them"),
    "languages": marked("Languages"),
    "provenance": marked("Sources and licences"),
    "tables": marked("Tables to download"),
    "versions": marked("Versions"),
    "vocabulary": marked("Ontology"),
}
#: Rows of an expected answer that a page shows.
_ROWS = 50


@example_queries.get("/queries")
def index() -> Response:
    """List the questions by subject."""
    return _page("queries/index.html", subjects=subjects())


@example_queries.get("/queries/<name>")
def question(name: str) -> Response:
    """Show one question.

    Raises:
        NotFound: there is no such question.
    """
    query = state().examples.get(name)
    if query is None:
        raise NotFound("queries/{name}: there is no such question", name=name)
    header, rows = _expected(query)
    text = spoken(query, language())
    return _page(
        "queries/question.html",
        query=query,
        runs=set(query.services) <= set(state().settings.allow_service),
        body=body_of(text),
        as_kept=text == query.text,
        header=header,
        rows=rows[:_ROWS],
        total=len(rows),
        graph=_expected_graph(query),
    )


def subjects() -> list[tuple[str, list[Query]]]:
    """Subjects with their questions; a subject that has no name here goes by that of its folder."""
    found: dict[str, list[Query]] = {}
    for query in state().examples.values():
        found.setdefault(query.path.relative_to(QUERIES).parts[0], []).append(query)
    known = [folder for folder in _SUBJECTS if folder in found]
    rest = sorted(found.keys() - _SUBJECTS.keys())
    return [(_SUBJECTS.get(folder, folder), found[folder]) for folder in (*known, *rest)]


def body_of(text: str) -> str:
    """A query without the lines that describe it."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("#+")).strip()


def _expected(query: Query) -> tuple[list[str], list[list[str]]]:
    """Header and rows of the answer that the question has over the shipped data; nothing when it is a graph."""
    path = query.path.with_suffix(".csv")
    if not path.exists():
        return [], []
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    return header, rows


def _expected_graph(query: Query) -> str:
    path = query.path.with_suffix(".ttl")
    return path.read_text("utf-8") if path.exists() else ""


def _page(template: str, **values: object) -> Response:
    response = Response(render_template(template, **values), mimetype="text/html")
    response.content_language.add(language())
    response.vary.add("Accept-Language")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
