"""What the scan makes of a text is what the engine makes of it, whatever quotation marks and spaces are in it."""

from contextlib import suppress

import pytest
from flask.testing import FlaskClient
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from pyoxigraph import QuerySolutions, Store

from igmgraph.engine.query.admission import admit
from igmgraph.engine.query.admitted import Admission
from igmgraph.engine.values import QueryForm
from igmgraph.errors import QueryRefused, QuerySyntaxError
from igmgraph.settings import Settings

SETTINGS = Settings(max_rows=3)
#: Of no known scheme: the engine says so, and sends nothing.
SERVICE = "SERVICE <urn:x:y> {}"

QUOTES = st.sampled_from(["'", '"', "'''", '"""'])
PROLOGUE = "PREFIX e: <urn:e:> PREFIX : <urn:f:>"
PARTS = [
    *(
        "e:.",
        "e:a.",
        ":.",
        ":",
        "-",
        "-1",
        "1.",
        "1e",
        "e:-",
        "_:b",
        "_:b.",
        "@en-",
        "e:\u0939\u093f",
        "\\#",
        "\u200d",
        "·",
    ),
    *("'", "''", "'''", '"', '""', '"""', "\\\\", "\\'", '\\"', "\\u0027", "a", " ", "  ", "\n", "\t", "#", "# c\n"),
    *("#'\n", "<", ">", "<a>", "<http://e.org/#a>", "?x", "?y", "@en", "e:", "e:p", "e:\\'", ",", "(", ")", "{", "}"),
    *("1", "2", "%", "^^", ".", "\u00a0", "\x0b", "\u2028", "VALUES ?x {1}", "LIMIT 2", "LIMIT", "OFFSET 1"),
]


def soup(most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(PARTS), max_size=most).map("".join)


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    store.update("INSERT DATA { <urn:a> <urn:p> 1, 2, 3, 4, 'x  y' }")
    return store


def admitted(text: str) -> Admission | None:
    try:
        return admit(text, SETTINGS)
    except (QueryRefused, QuerySyntaxError):
        return None


def rows(store: Store, text: str) -> list[str] | None:
    """The answer of the engine, None if the text is no query."""
    try:
        solutions = store.query(text)
        assert isinstance(solutions, QuerySolutions)
        return [str(row) for row in solutions]
    except SyntaxError:
        return None


def calls(store: Store, text: str) -> bool:
    """Whether the engine would call a SERVICE."""
    try:
        rows(store, text)
    except OSError:
        return True
    return False


@example("'''", "a'\\\\", "", "", "b")
@example('"""', 'a"\\\\', "", "", "b")
@settings(max_examples=1_000)
@given(QUOTES, soup(5), soup(2), soup(2), soup(4))
def test_no_string_hides_a_service(store: Store, quote: str, first: str, before: str, after: str, last: str) -> None:
    text = (
        f"SELECT * {{ BIND({quote}{first}{quote} AS ?x) {before} {SERVICE} {after} BIND({quote}{last}{quote} AS ?y) }}"
    )
    assert not calls(store, text) or admitted(text) is None


@example("a e:.")
@example("a :.")
@example("?p e:\u0939\u093f\\# .")
@settings(max_examples=1_000)
@given(soup(6))
def test_no_name_hides_a_service(store: Store, before: str) -> None:
    text = f"{PROLOGUE} SELECT * {{ ?s {before}{SERVICE}\n}}"
    assert not calls(store, text) or admitted(text) is None


@example("'", "a\nb", "")
@example('"""', 'x "\\n  y', "")
@example("'", "a", " LIMIT 2OFFSET 1")
@settings(max_examples=1_000)
@given(QUOTES, soup(5), soup(5))
def test_a_text_put_in_order_is_the_same_query(store: Store, quote: str, inside: str, end: str) -> None:
    text = f"{PROLOGUE} SELECT ({quote}{inside}{quote} AS ?x) {{ ?s ?p ?y }}{end}"
    found = admitted(text)
    assume(found)
    assert found is not None
    answer = rows(store, text)
    assert rows(store, found.normalized) == answer
    if found.ceiling and answer is not None:
        assert rows(store, found.ceiling.apply(text, 3)) == answer[:3]


@settings(max_examples=1_000)
@given(soup(12))
def test_what_the_scan_calls_no_sparql_is_none(store: Store, part: str) -> None:
    text = f"{PROLOGUE} SELECT * {{ ?s ?p {part} }}"
    try:
        admit(text, SETTINGS)
    except QuerySyntaxError:
        assert rows(store, text) is None
    except QueryRefused:
        pass


@pytest.mark.parametrize("space", ["\u00a0", "\x0b", "\x0c", "\u2028"])
def test_what_is_white_space_elsewhere_makes_no_two_texts_the_same(space: str) -> None:
    texts = [f"SELECT{each}?x {{}}" for each in (" ", space)]
    assert len({found.normalized for text in texts if (found := admitted(text))}) == 2


@pytest.mark.parametrize("text", ["FROMg:x {}", "FROMNAMEDg:x {}", "fromNamed g:x {}", "FROM<urn:e:x>{}"])
def test_a_glued_from_clause_is_noticed_or_refused(text: str) -> None:
    query = f"PREFIX g: <urn:g:> PREFIX fromage: <urn:f:> SELECT (COUNT(*) AS ?n) {text}"
    with suppress(QueryRefused):
        assert admit(query, Settings()).names_dataset
    assert not admit("PREFIX fromage: <urn:f:> DESCRIBE fromage:x", Settings()).names_dataset


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { VALUES (?x ?y) { (<urn:a#1> <urn:b#2>) } }",
        "SELECT * { ?s ?p ?o FILTER(?o<=(5)&&?o>=1) } LIMIT 2",
        "SELECT * { ?s ?p ?o FILTER(?o<YEAR(NOW())&&?o>1) } LIMIT 2 OFFSET 1",
        "SELECT (COUNT(DISTINCT <urn:f#f>) AS ?n) { ?s ?p ?o } LIMIT 3",
    ],
)
def test_what_may_be_read_in_two_ways_is_no_reason_to_refuse_what_is_harmless(store: Store, text: str) -> None:
    ceiling = admit(text, Settings()).ceiling
    assert ceiling
    assert rows(store, ceiling.apply(text, 9)) == rows(store, text)


@pytest.mark.parametrize("text", ["ASKFROMe:g{?s ?p ?o}", "CONSTRUCTFROMe:g WHERE{?s ?p ?o}", "DESCRIBEFROMe:g"])
def test_no_dataset_is_hidden_in_the_first_word(text: str) -> None:
    with pytest.raises(QueryRefused, match="before and after FROM"):
        admit(f"PREFIX e: <http://e.org/> {text}", Settings())


def test_the_name_of_a_prefix_is_no_form() -> None:
    text = 'PREFIX describe: <http://e.org/> PREFIX askfrom: <http://e.org/> SELECT * { ?s ?p """o""" }'
    assert admit(text, Settings()).form is QueryForm.SELECT


@pytest.mark.parametrize("end", ["LIMIT 1.0", "LIMIT 1e0", "LIMIT 1.", "LIMIT 1 LIMIT 2", "LIMIT1 LIMIT 2"])
def test_a_limit_that_is_none_is_a_mistake_and_no_doubt(client: FlaskClient, end: str) -> None:
    told = client.get("/sparql", query_string={"query": f"SELECT * {{ ?s ?p ?o }} {end}"})
    assert told.status_code == 400
    assert told.get_json()["line"] == 1
