"""An engine that holds graphs of others, too: whatever a client writes, it sees those of the publication alone."""

from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode, Quad

from igmgraph.build.snapshot import write_snapshot
from igmgraph.cli import main
from igmgraph.engine.base import Engine
from igmgraph.engine.distant.dataset import Dataset
from igmgraph.engine.distant.dialect import Dialect
from igmgraph.engine.distant.publication import NOWHERE, PUBLISHED, Publication
from igmgraph.engine.distant.source import EngineSource
from igmgraph.engine.values import ClientQuery, Wanted
from igmgraph.errors import QueryRefused, QuerySyntaxError, Unavailable
from igmgraph.publish.parts import Batch
from igmgraph.publish.target import Target
from igmgraph.settings import Settings
from igmgraph.web import create_app
from igmgraph.web.snapshots.following import Follower, open_current
from tests.distant.conftest import load
from tests.publish.engines import ENGINES

OPEN, OTHER, SECRET = (
    "https://w3id.org/igm/graph/open",
    "https://w3id.org/igm/graph/other",
    "https://partner.example/graph/secret",
)
SAID = NamedNode("https://w3id.org/igm/said")
PATTERN = f"?s <{SAID.value}> ?o"


@pytest.fixture(scope="module", params=list(ENGINES))
def target(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    quads = [Quad(NamedNode(f"{graph}/s"), SAID, NamedNode(f"{graph}/o"), NamedNode(graph)) for graph in (OPEN, OTHER)]
    snapshot = write_snapshot(tmp_path_factory.mktemp("store"), quads)
    with ENGINES[request.param](tmp_path_factory.mktemp(request.param)) as started:
        target = Target(started.endpoint, started.graph_store)
        load(snapshot, target)
        yield target


@pytest.fixture(scope="module")
def settings(target: Target, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    url = target.endpoint.url.removesuffix("-auth")
    return Settings(store=tmp_path_factory.mktemp("nothing"), endpoint=url, workers=1, query_timeout=30)


def add_secret(target: Target) -> None:
    target.insert(SECRET, Batch(0, f"<{SECRET}/s> <{SAID.value}> <{SECRET}/o> .\n", blank=False))


@pytest.fixture(scope="module")
def mixed(target: Target, settings: Settings) -> Iterator[Engine]:
    add_secret(target)
    _, engine = EngineSource(settings).open(None)
    yield engine
    engine.close()


def ask(engine: Engine, query: ClientQuery) -> set[str]:
    """Graphs whose statements an answer tells of."""
    graph = query.text.lstrip().startswith(("CONSTRUCT", "DESCRIBE"))
    content = b"".join(engine.answer(query, Wanted("application/n-triples" if graph else "text/csv"))).decode()
    return {each for each in (OPEN, OTHER, SECRET) if f"{each}/o" in content}


def test_it_is_there(mixed: Engine, target: Target) -> None:
    assert f"{SECRET}/o".encode() in target.endpoint.query(f"SELECT ?o {{ {PATTERN} }}", "text/csv")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (f"SELECT ?o {{ {PATTERN} }}", {OPEN, OTHER}),
        (f"SELECT ?o {{ GRAPH ?g {{ {PATTERN} }} }}", {OPEN, OTHER}),
        (f"SELECT ?o {{ GRAPH <{OPEN}> {{ {PATTERN} }} }}", {OPEN}),
        (f"SELECT ?o {{ GRAPH <{SECRET}> {{ {PATTERN} }} }}", set()),
        (f"SELECT ?o {{ VALUES ?g {{ <{SECRET}> }} GRAPH ?g {{ {PATTERN} }} }}", set()),
        (f"SELECT ?o {{ GRAPH ?g {{ {PATTERN} }} FILTER(?g = <{SECRET}>) }}", set()),
        (f"SELECT ?o {{ <{SECRET}/s> <{SAID.value}>+ ?o }}", set()),
        (f"SELECT ?o {{ {{ SELECT ?o {{ {PATTERN} }} }} }}", {OPEN, OTHER}),
        (f"SELECT ?o {{ {PATTERN} FILTER NOT EXISTS {{ GRAPH ?g {{ <{SECRET}/s> ?p ?o }} }} }}", {OPEN, OTHER}),
        (f"SELECT ?o FROM <{OPEN}> {{ {PATTERN} }}", {OPEN}),
        (f"SELECT ?o FROM <{SECRET}> {{ {PATTERN} }}", set()),
        (f"SELECT ?o FROM <{OPEN}> FROM <{SECRET}> {{ {PATTERN} }}", {OPEN}),
        (f"SELECT ?o FROM <{OPEN}> {{ GRAPH ?g {{ {PATTERN} }} }}", set()),
        (f"SELECT ?o FROM NAMED <{OTHER}> {{ GRAPH ?g {{ {PATTERN} }} }}", {OTHER}),
        (f"SELECT ?o FROM NAMED <{OTHER}> {{ {PATTERN} }}", set()),
        (f"SELECT ?o FROM NAMED <{SECRET}> {{ GRAPH ?g {{ {PATTERN} }} }}", set()),
        (f"SELECT ?o FROM NAMED <{SECRET}> FROM NAMED <{OPEN}> {{ GRAPH <{SECRET}> {{ {PATTERN} }} }}", set()),
        (f"PREFIX p: <https://partner.example/graph/> SELECT ?o from p:secret {{ {PATTERN} }}", set()),
        (f"SELECT ?o # of\nFROM # FROM\n<{SECRET}>\n{{ {PATTERN} }}", set()),
        (f"CONSTRUCT {{ {PATTERN} }} WHERE {{ GRAPH ?g {{ {PATTERN} }} }}", {OPEN, OTHER}),
        (f"CONSTRUCT {{ {PATTERN} }} FROM <{SECRET}> WHERE {{ {PATTERN} }}", set()),
        (f"DESCRIBE <{SECRET}/s>", set()),
        (f"DESCRIBE <{SECRET}/s> FROM <{SECRET}>", set()),
        (f"DESCRIBE <{OPEN}/s>", {OPEN}),
        (f"SELECT ?o {{ GRAPH <{PUBLISHED}> {{ ?s ?p ?o }} }}", set()),
    ],
)
def test_only_graphs_of_the_publication_are_seen(text: str, seen: set[str], mixed: Engine) -> None:
    assert ask(mixed, ClientQuery(text)) == seen


