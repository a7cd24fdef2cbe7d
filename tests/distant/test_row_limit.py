"""An engine that leaves off at a number of rows: found out at the start, and clients are told that an answer is cut."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.build.snapshot import write_snapshot
from igmgraph.cli import main
from igmgraph.engine.base import Engine
from igmgraph.engine.distant.row_limit import rest_of
from igmgraph.engine.distant.source import EngineSource
from igmgraph.engine.query.admission import admit
from igmgraph.engine.values import ClientQuery, Cut, QueryForm, Wanted
from igmgraph.errors import ResultTooLarge
from igmgraph.publish.target import Target
from igmgraph.settings import Settings
from igmgraph.web import create_app
from tests.distant.conftest import load
from tests.distant.peer import running_peer
from tests.publish.engines import virtuoso

LIMIT = 100
STATEMENTS = 250


@pytest.fixture(scope="module")
def configuration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("virtuoso") / "virtuoso.ini"


@pytest.fixture(scope="module")
def endpoint(configuration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    graph = NamedNode("https://w3id.org/igm/graph/numbers")
    numbers = [Quad(NamedNode(f"urn:n{n}"), NamedNode("urn:is"), Literal(n), graph) for n in range(STATEMENTS)]
    snapshot = write_snapshot(tmp_path_factory.mktemp("numbers"), numbers)
    with virtuoso(configuration.parent, most_rows=LIMIT) as started:
        load(snapshot, Target(started.endpoint, None))
        yield started.endpoint.url.removesuffix("-auth")


@pytest.fixture(scope="module")
def opened(endpoint: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Engine]]:
    settings = Settings(store=tmp_path_factory.mktemp("nothing"), endpoint=endpoint, workers=1, query_timeout=30)
    settings, engine = EngineSource(settings).open(None)
    yield settings, engine
    engine.close()


@pytest.fixture(scope="module")
def client(opened: tuple[Settings, Engine]) -> FlaskClient:
    return create_app(*opened).test_client()


def ask(engine: Engine, text: str, media_type: str) -> tuple[bytes, Cut | None]:
    answer = engine.answer(ClientQuery(text), Wanted(media_type))
    return b"".join(answer), answer.cut


@pytest.mark.parametrize("order", ["", " ORDER BY ?s"])
def test_rows_are_told_to_be_cut(opened: tuple[Settings, Engine], order: str) -> None:
    content, cut = ask(opened[1], f"SELECT ?s {{ ?s <urn:is> ?n }}{order}", "application/sparql-results+json")
    assert cut is Cut.ROWS
    assert json.loads(content)["truncated"] == {
        "by": "rows",
        "limit": LIMIT - 1,
        "type": "https://w3id.org/igm/problems/result-truncated",
    }


@pytest.mark.parametrize("order", ["", " ORDER BY ?s"])
def test_an_answer_below_the_limit_is_whole(opened: tuple[Settings, Engine], order: str) -> None:
    content, cut = ask(opened[1], f"SELECT ?s {{ ?s <urn:is> ?n FILTER(?n < {LIMIT - 1}) }}{order}", "text/csv")
    assert (content.count(b"\r\n"), cut) == (LIMIT, None)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("CONSTRUCT { ?s <urn:is> ?n } WHERE { ?s <urn:is> ?n }", Cut.ROWS),
        ("CONSTRUCT { <urn:all> a <urn:set> } WHERE { ?s <urn:is> ?n }", Cut.ROWS),
        ("DESCRIBE ?s { ?s <urn:is> ?n }", Cut.ROWS),
        (f"CONSTRUCT {{ ?s <urn:is> ?n }} WHERE {{ ?s <urn:is> ?n }} LIMIT {LIMIT - 1}", None),
        (f"CONSTRUCT {{ ?s <urn:is> ?n }} WHERE {{ ?s <urn:is> ?n FILTER(?n < {LIMIT - 5}) }}", None),
        ("DESCRIBE <urn:n7>", None),
    ],
)
def test_graphs_are_too(opened: tuple[Settings, Engine], text: str, cut: Cut | None) -> None:
    assert ask(opened[1], text, "application/n-triples")[1] is cut


def test_the_header_is_that_of_every_cut(client: FlaskClient) -> None:
    answer = client.get(
        "/sparql", query_string={"query": "SELECT ?s { ?s <urn:is> ?n }"}, headers={"Accept": "text/csv"}
    )
    assert answer.headers["Igmgraph-Truncated"] == f"rows;limit={LIMIT - 1}"
    assert answer.text.splitlines()[-1].startswith(f"# The answer was cut at {LIMIT - 1} rows")


def test_a_page_is_not_made_of_a_part(opened: tuple[Settings, Engine]) -> None:
    assert len(opened[1].solutions(f"SELECT ?s {{ ?s <urn:is> ?n FILTER(?n < {LIMIT - 1}) }}")) == LIMIT - 1
    with pytest.raises(ResultTooLarge, match="more than 99 rows"):
        opened[1].solutions("SELECT ?s { ?s <urn:is> ?n }")


def test_a_limit_that_nobody_knew_of_is_seen(opened: tuple[Settings, Engine], tmp_path: Path) -> None:
    with running_peer() as peer:
        _, engine = EngineSource(replace(opened[0], store=tmp_path, endpoint=peer.url, max_rows=1_000)).open(None)
        try:
            assert ask(engine, "SELECT ?s { ?s ?p ?o }", "text/csv")[1] is None
            peer.row_limit = 1
            assert ask(engine, "SELECT ?s { ?s ?p ?o }", "text/csv")[1] is Cut.ROWS
        finally:
            engine.close()


def test_a_limit_that_changes_is_found(endpoint: str, configuration: Path, tmp_path: Path) -> None:
    text = configuration.read_text()
    source = EngineSource(Settings(store=tmp_path, endpoint=endpoint, workers=1, query_timeout=30))
    _, engine = source.open(None)
    engine.close()
    assert not source.changed(engine)
    try:
        configuration.write_text(text.replace(f"= {LIMIT}", "= 50"))
        assert source.changed(engine)
        settings, engine = source.open(None)
        assert settings.max_rows == 49
        query = "CONSTRUCT { <urn:all> a <urn:set> } WHERE { ?s <urn:is> ?n FILTER(?n < 80) }"
        assert ask(engine, query, "application/n-triples")[1] is Cut.ROWS
        engine.close()
    finally:
        configuration.write_text(text)


def test_info_tells_of_it(endpoint: str) -> None:
    assert "rows: at most 100 in an answer" in CliRunner().invoke(main, ["info", "--endpoint", endpoint]).output


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 100 OFFSET 100"),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 150", "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 50 OFFSET 100"),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 100", ""),
        ("CONSTRUCT WHERE { ?s ?p ?o } OFFSET 10", "CONSTRUCT WHERE { ?s ?p ?o } OFFSET 10"),
        ("DESCRIBE <urn:x>", ""),
    ],
)
def test_the_rest_of_a_graph(text: str, rest: str) -> None:
    admission = admit(text, Settings())
    assert " ".join(rest_of(text, admission.form, admission.ceiling, LIMIT).split()) == rest
    assert admission.form is not QueryForm.SELECT
