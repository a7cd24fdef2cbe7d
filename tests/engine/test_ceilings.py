"""Answers that reach a ceiling: cut between rows, told within, and read by who reads the syntax."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.dom.minidom import parseString

import pandas as pd
import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from rdflib import Graph

from igmgraph.build.snapshot import write_snapshot
from igmgraph.engine.answer.boundaries import boundary_of
from igmgraph.engine.base import Answer
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.query.admission import admit
from igmgraph.engine.values import ClientQuery, Cut, Wanted
from igmgraph.errors import QueryRefused, QuerySyntaxError, ResultTooLarge
from igmgraph.settings import Settings

#: What looks like the space between rows, in one syntax or another.
TRAPS = ['},{"s":{"type":"uri"', '"},{"', "a\r\nb", '"\r\n"', "</result><result>", "a\tb\nc", "\\", "}}]}}", ","]
ALL = "SELECT ?s ?o { ?s <http://e.org/p> ?o } ORDER BY ?s"
GRAPH = "CONSTRUCT WHERE { ?s <http://e.org/p> ?o }"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"
GRAPHS = [
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    "application/trig",
    "application/n-quads",
]
#: Long rows, in which nothing looks like a mark.
WIDE = "SELECT ?s ?a ?b { ?s <http://e.org/p> ?o BIND(CONCAT(STR(?s), STR(?s)) AS ?a) BIND(?a AS ?b) } ORDER BY ?s"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot of 3,000 values that no cut may be misled by."""
    p, g = NamedNode("http://e.org/p"), NamedNode("http://e.org/g")
    quads = [
        Quad(NamedNode(f"http://e.org/{n:05}"), p, Literal(f"{n} {TRAPS[n % len(TRAPS)]}"), g) for n in range(3_000)
    ]
    return write_snapshot(tmp_path_factory.mktemp("store"), quads).path


def engine_with(folder: Path, **limits: int) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(folder, Settings(workers=1, **limits))  # type: ignore[arg-type]
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def hundred(folder: Path) -> Iterator[EmbeddedEngine]:
    yield from engine_with(folder, max_rows=100)


@pytest.fixture(scope="module")
def narrow(folder: Path) -> Iterator[EmbeddedEngine]:
    yield from engine_with(folder, max_bytes=60_000)


def ask(engine: EmbeddedEngine, text: str, media_type: str) -> tuple[bytes, Answer]:
    answer = engine.answer(ClientQuery(text), Wanted(media_type))
    return b"".join(answer), answer


def rows_of(content: bytes, media_type: str) -> list[str]:
    """The values of ?s in a result, which must be well-formed."""
    if media_type == JSON:
        return [row["s"]["value"] for row in json.loads(content)["results"]["bindings"]]
    if media_type == XML:
        return [str(uri.firstChild.data) for uri in parseString(content).getElementsByTagName("uri")]  # type: ignore[union-attr]
    if media_type == CSV:
        return [row[0] for row in csv.reader(io.StringIO(content.decode(), newline="")) if row[0].startswith("http")]
    return [line.split("\t")[0].strip("<>") for line in content.decode().split("\n") if line.startswith("<http")]


@pytest.mark.parametrize("media_type", [JSON, XML, CSV, TSV])
def test_rows_end_at_their_ceiling_and_the_answer_says_so(hundred: EmbeddedEngine, media_type: str) -> None:
    content, answer = ask(hundred, ALL, media_type)
    assert rows_of(content, media_type) == [f"http://e.org/{n:05}" for n in range(100)]
    assert (answer.cut, answer.whole) == (Cut.ROWS, True)
    assert b"problems/result-truncated" in content


@pytest.mark.parametrize("media_type", [JSON, XML, CSV, TSV])
def test_bytes_end_at_their_ceiling_between_two_rows(narrow: EmbeddedEngine, media_type: str) -> None:
    content, answer = ask(narrow, ALL, media_type)
    rows = rows_of(content, media_type)
    assert rows == [f"http://e.org/{n:05}" for n in range(len(rows))]
    assert 0 < len(rows) < 3_000
    assert answer.cut is Cut.BYTES
    assert len(content) < 61_000


