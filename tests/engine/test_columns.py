"""CSV has a field for each variable, whatever the values hold (RFC 4180)."""

import csv
import io
from collections.abc import Iterator

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Triple

from igmgraph.build.snapshot import write_snapshot
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.values import ClientQuery, Cut, Wanted
from igmgraph.settings import Settings

MANY, LAST, VALUES = 9_000, 7_500, ["plain", 'a "word"', "a,b\r\n,c", "", ","]
ALL = "SELECT ?s ?o ?none { ?s <http://e.org/p> ?o } ORDER BY ?s"


def subject(number: int) -> str:
    """The last ones hold commas; part of an answer has left by then."""
    return f"http://e.org/{number:05}" + (",a,b" if number > LAST else "")


def row(number: int) -> list[str]:
    return [subject(number), VALUES[number % len(VALUES)], ""]


@pytest.fixture(scope="module", params=["all", "some", "few bytes"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedEngine]:
    p, g, rows = NamedNode("http://e.org/p"), NamedNode("http://e.org/g"), map(row, range(MANY))
    quads = [Quad(NamedNode(iri), p, Literal(value), g) for iri, value, _ in rows]
    quads.append(Quad(NamedNode("http://e.org/,"), NamedNode("http://e.org/q"), Triple(p, p, Literal('"x,y"')), g))
    limits = {"all": {}, "some": {"max_rows": MANY - 100}, "few bytes": {"max_bytes": 250_000}}[request.param]
    folder = write_snapshot(tmp_path_factory.mktemp("store"), quads).path
    engine = EmbeddedEngine(folder, Settings(workers=1, **limits))  # type: ignore[arg-type]
    yield engine
    engine.close()


def rows_of(engine: EmbeddedEngine, query: str) -> tuple[list[list[str]], Cut | None]:
    answer = engine.answer(ClientQuery(query), Wanted("text/csv"))
    lines = list(csv.reader(io.StringIO(b"".join(answer).decode(), newline="")))
    return [line for line in lines if not line[:1] or not line[0].startswith("#")], answer.cut


def test_rows_with_commas_in_iris_keep_their_columns(engine: EmbeddedEngine) -> None:
    (names, *rows), cut = rows_of(engine, ALL)
    assert names == ["s", "o", "none"]
    assert len(rows) == {None: MANY, Cut.ROWS: MANY - 100, Cut.BYTES: len(rows)}[cut]
    assert len(rows) > LAST
    assert rows == [row(number) for number in range(len(rows))]


def test_few_rows_keep_theirs(engine: EmbeddedEngine) -> None:
    assert rows_of(engine, f"{ALL} LIMIT 3") == ([["s", "o", "none"], *map(row, range(3))], None)
    assert rows_of(engine, f"{ALL} OFFSET 8000 LIMIT 1") == ([["s", "o", "none"], row(8_000)], None)
    one = "SELECT ?s { ?s <http://e.org/p> 'plain' } ORDER BY DESC(?s) LIMIT 1"
    assert rows_of(engine, one) == ([["s"], [subject(8_995)]], None)
    assert rows_of(engine, "SELECT ?x { ?s <http://e.org/p> '' } LIMIT 2") == ([["x"], [], []], None)
    assert rows_of(engine, "SELECT * {}") == ([[], []], None)
    (_, quoted), _ = rows_of(engine, "SELECT ?s ?o { ?s <http://e.org/q> ?o }")
    assert quoted == ["http://e.org/,", 'http://e.org/p http://e.org/p "x,y"']
