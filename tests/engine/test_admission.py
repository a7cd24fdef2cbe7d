"""What a query text may be, before it is parsed."""

import pytest

from igmgraph.engine.query.admission import Admissions, admit
from igmgraph.engine.values import QueryForm
from igmgraph.errors import QueryRefused, QuerySyntaxError, QueryTooLong
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
        "SELECT * { ?s ?p trueSERVICE<http://127.0.0.1/>{} }",
        "SELECT * { ?s ?p 1.SERVICESILENT<http://127.0.0.1/>{} }",
        "PREFIX e:<http://127.0.0.1/>SELECT*{SERVICEe:{}}",
        "PREFIX e:<http://127.0.0.1/>SELECT*{?s ?p trueSERVICESILENTe:x#\n{}}",
        "SELECT * { <<?s?p'>'>>SERVICE<http://127.0.0.1/>{} ?x ?y '' }",
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
    "text",
    [
        "SELECT * { ?s ?p ?a, ?b FILTER(?a<?b)SERVICE#>\n<http://127.0.0.1/>{} }",
        "SELECT * { ?s ?p ?a, ?b FILTER(?a<'>')SERVICE<http://127.0.0.1/>{}FILTER(?b='') }",
        "SELECT * { FILTER(1<((((1>0)))) } # service",
        "SELECT * { FILTER(?a<<<http://e.org/'>) } # from",
        "SELECT * { FILTER(1<((((1>0)))) }" + " " * 1_000,
    ],
)
def test_a_less_than_sign_that_could_begin_an_iri_hides_nothing(text: str) -> None:
    with pytest.raises(QueryRefused, match="write a space"):
        admit(text, SETTINGS)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o FILTER(?o<?p&&?s>1) }",
        "SELECT * { ?s ?p ?o FILTER(?o<'2020'&&?s>'2019') }",
        "BASE <http://e.org/> SELECT * { <#it's> <#p> <#o> }",
        "SELECT * { VALUES (?a ?b) { (1 <http://e.org/it's(so)#x>) } }",
        "SELECT * { ?s ?p '1'^^<urn:it's> }",
        "SELECT * { FILTER(?a<((?b>?c))) }",
    ],
)
def test_a_less_than_sign_that_is_clear_is_read(text: str) -> None:
    assert admit(text, SETTINGS).form is QueryForm.SELECT


ALLOWED = Settings(allow_service=("https://query.example/sparql", "urn:x:it's"))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <https://query.example/sparql> { ?s ?p ?o } }",
        "SELECT * { service silent <https://query.example/sparql> { ?s ?p ?o } }",
        r"SELECT * { SERVICE <https://query.example/\u0073parql> { ?s ?p ?o } }",
        "PREFIX e: <https://query.example/> SELECT * { { SELECT * { SERVICE e:sparql { ?s ?p ?o } } } }",
        "PREFIX : <https://query.example/sparql> SELECT * { SERVICE # a comment\n : { ?s ?p ?o } }",
    ],
)
def test_a_service_on_the_list_is_called(text: str) -> None:
    assert admit(text, ALLOWED).form is QueryForm.SELECT


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <https://query.example/sparql2> {} }",
        "SELECT * { SERVICE <https://query.example/sparql?x> {} }",
        "SELECT * { SERVICE <HTTPS://query.example/sparql> {} }",
        "SELECT * { SERVICE <https://query.example/sparql> {} SERVICE SILENT <http://127.0.0.1/> {} }",
        "SELECT * { SERVICE <https://query.example/sparql> { SERVICE <http://127.0.0.1/> {} } }",
        "SELECT * { { SELECT * { SERVICE <http://127.0.0.1/> {} } } }",
        "SELECT * { BIND(<https://query.example/sparql> AS ?e) SERVICE ?e {} }",
        "SELECT * { VALUES ?e { <http://127.0.0.1/> } SERVICE SILENT $e {} }",
        "BASE <https://query.example/> SELECT * { SERVICE <sparql> {} }",
        "PREFIX e: <https://query.example/> PREFIX e: <http://127.0.0.1/> SELECT * { SERVICE e:sparql {} }",
        "PREFIX e: <https://query.example/> PREFIXe: <http://127.0.0.1/> SELECT * { SERVICE e:sparql {} }",
        "PREFIX e: <https://query.example/> SELECT * { SERVICE f:sparql {} }",
        "PREFIX e: <https://query.example/sparql> SELECT * { SERVICEe:{} }",
        "SELECT * { SERVICE SILENT SERVICE <http://127.0.0.1/> {} }",
        "SELECT * { SERVICE 'https://query.example/sparql' {} }",
    ],
)
def test_any_other_service_is_refused(text: str) -> None:
    with pytest.raises(QueryRefused, match="SERVICE"):
        admit(text, ALLOWED)