@pytest.mark.parametrize(
    ("default", "named", "of_default", "of_named"),
    [
        ([OPEN], [], {OPEN}, set()),
        ([SECRET], [], set(), set()),
        ([], [SECRET], set(), set()),
        ([], [OTHER, SECRET], set(), {OTHER}),
        ([OPEN, SECRET], [OTHER], {OPEN}, {OTHER}),
    ],
)
def test_the_dataset_of_the_protocol_too(
    default: list[str], named: list[str], of_default: set[str], of_named: set[str], mixed: Engine
) -> None:
    assert ask(mixed, ClientQuery(f"SELECT ?o {{ {PATTERN} }}", default, named)) == of_default
    assert ask(mixed, ClientQuery(f"SELECT ?o {{ GRAPH ?g {{ {PATTERN} }} }}", default, named)) == of_named
    # It goes before that of the query.
    text = f"SELECT ?o FROM <{SECRET}> FROM <{OTHER}> {{ {PATTERN} }}"
    assert ask(mixed, ClientQuery(text, default, named)) == of_default


def test_names_of_graphs_are_not_told(mixed: Engine) -> None:
    content = b"".join(
        mixed.answer(ClientQuery("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"), Wanted("text/csv"))
    )
    assert content.decode().split() == ["g", OPEN, OTHER]


@pytest.mark.parametrize(
    "clause", ["FROM<x>FROM", "FROMNAMED", f"1FROM <{SECRET}>", "FROM <graph/open>", "FROM p:open", "FROM $g"]
)
def test_what_is_doubtful_is_refused(clause: str, mixed: Engine) -> None:
    with pytest.raises(QueryRefused, match="FROM"):
        mixed.admit(ClientQuery(f"SELECT * {clause} {{ ?s ?p ?o }}"))


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_why_is_told(language: str, mixed: Engine, settings: Settings) -> None:
    answer = (
        create_app(settings, mixed)
        .test_client()
        .get(
            "/sparql",
            query_string={"query": "SELECT * FROM <open> { ?s ?p ?o }"},
            headers={"Accept": "application/sparql-results+json", "Accept-Language": language},
        )
    )
    assert answer.status_code == 403
    assert {"en": "whole IRI", "es": "IRI completo", "fr": "écrivez l'IRI"}[language] in (answer.json or {})["detail"]


def test_what_is_added_later_is_not_seen_either(target: Target, settings: Settings) -> None:
    target.drop([SECRET])
    source = EngineSource(settings)
    app = create_app(*open_current(settings, None, source))
    serving = app.extensions["igmgraph"]
    follower = Follower(serving, None, source=source)
    try:
        add_secret(target)
        follower.look()
        assert ask(serving.now.engine, ClientQuery(f"SELECT ?o {{ {PATTERN} }}")) == {OPEN, OTHER}
    finally:
        follower.close()
        target.drop([SECRET])


def test_what_is_in_no_named_graph_is_not_seen(target: Target, settings: Settings) -> None:
    if target.graph_store is None:
        with pytest.raises(QuerySyntaxError, match="No plain default graph"):
            target.endpoint.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }")
        return
    target.endpoint.update(f"INSERT DATA {{ <{SECRET}/s> <{SAID.value}> <{SECRET}/o> }}")
    _, engine = EngineSource(settings).open(None)
    try:
        assert ask(engine, ClientQuery(f"SELECT ?o {{ {PATTERN} }}")) == {OPEN, OTHER}
    finally:
        engine.close()
        target.endpoint.update("CLEAR DEFAULT")


def test_info_tells_of_it(settings: Settings) -> None:
    told = CliRunner().invoke(main, ["info", "--endpoint", settings.endpoint])
    assert "graphs of others: left out of each query" in told.output


def test_an_engine_that_cannot_leave_them_out_is_not_asked() -> None:
    publication = Publication("1", "https://w3id.org/igm/", [OPEN])
    disobedient = Dataset(publication, Dialect(union=True))
    with pytest.raises(Unavailable, match="cannot leave them out"):
        disobedient.confine(ClientQuery("ASK { }"), None, union=True)
    alone = Dataset(publication, Dialect(union=True, alone=True))
    assert alone.confine(ClientQuery("ASK { }"), None, union=True) == ClientQuery("ASK { }")
    strict = alone.confine(ClientQuery("ASK { }"), None, union=False)
    assert strict == ClientQuery("ASK { }", [NOWHERE], [OPEN])
