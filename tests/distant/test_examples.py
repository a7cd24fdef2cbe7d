"""The federated examples, asked of an engine of ours and of one with an extract that we wrote; nothing is fetched."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from igmgraph.build.snapshot import Snapshot
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.values import ClientQuery, Wanted
from igmgraph.errors import QueryRefused
from igmgraph.publish.parts import split
from igmgraph.publish.target import Target
from igmgraph.rdf.rq import load
from igmgraph.settings import Settings
from igmgraph.shipped import QUERIES
from igmgraph.web import create_app
from tests.publish.engines import ENGINES

PATHS = sorted((QUERIES / "federation").glob("*.rq"))
EXTRACT = Path(__file__).with_name("extract.ttl")


@pytest.fixture(scope="module", params=list(ENGINES))
def partner(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the stand-in for all the other datasets answers."""
    graph = NamedNode("urn:extract")
    with ENGINES[request.param](tmp_path_factory.mktemp(request.param)) as started:
        target = Target(started.endpoint, None)
        quads = [
            Quad(quad.subject, quad.predicate, quad.object, graph)
            for quad in parse(path=EXTRACT, format=RdfFormat.TURTLE)
        ]
        for batch in split(quads):
            target.insert(graph.value, batch)
        yield started.endpoint.url.removesuffix("-auth")


@pytest.fixture(scope="module")
def joining(partner: str, snapshot: Snapshot) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(snapshot.path, Settings(workers=1, allow_service=(partner,), service_timeout=30))
    yield engine
    engine.close()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_an_example_joins_what_is_there(path: Path, joining: EmbeddedEngine, partner: str) -> None:
    query = load(path)
    (default,) = query.services
    text = query.text.replace(f"SERVICE <{default}>", f"SERVICE <{partner}>")
    answer = b"".join(joining.answer(ClientQuery(text), Wanted("text/csv")))
    assert answer.decode() == path.with_suffix(".csv").read_bytes().decode()
    assert answer.count(b"\n") > 1


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_nobody_is_asked_whom_the_operator_does_not_allow(path: Path, joining: EmbeddedEngine) -> None:
    with pytest.raises(QueryRefused, match="not on the operator's list"):
        joining.answer(ClientQuery(load(path).text), Wanted("text/csv"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_page_of_an_example_says_whom_it_asks(path: Path, client: FlaskClient, joining: EmbeddedEngine) -> None:
    query = load(path)
    (service,) = query.services
    page = client.get(f"/queries/{query.name}", headers={"Accept-Language": "en"}).text
    assert service in page
    assert f"--allow-service {service}" in page
    assert ">Run it<" not in page
    allowing = create_app(Settings(allow_service=(service,)), joining).test_client()
    assert ">Run it<" in allowing.get(f"/queries/{query.name}", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_examples_are_listed_as_such(language: str, client: FlaskClient) -> None:
    page = client.get("/queries", headers={"Accept-Language": language}).text
    assert {"en": "Joins with other datasets", "es": "Uniones con otros conjuntos", "fr": "Jonctions avec d'autres"}[
        language
    ] in page.replace("&#39;", "'")
    assert all(load(path).title[language].replace("'", "&#39;") in page for path in PATHS)