def test_a_query_may_name_only_so_many_graphs() -> None:
    clause = "FROM <urn:g> "
    assert admit("SELECT * " + clause * 100 + "{}", SETTINGS).names_dataset
    with pytest.raises(QueryRefused, match="more than 100 graphs"):
        admit("SELECT * " + clause * 101 + "{}", SETTINGS)


@pytest.mark.parametrize(("text", "form"), [("ASKFROM<urn:g>{}", QueryForm.ASK), ("DESCRIBEe:x", QueryForm.DESCRIBE)])
def test_a_form_needs_no_space_behind_it(text: str, form: QueryForm) -> None:
    assert admit(text, SETTINGS).form is form


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


@pytest.mark.parametrize("part", ["1", "a", ".", "a:", "<a", "'", '"', "''' ", "?", "@a-", "SELECT ", "'a\\''", "a%"])
def test_the_scan_takes_time_in_proportion_to_the_text(part: str) -> None:
    # Quadratic time would show: at this length it is minutes.
    assert admit((part * 100_000)[:100_000], Settings(max_query_joints=1_000_000)).form is QueryForm.SELECT


@pytest.mark.parametrize("part", ["\\", "\\'", '\\"', "\\'''\n", '\\"""\n', "<\\u0041", "'a\\\n"])
def test_a_text_of_halves_of_strings_is_not_searched_for_the_others(part: str) -> None:
    with pytest.raises(QuerySyntaxError, match=r"line \d, column"):
        admit((part * 100_000)[:100_000], SETTINGS)


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("SELECT * {" + "UNION".join(["{}"] * 5_000) + "}", id="UNION"),
        pytest.param("SELECT * {" + "FILTER(1)" * 5_000 + "}", id="FILTER"),
        pytest.param("SELECT * {" + "OPTIONAL{}" * 5_000 + "}", id="OPTIONAL"),
        pytest.param("SELECT * {" + "?s?p?o." * 5_000 + "}", id="triples"),
        pytest.param("PREFIX e: <e:> SELECT * {" + "e:a e:b e:c. " * 5_000 + "}", id="names"),
        pytest.param("SELECT * {?s ?p" + " ?o," * 5_000 + " ?o}", id="objects"),
        pytest.param("SELECT * {?s <a:>" + "/<a:>" * 5_000 + " ?o}", id="path"),
        pytest.param("SELECT * {FILTER(1" + "+1" * 5_000 + ")}", id="sum"),
        pytest.param("SELECT * {FILTER(1" + " -1" * 5_000 + ")}", id="signed numbers"),
        pytest.param("SELECT * {FILTER(" + "!" * 5_000 + "1)}", id="not"),
        pytest.param("SELECT * {?s ?p (" + " ?o" * 5_000 + ")}", id="collection"),
        pytest.param("SELECT " + "(1 AS ?a) " * 5_000 + "{}", id="projection"),
        pytest.param("DESCRIBE" + " <a:>" * 5_000, id="DESCRIBE"),
        pytest.param("SELECT * {" + "<<" * 5_000 + "}", id="triple terms"),
        pytest.param("SELECT * {?s ?p ?o" + "~" * 5_000 + "}", id="reifiers"),
    ],
)
def test_a_chain_that_would_end_the_parser_is_refused(query: str) -> None:
    with pytest.raises(QueryRefused, match="one chain"):
        admit(query, SETTINGS)


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("SELECT * {FILTER(?a IN (" + "1, " * 20_000 + "1))}", id="IN"),
        pytest.param("SELECT * {VALUES ?a {" + " -1.5" * 10_000 + "}}", id="VALUES"),
        pytest.param("SELECT * {VALUES (?a ?b) {" + " (1 <urn:a>)" * 6_000 + "}}", id="rows"),
    ],
)
def test_long_lists_of_values_are_no_chain(query: str) -> None:
    assert admit(query, SETTINGS).form is QueryForm.SELECT


def test_a_query_may_nest_only_so_deep() -> None:
    depth = SETTINGS.max_query_nesting
    assert admit("SELECT * " + "{" * depth + "}" * depth, SETTINGS).form is QueryForm.SELECT
    for opening in ("{", "(", "["):
        with pytest.raises(QueryRefused, match="nests"):
            admit("SELECT * {" + opening * depth, SETTINGS)


@pytest.mark.parametrize(("number", "size"), [(60, 90_000), (9_000, 0)])
def test_what_a_scan_found_is_remembered_up_to_a_size(number: int, size: int) -> None:
    known = Admissions(Settings())
    texts = [f"SELECT * {{}} #{each} {'x' * size}" for each in range(number)]
    first = known.admit(texts[0])
    assert known.admit(texts[0]) is first
    again = [known.admit(text) for text in (*texts, texts[0])][-1]
    assert again == first
    assert again is not first


def test_a_query_may_only_be_so_long() -> None:
    with pytest.raises(QueryTooLong, match="100001 characters"):
        admit("#" * 100_001, SETTINGS)
