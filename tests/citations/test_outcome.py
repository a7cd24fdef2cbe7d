"""Equal outcomes have equal hashes, whatever the order of rows and the labels of blank nodes; others have others."""

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store, parse

from igmgraph.citations import confined
from igmgraph.citations.determinacy import is_ordered, open_ends
from igmgraph.citations.outcome import Outcome, compare, read_outcome
from igmgraph.engine.values import QueryForm
from igmgraph.errors import QueryRefused
from igmgraph.rdf.canonical import canonical_nquads

TERMS: list[dict[str, str]] = [
    {"type": "uri", "value": "urn:a"},
    {"type": "literal", "value": 'a\tb\n"c"', "xml:lang": "es"},
    {"type": "literal", "value": "1", "datatype": "http://www.w3.org/2001/XMLSchema#integer"},
    {"type": "literal", "value": ""},
]
CELLS = st.one_of(
    st.none(), st.sampled_from(TERMS), st.integers(0, 2).map(lambda n: {"type": "bnode", "value": f"b{n}"})
)
ROWS = st.lists(st.tuples(CELLS, CELLS), max_size=5)


def canonicalize(nquads: bytes) -> bytes:
    return canonical_nquads(parse(input=nquads, format=RdfFormat.N_QUADS))


def select(rows: list[tuple[Any, ...]], *, ordered: bool = False) -> Outcome:
    bindings = [{name: cell for name, cell in zip("xy", row, strict=True) if cell} for row in rows]
    answer = json.dumps({"head": {"vars": ["x", "y"]}, "results": {"bindings": bindings}}).encode()
    return read_outcome(QueryForm.SELECT, answer, ordered=ordered, canonicalize=canonicalize)


def renamed(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    def rename(cell: Any) -> Any:
        return {**cell, "value": f"z{9 - int(cell['value'][1:])}"} if cell and cell["type"] == "bnode" else cell

    return [tuple(map(rename, row)) for row in rows]


@given(ROWS, st.randoms())
def test_neither_order_nor_labels_matter(rows: list[tuple[Any, ...]], chance: random.Random) -> None:
    other = renamed(rows)
    chance.shuffle(other)
    assert select(rows).sha256 == select(other).sha256
    assert len(select(rows).lines) == len(rows)


@given(ROWS)
def test_an_order_that_was_asked_for_matters(rows: list[tuple[Any, ...]]) -> None:
    assert select(rows, ordered=True).sha256 == select(renamed(rows), ordered=True).sha256
    plain = [row for row in rows if all(cell is None or cell["type"] != "bnode" for cell in row)]
    backwards = select(plain[::-1], ordered=True)
    assert (backwards.sha256 == select(plain, ordered=True).sha256) is (plain == plain[::-1])


@given(ROWS, ROWS)
def test_what_is_read_back_is_what_was_written(one: list[tuple[Any, ...]], two: list[tuple[Any, ...]]) -> None:
    outcome = select(one)
    assert Outcome.from_content(outcome.content()) == outcome
    difference = compare(select(one), select(two))
    assert (select(one).lines == select(two).lines) is not bool(difference.added or difference.removed)
    assert len(two) - len(one) == len(difference.added) - len(difference.removed)


def test_how_often_a_row_is_there_counts() -> None:
    row = (TERMS[0], None)
    assert select([row]).sha256 != select([row, row]).sha256
    blank = ({"type": "bnode", "value": "b0"}, None)
    assert select([blank]).sha256 != select([blank, blank]).sha256
    difference = compare(select([row]), select([row, row, (None, row[0])]))
    assert difference.added == [b"\t<urn:a>", b"<urn:a>\t"]


def test_a_boolean_and_a_graph() -> None:
    yes, no = (
        read_outcome(
            QueryForm.ASK, f'{{"head":{{}},"boolean":{word}}}'.encode(), ordered=False, canonicalize=canonicalize
        )
        for word in ("true", "false")
    )
    assert (yes.lines, no.lines) == ((b"true",), (b"false",))
    one, two = (
        read_outcome(QueryForm.CONSTRUCT, text.encode(), ordered=False, canonicalize=canonicalize)
        for text in (
            '_:a <urn:p> _:b .\n_:b <urn:q> "1" .\n<urn:c> <urn:p> "2"@en .\n',
            '<urn:c> <urn:p> "2"@en .\n_:x <urn:q> "1" .\n_:y <urn:p> _:x .\n_:y <urn:p> _:x .\n',
        )
    )
    assert one == two
    assert len(one.lines) == 3


def test_an_engines_own_answer_is_read() -> None:
    store = Store()
    store.update('INSERT DATA { <urn:a> <urn:p> <<( <urn:s> <urn:q> "o" )>>, _:b, 1.0e0, "x"@fr }')
    solutions = store.query("SELECT ?o { ?s ?p ?o }")
    assert isinstance(solutions, QuerySolutions)
    answer = solutions.serialize(format=QueryResultsFormat.JSON)
    outcome = read_outcome(QueryForm.SELECT, answer or b"", ordered=False, canonicalize=confined.canonicalize)
    assert len(outcome.lines) == 4
    assert sum(b"_:c14n" in line for line in outcome.lines) == 1


def test_a_graph_that_nobody_can_put_in_order_is_refused() -> None:
    """Every node of a complete graph looks like every other: RDFC-1.0 would try all of their permutations."""
    names = [f"_:n{number}" for number in range(14)]
    clique = "".join(f"{one} <urn:p> {two} .\n" for one in names for two in names if one != two)
    with pytest.raises(QueryRefused, match="blank nodes"):
        confined.canonicalize(clique.encode())


@pytest.mark.parametrize(
    ("text", "ordered"),
    [
        ("SELECT * { ?s ?p ?o } ORDER BY ?s", True),
        ("SELECT * { ?s ?p ?o } order\n by ?s LIMIT 1", True),
        ("SELECT * { { SELECT ?s { ?s ?p ?o } ORDER BY ?s } }", False),
        ('SELECT * { ?s ?p "ORDER BY }" } # ORDER BY', False),
        ("SELECT * { ?s <urn:ORDER BY> ?o }", False),
    ],
)
def test_what_an_order_is(text: str, ordered: bool) -> None:
    assert is_ordered(text) is ordered


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("SELECT * { ?s ?p ?o } LIMIT 10", ["cut"]),
        ("SELECT * { ?s ?p ?o } ORDER BY ?s LIMIT 10", []),
        ("SELECT (SAMPLE(?s) AS ?one) { ?s ?p ?o }", ["volatile"]),
        ("SELECT (uuid() AS ?id) { } OFFSET 1", ["cut", "volatile"]),
        ('SELECT * { ?s ?p "RAND() LIMIT 1" }', []),
    ],
)
def test_what_a_query_leaves_open(text: str, reasons: list[str]) -> None:
    assert open_ends(text) == reasons
