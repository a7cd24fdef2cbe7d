"""A plain query is known for what a close look would find."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bench.requests import questions
from igmgraph.engine.query.admitted import Admission
from igmgraph.engine.query.plain import admit_plain
from igmgraph.engine.query.scan import scan
from igmgraph.errors import QueryRefused, QuerySyntaxError
from igmgraph.rdf.rq import load_all
from igmgraph.settings import Settings
from igmgraph.shipped import QUERIES

SETTINGS = Settings()
FEW = Settings(max_query_nesting=2, max_query_joints=12)
TEXTS = [*(query.text for query in load_all(QUERIES)), *(question.text for question in questions())]

#: What queries are made of, and what could be taken for something else.
PARTS = [
    *("SELECT", "ask", "CONSTRUCT", "DESCRIBE", "DESCRIBEe:x", "PREFIX", "BASE", "WHERE", "INSERT", "LOAD", "with"),
    *("FROM", "NAMED", "SERVICE", "SILENT", "VALUES", "FILTER", "UNION", "OPTIONAL", "NOW()", "rand()", "grand"),
    *("LIMIT", "limit 5", "LIMIT10", "LIMIT 1_0", "OFFSET 5", "ORDER BY", "GROUP BY", "10", "1.5e-3", "1SERVICE"),
    *("*", "?x", "$y", "a", "e:", "e:x", "e:SERVICE", "<http://e.org/a>", "<a>", "<", "<=", ">", "<<", ">>", "||"),
    *("{", "}", "(", ")", "[", "]", ".", ";", ",", "+", "-", "/", "'LIMIT'", '"}"', "'''a'b'''", '"""#"""', "@es"),
    *("# FROM\n", "# LIMIT 3", "\n", "\u00a0", "\u017fervice", "ß", "<http://e.org/\\u0041>", "'", '"', "\\"),
    *("\x0b", "\x1c", "\u2003", "'a\nb'", "'''a'\\''''''", '"""a""\\"b"""', "''''b'''"),
]


def texts() -> st.SearchStrategy[str]:
    whole = st.lists(st.sampled_from(PARTS), max_size=14)
    inside = st.lists(st.sampled_from(PARTS), max_size=8)
    end = st.lists(st.sampled_from(["LIMIT 5", "OFFSET 2", "ORDER BY ?x", "# end", "", "LIMIT", "7"]), max_size=4)
    query = st.builds(lambda a, b: ["SELECT", "*", "{", *a, "}", *b], inside, end)
    return st.builds(lambda parts, space: space.join(parts), whole | query, st.sampled_from([" ", "", "\n", " #\n"]))


def found(text: str) -> Admission | None:
    try:
        return scan(text, SETTINGS)
    except (QueryRefused, QuerySyntaxError):
        return None


def admitted(text: str, settings: Settings) -> Admission | None:
    """As `scan` tells it, which does not look at what is ordered."""
    plain = admit_plain(text, settings)
    return plain and replace(plain, mixed=False)


@example("SELECT * } {", SETTINGS)
@given(texts(), st.sampled_from([SETTINGS, FEW]))
def test_a_plain_query_is_what_a_close_look_would_find(text: str, settings: Settings) -> None:
    plain = admitted(text, settings)
    if plain is not None:
        assert plain == scan(text, settings)


def test_most_queries_are_plain() -> None:
    plain = [admitted(text, SETTINGS) for text in TEXTS]
    assert sum(each is not None for each in plain) > 0.7 * len(TEXTS)
    assert all(each in {None, found(text)} for text, each in zip(TEXTS, plain, strict=True))


@pytest.mark.parametrize("text", TEXTS[::5])
def test_what_is_put_in_any_place_of_a_query_is_not_overlooked(text: str) -> None:
    for place in range(0, len(text), 7):
        changed = f"{text[:place]} SERVICE <http://127.0.0.1/> {{}} {text[place:]}"
        assert admitted(changed, SETTINGS) in {None, found(changed)}


@pytest.mark.parametrize("order", ["?o", "DESC(?o)", "?s ?o # 1", "?o LIMIT 7"])
def test_what_it_orders_by_is_told_by_its_words_alone(order: str) -> None:
    plain = [
        admit_plain(text, SETTINGS)
        for text in (
            f"SELECT * {{ <http://e.org/a> ?p # any\n ?o }} ORDER BY {order}",
            f"SELECT * {{ ?s <http://e.org/p> ?o # ?s ?p ?o .\n }} ORDER BY {order}",
            f"SELECT * {{ ?s <http://e.org/p> ?o FILTER(?o != '?s ?p ?o .') }} ORDER BY {order}",
            f"SELECT * {{ ?s ?p ?o . FILTER(?o != ' ORDER BY {order}') }}",
        )
    ]
    assert [each and each.mixed for each in plain] == [True, False, False, False]
