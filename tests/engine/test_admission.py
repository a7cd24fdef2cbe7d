"""What a query text may be, before it is parsed."""

import pytest

from igmgraph.engine.admission import admit
from igmgraph.engine.base import QueryForm
from igmgraph.errors import QueryRefused, QueryTooLong
from igmgraph.settings import Settings

SETTINGS = Settings()


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", QueryForm.SELECT),
        ("ask {}", QueryForm.ASK),
        ("PREFIX select: <http://e.org/ask#> CONSTRUCT WHERE {}", QueryForm.CONSTRUCT),
        ("BASE <http://e.org/SELECT>\n# SELECT\nDESCRIBE <a>", QueryForm.DESCRIBE),
        ("SELECT ?insert { ?insert <http://e.org/delete> 'DROP' }", QueryForm.SELECT),
        ("not a query", QueryForm.SELECT),
        ("", QueryForm.SELECT),
    ],
)
def test_the_form_is_the_first_form_keyword(text: str, form: QueryForm) -> None:
    assert admit(text, SETTINGS).form is form


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:b> <a:c> 1 }",
        "PREFIX e: <http://e.org/> delete where { ?s ?p ?o }",
        "LOAD <http://e.org/>",
        "# SELECT\nCLEAR ALL",
        "DROP GRAPH <a:b>",
        "WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_updates_are_refused(text: str) -> None:
    with pytest.raises(QueryRefused, match="read-only"):
        admit(text, SETTINGS)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> {} }",
        "SELECT * { service silent <http://127.0.0.1/> {} }",
        "SELECT * { { SELECT * { SERVICE ?where { ?s ?p ?o } } } }",
        r"SELECT * { ?s ?p '\u0027' . SERVICE <http://127.0.0.1/> {} ?a ?b '\u0027' }",
        r"SELECT * { ?s <http://e.org/\u0070'> ?o . SERVICE <http://127.0.0.1/> {} ?a ?b ?c } # '",
        r'SELECT * { ?s ?p "\\" . SERVICE <http://127.0.0.1/> {} ?a ?b "\\" }',
        "SELECT * { ?s ?p 'a'SERVICE<http://127.0.0.1/>{} }",
        "SELECT * { ?s ?p 1SERVICE<http://127.0.0.1/>{} }",
        "SELECT * { 'it''s' SERVICE<http://127.0.0.1/>{} }",
        "SELECT * { ?s ?p '''a'b''' SERVICE <http://127.0.0.1/> {} }",
        "SELECT * { ?s ?p ?o FILTER(?o<3) SERVICE <http://127.0.0.1/> {} FILTER(?o>1) }",
    ],
)
def test_service_is_refused_wherever_it_stands(text: str) -> None:
    with pytest.raises(QueryRefused, match="SERVICE"):
        admit(text, SETTINGS)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service a <http://e.org/SERVICE> }",
        "PREFIX service: <http://e.org/> SELECT * { ?s service:from service:SERVICE }",
        "SELECT * { ?s ?p 'SERVICE' } # SERVICE",
        'SELECT * { ?s ?p """ SERVICE "quoted" SERVICE """@service }',
    ],
)
def test_the_word_service_alone_is_not_refused(text: str) -> None:
    assert admit(text, SETTINGS).form is QueryForm.SELECT


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("SELECT * FROM <http://e.org/g> {}", True),
        ("SELECT * from named <http://e.org/g> {}", True),
        ("SELECT ?from { ?from <http://e.org/FROM> 'FROM' } # FROM", False),
    ],
)
def test_a_from_clause_is_noticed(text: str, *, named: bool) -> None:
    assert admit(text, SETTINGS).names_dataset is named


@pytest.mark.parametrize("part", ["1", "a", ".", "a:", "<a", "'", '"', "\\", "''' ", "?", "@a-", "SELECT "])
def test_the_scan_takes_time_in_proportion_to_the_text(part: str) -> None:
    # Quadratic time would show: at this length it is minutes.
    assert admit((part * 100_000)[:100_000], SETTINGS).form is QueryForm.SELECT


def test_a_query_may_nest_only_so_deep() -> None:
    depth = SETTINGS.max_query_nesting
    assert admit("SELECT * " + "{" * depth + "}" * depth, SETTINGS).form is QueryForm.SELECT
    for opening in ("{", "(", "["):
        with pytest.raises(QueryRefused, match="nests"):
            admit("SELECT * {" + opening * depth, SETTINGS)


def test_a_query_may_only_be_so_long() -> None:
    with pytest.raises(QueryTooLong, match="100001 characters"):
        admit("#" * 100_001, SETTINGS)
