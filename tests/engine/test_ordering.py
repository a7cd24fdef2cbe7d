"""Rows of the service's own queries, ordered without the engine: as the engine would."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from igmgraph.build.snapshot import Snapshot
from igmgraph.engine.base import Engine
from igmgraph.engine.query.ordering import in_order, without_order
from igmgraph.engine.values import Solution, Term
from igmgraph.rdf.rq import load
from igmgraph.shipped import QUERIES

XSD_DOUBLE = NamedNode("http://www.w3.org/2001/XMLSchema#double")
SERVICE = sorted((QUERIES / "service").glob("*.rq"))


@pytest.fixture(scope="module")
def store(snapshot: Snapshot) -> Store:
    return Store.read_only(str(snapshot.store))


@pytest.mark.parametrize("path", SERVICE, ids=lambda path: path.stem)
def test_rows_come_in_the_order_that_the_engine_gives_them(path: Path, store: Store, engine: Engine) -> None:
    query = load(path).text
    answer = store.query(query, use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    names = [variable.value for variable in answer.variables]
    expected = [{name: row[name] for name in names if row[name] is not None} for row in answer]
    order = without_order(query)[1]
    if set(order) <= set(names):
        # Rows that the order does not tell apart may come in any order.
        assert [[row.get(name) for name in order] for row in engine.solutions(query)] == [
            [row.get(name) for name in order] for row in expected
        ]
    assert len(engine.solutions(query)) == len(expected)


def values(store: Store, query: str) -> list[Term | None]:
    answer = store.query(query)
    assert isinstance(answer, QuerySolutions)
    return [row["a"] for row in answer]


def test_terms_of_all_kinds_are_ordered_as_sparql_says(store: Store) -> None:
    terms = ["<http://e.org/b>", '"b"@fr', '"a"', "10", "9.5", "<http://e.org/A>", '"2020"', "UNDEF"]
    query = f"SELECT ?a WHERE {{ VALUES ?a {{ {' '.join(terms)} }} }}\nORDER BY ?a"
    rest, order = without_order(query)
    by_engine, unordered = (values(store, text) for text in (query, rest))
    rows: list[Solution] = [{"a": term} if term is not None else {} for term in unordered]
    assert [row.get("a") for row in in_order(rows, order)] == by_engine != unordered


def test_what_is_no_number_is_ordered_by_its_text() -> None:
    texts = ["b", "10", "NaN", "", "9", "a"]
    rows: list[Solution] = [{"a": Literal(text, datatype=XSD_DOUBLE)} for text in texts]
    for each in (rows, rows[::-1]):
        ordered = [Literal(text, datatype=XSD_DOUBLE) for text in ("9", "10", "", "NaN", "a", "b")]
        assert [row["a"] for row in in_order(each, ["a"])] == ordered


@pytest.mark.parametrize("end", ["LIMIT 3", "DESC(?a)", "?a LIMIT 3", "STR(?a)"])
def test_an_order_that_does_more_is_left_to_the_engine(end: str) -> None:
    query = f"SELECT ?a {{ ?a ?b ?c }}\nORDER BY {end}"
    assert without_order(query) == (query, [])