def test_a_table_that_was_cut_is_read_as_the_documents_say(hundred: EmbeddedEngine) -> None:
    query = "SELECT ?kind ?o { ?s <http://e.org/p> ?o BIND(<http://e.org/kinds#one> AS ?kind) }"
    content, answer = ask(hundred, query, CSV)
    (advice,) = re.findall(r"`(pandas\..+?)`", Path("docs/sparql-endpoint.md").read_text("utf-8"))
    frame = eval(advice, {"pandas": pd, "file": io.BytesIO(content)})
    assert answer.cut is Cut.ROWS
    assert list(frame["kind"]) == ["http://e.org/kinds#one"] * 100
    assert frame["o"].notna().all()


@pytest.mark.parametrize("media_type", [JSON, XML, CSV, TSV])
def test_an_answer_below_its_ceilings_is_complete(hundred: EmbeddedEngine, media_type: str) -> None:
    for limit in (99, 100):
        content, answer = ask(hundred, f"{ALL} LIMIT {limit}", media_type)
        assert (len(rows_of(content, media_type)), answer.cut) == (limit, None)
        assert b"truncated" not in content


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own JSON-LD parser
@pytest.mark.parametrize("media_type", GRAPHS)
def test_graphs_are_cut_and_parse(hundred: EmbeddedEngine, narrow: EmbeddedEngine, media_type: str) -> None:
    content, answer = ask(hundred, GRAPH, media_type)
    assert (len(list(parse(content, format=RdfFormat.from_media_type(media_type)))), answer.rows) == (100, 100)
    assert answer.cut is Cut.ROWS
    assert b"problems/result-truncated" in content
    if media_type in {"application/ld+json", "application/rdf+xml", "text/turtle"}:
        form = {"application/ld+json": "json-ld", "application/rdf+xml": "xml"}.get(media_type, "turtle")
        assert len(Graph().parse(data=content, format=form)) == 100
    content, answer = ask(narrow, GRAPH, media_type)
    assert len(list(parse(content, format=RdfFormat.from_media_type(media_type)))) == answer.rows
    assert answer.cut is Cut.BYTES
    # The engine writes in pieces of 8 KiB, and ends what it began.
    assert len(content) < 70_000


@pytest.mark.parametrize(
    ("text", "limited"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT * { ?s ?p ?o } LIMIT 7"),
        ("SELECT * { ?s ?p ?o } # LIMIT 9", "SELECT * { ?s ?p ?o } LIMIT 7 # LIMIT 9"),
        (
            "SELECT * { ?s ?p ?o } ORDER BY DESC(?s) ?p OFFSET 3",
            "SELECT * { ?s ?p ?o } ORDER BY DESC(?s) ?p OFFSET 3 LIMIT 7",
        ),
        ("SELECT * { ?s ?p ?o } LIMIT 100 OFFSET 2", "SELECT * { ?s ?p ?o } LIMIT 7 OFFSET 2"),
        ("SELECT * { ?s ?p ?o }limit 5", "SELECT * { ?s ?p ?o } LIMIT 5"),
        ("SELECT * { ?s ?p ?o } VALUES ?s { 1 }", "SELECT * { ?s ?p ?o } LIMIT 7 VALUES ?s { 1 }"),
        ("SELECT * { { SELECT ?s { ?s ?p ?o } LIMIT 9 } }", "SELECT * { { SELECT ?s { ?s ?p ?o } LIMIT 9 } } LIMIT 7"),
        ("SELECT * { ?s ?p 'LIMIT 3' }", "SELECT * { ?s ?p 'LIMIT 3' } LIMIT 7"),
    ],
)
def test_a_query_is_asked_for_so_many_rows(text: str, limited: str) -> None:
    ceiling = admit(text, Settings()).ceiling
    assert ceiling
    assert ceiling.apply(text, 7).split() == limited.split()


@pytest.mark.parametrize("end", ["OFFSET 1LIMIT5", "OFFSET 1LIMIT 5", "LIMIT 5OFFSET 2", "LIMIT5VALUES ?s { 1 }"])
def test_what_leaves_a_doubt_of_how_many_rows_are_asked_for_is_refused(end: str) -> None:
    with pytest.raises(QueryRefused, match="write a space"):
        admit(f"SELECT * {{ ?s ?p ?o }} {end}", Settings())


def test_no_ceiling_is_put_where_no_rows_are() -> None:
    assert admit("ASK { ?s ?p ?o }", Settings()).ceiling is None


