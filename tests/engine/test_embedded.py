"""Queries in worker processes: limits that hold, and a next query that answers."""

import contextlib
import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.build.snapshot import write_snapshot
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.values import Asker, ClientQuery, Wanted
from igmgraph.errors import (
    DeadlineExceeded,
    IgmError,
    MemoryExceeded,
    QueryRefused,
    QuerySyntaxError,
    Unavailable,
)
from igmgraph.settings import Settings

CSV = "text/csv"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h }"
#: The engine ends itself where a number comes before a string, that before another number, and this before the first.
VALUES = '"11" 3 "1" 10 "11" 3 "3" 2 "3" 1 "2" "1" 1 "1" 10 "1" "1" "1" 2 2 "3"'
MIXED = VALUES.split()
BY_KIND = f"SELECT ?o {{ VALUES ?v {{ {VALUES} }} BIND(?v AS ?o) }} ORDER BY ?o"
#: In triples, there is no telling kinds apart.
WITHIN = f"SELECT ?o {{ VALUES ?o {{ {' '.join(f'<<( <urn:a> <urn:b> {each} )>>' for each in MIXED)} }} }} ORDER BY ?o"
HOARD = "SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f } ORDER BY ?b ?d ?f"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot: 500 numbers in each of two graphs, one more in the default graph."""
    p = NamedNode("http://e.org/p")
    quads = [
        Quad(NamedNode(f"http://e.org/{n}"), p, Literal(n), NamedNode(f"http://e.org/g{n % 2}")) for n in range(1_000)
    ]
    quads.append(Quad(NamedNode("http://e.org/one"), p, Literal("one")))
    return write_snapshot(tmp_path_factory.mktemp("store"), quads).path


@pytest.fixture(scope="module")
def small(folder: Path) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(folder, Settings(workers=2, query_timeout=2, worker_memory=48 * 2**20, max_bytes=100_000))
    yield engine
    engine.close()


def count(engine: EmbeddedEngine, text: str, **graphs: list[str]) -> int:
    answer = ask(engine, text, "application/sparql-results+json", **graphs)
    return int(json.loads(answer)["results"]["bindings"][0]["n"]["value"])


def ask(engine: EmbeddedEngine, text: str, media_type: str = CSV, **graphs: list[str]) -> bytes:
    return b"".join(engine.answer(ClientQuery(text, **graphs), Wanted(media_type)))


@pytest.mark.parametrize(
    ("clause", "graphs", "expected"),
    [
        ("", {}, 1_001),
        ("FROM <http://e.org/g1>", {}, 500),
        ("FROM <http://e.org/g0> FROM <http://e.org/g1>", {}, 1_000),
        ("FROM NAMED <http://e.org/g1>", {}, 0),
        ("FROM <http://e.org/nothing>", {}, 0),
        ("", {"default_graphs": ["http://e.org/g0"]}, 500),
        ("FROM <http://e.org/g1>", {"default_graphs": ["http://e.org/nothing"]}, 0),
        ("", {"named_graphs": ["http://e.org/g0"]}, 0),
    ],
)
def test_the_dataset_of_a_query(
    small: EmbeddedEngine, clause: str, graphs: dict[str, list[str]], expected: int
) -> None:
    assert count(small, f"SELECT (COUNT(*) AS ?n) {clause} {{ ?s ?p ?o }}", **graphs) == expected


def test_named_graphs_of_the_protocol(small: EmbeddedEngine) -> None:
    text = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert count(small, text) == 1_000
    assert count(small, text, named_graphs=["http://e.org/g1"]) == 500


def test_a_strict_dataset_keeps_the_default_graph_apart(folder: Path) -> None:
    engine = EmbeddedEngine(folder, Settings(workers=1, union_default_graph=False))
    try:
        assert count(engine, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == 1
    finally:
        engine.close()


def test_a_large_snapshot_is_read_from_disk(folder: Path) -> None:
    engine = EmbeddedEngine(folder, Settings(workers=1, memory_budget=10))
    try:
        assert count(engine, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == 1_001
        assert len(engine.solutions("SELECT ?s { ?s ?p ?o }")) == 1_001
    finally:
        engine.close()


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (CROSS, DeadlineExceeded),
        (HOARD, MemoryExceeded),
        (WITHIN, QueryRefused),
        ("SELECT * { ?s }", QuerySyntaxError),
        ("SELECT * { SERVICE <http://e.org/> {} }", QueryRefused),
    ],
    ids=["deadline", "memory", "order", "syntax", "service"],
)
def test_limits_hold_and_the_next_query_answers(small: EmbeddedEngine, text: str, error: type[IgmError]) -> None:
    with pytest.raises(error):
        ask(small, text)
    assert ask(small, "ASK {}") == b"true"


@pytest.mark.parametrize(
    "text", [BY_KIND, f"SELECT ?o {{ {{ {BY_KIND} }} }}", BY_KIND.replace("SELECT ?o", "SELECT (STR(?o) AS ?s)")]
)
def test_values_of_several_kinds_are_put_in_one_order(small: EmbeddedEngine, text: str) -> None:
    numbers = sorted((each for each in MIXED if each.isdigit()), key=int)
    strings = sorted(each.strip('"') for each in MIXED if not each.isdigit())
    # The other queries of the process that ends are answered by another.
    with ThreadPoolExecutor(8) as clients:
        others = [clients.submit(ask, small, "ASK {}") for _ in range(20)]
        assert ask(small, text).decode().split()[1:] == numbers + strings
        assert {other.result() for other in others} == {b"true"}


def test_a_query_that_is_begun_again_costs_its_client_all_of_its_time_and_a_process(small: EmbeddedEngine) -> None:
    class Noted(Asker):
        def __setattr__(self, name: str, value: object) -> None:
            super().__setattr__(name, value)
            if name == "begun" and value is not None:
                times.append(value)

    times: list[Any] = []
    small.answer(ClientQuery(BY_KIND), Wanted(CSV), Noted())
    begun, charged = times
    assert begun - charged == pytest.approx(0.1)


def test_a_query_that_overflows_the_parser_costs_a_worker_only(folder: Path) -> None:
    engine = EmbeddedEngine(folder, Settings(workers=1, max_query_nesting=10**6, max_query_joints=10**6))
    try:
        with pytest.raises(MemoryExceeded):
            ask(engine, "SELECT * " + "{" * 20_000 + "}" * 20_000)
        assert ask(engine, "ASK {}") == b"true"
    finally:
        engine.close()


def test_a_syntax_error_is_placed(small: EmbeddedEngine) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        ask(small, "SELECT *\nWHERE { ?s ?p }")
    assert (caught.value.values["line"], caught.value.values["column"]) == (2, 15)


def test_a_full_queue_is_said(folder: Path) -> None:
    engine = EmbeddedEngine(folder, Settings(workers=1, queue_length=0, query_timeout=1))
    try:
        with ThreadPoolExecutor(1) as client:
            late = client.submit(ask, engine, CROSS)
            while not engine.load.running:
                pass
            with pytest.raises(Unavailable, match="busy"):
                ask(engine, "ASK {}")
            with pytest.raises(DeadlineExceeded):
                late.result()
        assert ask(engine, "ASK {}") == b"true"
    finally:
        engine.close()


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM <http://127.0.0.1:{port}/x.ttl> {{ ?s ?p ?o }}",
        "SELECT * FROM NAMED <http://127.0.0.1:{port}/x.ttl> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "SELECT * FROM <file:///etc/passwd> {{ ?s ?p ?o }}",
        "SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}",
        "SELECT * {{ SERVICE SILENT <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}",
    ],
)
def test_nothing_is_fetched_on_a_client_s_say(small: EmbeddedEngine, text: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        query = text.format(port=listener.getsockname()[1])
        with contextlib.suppress(QueryRefused):
            assert ask(small, query).count(b"\n") == 1, "only the header"
        with pytest.raises(TimeoutError):
            listener.accept()