def test_a_query_in_which_less_than_may_begin_an_iri_is_asked_for_so_many_rows_too() -> None:
    text = "SELECT * { ?s ?p ?o FILTER(?s<(?o)&&?o>?p) } # all"
    ceiling = admit(text, Settings()).ceiling
    assert ceiling
    assert ceiling.apply(text, 7).split() == [*text.split(), "LIMIT", "7"]


@pytest.mark.parametrize(
    "end", ["# LIMIT 2", "VALUES ?s { <http://e.org/00001> } # }", "VALUES ?o { '}' '1 \"},{\"' }"]
)
def test_what_a_comment_or_a_string_holds_lifts_no_ceiling(hundred: EmbeddedEngine, end: str) -> None:
    with pytest.raises(QueryRefused, match="write a space"):
        ask(hundred, f"SELECT ?s {{ ?s ?p ?o FILTER(1<(2>1)||true) }} {end}", CSV)


@pytest.mark.parametrize("limit", ["nonsense 900", "OFFSET 900", "+900", "?x { rubbish } e:y 'z' 900", "# 900"])
def test_a_limit_that_is_no_number_makes_no_query(hundred: EmbeddedEngine, limit: str) -> None:
    with pytest.raises(QuerySyntaxError):
        ask(hundred, f"SELECT * {{ ?s ?p ?o }} LIMIT {limit}", CSV)


def test_rows_without_values_are_cut_between_them(narrow: EmbeddedEngine) -> None:
    content, answer = ask(narrow, "SELECT ?nothing { ?s ?p ?o . ?x ?y ?z } LIMIT 90000", JSON)
    assert json.loads(content)["results"]["bindings"] == [{}] * (answer.rows or 0)
    assert answer.cut is Cut.BYTES
    assert 59_000 < len(content) < 61_000


@pytest.mark.parametrize("digits", ["9" * 5_000, "0" * 5_000 + "9"])
def test_a_number_may_be_long(digits: str) -> None:
    for text in (f"SELECT * {{}} LIMIT {digits}", f"SELECT * {{}} LIMIT{digits} # all"):
        ceiling = admit(text, Settings()).ceiling
        assert ceiling
        assert ceiling.apply(text, 7).split()[:5] == ["SELECT", "*", "{}", "LIMIT", "7"]


@pytest.mark.parametrize("media_type", [JSON, CSV, XML, TSV])
def test_a_first_row_that_is_too_large_is_refused(narrow: EmbeddedEngine, media_type: str) -> None:
    text = f"SELECT (CONCAT(?a, ?a) AS ?x) {{ BIND('{'y' * 45_000}' AS ?a) }}"
    with pytest.raises(ResultTooLarge):
        ask(narrow, text, media_type)


@pytest.mark.parametrize(
    ("media_type", "data"), [(JSON, b'{"head":{"vars":["s"]},"results":{"bindings":['), (CSV, b'"a')]
)
def test_no_boundary_is_found_where_none_is(media_type: str, data: bytes) -> None:
    assert boundary_of(media_type)(data, len(data)) == 0


LONG = """CONSTRUCT { <a:a> <a:b> ?long } WHERE {
  VALUES ?n { %s } BIND("%s" AS ?x) BIND(CONCAT(STR(?n), ?x, ?x, ?x, ?x, ?x, ?x) AS ?long)
}"""


@pytest.mark.parametrize("media_type", GRAPHS)
def test_a_triple_that_a_query_makes_is_weighed_before_it_is_written(narrow: EmbeddedEngine, media_type: str) -> None:
    with pytest.raises(ResultTooLarge, match="first triple"):
        ask(narrow, LONG % ("1", "x" * 15_000), media_type)
    content, answer = ask(narrow, LONG % ("1 2 3 4", "x" * 4_000), media_type)
    assert len(list(parse(content, format=RdfFormat.from_media_type(media_type)))) == answer.rows == 2
    assert answer.cut is Cut.BYTES
    assert b"problems/result-truncated" in content
    assert len(content) < 61_000


@pytest.mark.parametrize("media_type", [JSON, XML, CSV, TSV])
def test_a_long_answer_says_too_that_its_rows_were_cut(folder: Path, media_type: str) -> None:
    for engine in engine_with(folder, max_rows=2_000):
        content, answer = ask(engine, WIDE, media_type)
        assert len(content) > 150_000
        assert (len(rows_of(content, media_type)), answer.cut) == (2_000, Cut.ROWS)
        assert b"problems/result-truncated" in content
