"""An engine that is not well: nobody waits for it in vain, everybody is told why, and all goes on when it is back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from igmgraph.cli import main
from igmgraph.engine.base import Engine
from igmgraph.engine.distant.source import EngineSource
from igmgraph.engine.values import ClientQuery, Wanted
from igmgraph.errors import DeadlineExceeded, EngineAway, Unavailable
from igmgraph.settings import Settings
from igmgraph.web import create_app
from igmgraph.web.snapshots.absent import AbsentEngine
from igmgraph.web.snapshots.following import Follower, open_current
from tests.distant.peer import Peer, running_peer

ROWS = ClientQuery("SELECT ?s { ?s ?p ?o }")
PROBLEM = {"Accept": "text/turtle, application/sparql-results+json"}


@pytest.fixture
def peer() -> Iterator[Peer]:
    with running_peer() as running:
        yield running


@pytest.fixture
def settings(peer: Peer, tmp_path: Path) -> Settings:
    return Settings(store=tmp_path, endpoint=peer.url, workers=1, query_timeout=20)


@pytest.fixture
def source(settings: Settings) -> EngineSource:
    return EngineSource(settings)


@pytest.fixture
def engine(source: EngineSource, peer: Peer) -> Iterator[Engine]:
    _, engine = source.open(None)
    peer.asked.clear()
    yield engine
    engine.close()


def ask(engine: Engine, timeout: float | None = None) -> bytes:
    return b"".join(engine.answer(ROWS, Wanted("text/csv", timeout=timeout)))


def shut(peer: Peer, engine: Engine) -> None:
    """Have the engine found away so often that it is not asked any more."""
    peer.mood = "resets"
    for _ in range(3):
        with pytest.raises(EngineAway):
            ask(engine)


def test_an_engine_that_hangs_is_left_at_the_deadline(engine: Engine, peer: Peer) -> None:
    peer.mood = "hangs"
    with pytest.raises(DeadlineExceeded):
        ask(engine, timeout=0.3)
    peer.mood = "well"
    assert ask(engine) == b"s\r\nurn:x\r\n"


def test_what_virtuoso_had_at_its_own_deadline_is_no_answer(engine: Engine, peer: Peer) -> None:
    peer.mood = "partial"
    with pytest.raises(DeadlineExceeded):
        ask(engine)


def test_a_connection_that_ends_before_the_answer_is_tried_once_more(engine: Engine, peer: Peer) -> None:
    peer.mood = "resets once"
    assert ask(engine) == b"s\r\nurn:x\r\n"
    assert len(peer.asked) == 2


def test_and_not_more_often(engine: Engine, peer: Peer) -> None:
    peer.mood = "resets"
    with pytest.raises(EngineAway, match="cannot be reached"):
        ask(engine)
    assert len(peer.asked) == 2


def test_half_an_answer_is_none_and_is_not_asked_for_again(engine: Engine, peer: Peer) -> None:
    peer.mood = "half"
    with pytest.raises(EngineAway, match="broke off"):
        ask(engine)
    assert len(peer.asked) == 1


def test_an_error_of_the_engine_is_passed_on_and_others_are_still_asked(engine: Engine, peer: Peer) -> None:
    peer.mood = "500"
    for _ in range(5):
        with pytest.raises(Unavailable, match="answers 500: out of order"):
            ask(engine)
    peer.mood = "well"
    assert ask(engine) == b"s\r\nurn:x\r\n"


def test_connections_are_kept(engine: Engine, peer: Peer) -> None:
    before = peer.connections
    for _ in range(5):
        ask(engine)
    assert peer.connections - before < len(peer.asked) == 5


def test_an_engine_that_is_away_is_not_asked_until_it_is_back(engine: Engine, peer: Peer, source: EngineSource) -> None:
    shut(peer, engine)
    asked = len(peer.asked)
    with pytest.raises(EngineAway, match="cannot be reached") as raised:
        ask(engine)
    assert raised.value.retry_after > 0
    assert len(peer.asked) == asked
    with pytest.raises(EngineAway):
        source.changed(engine)
    peer.mood = "well"
    assert not source.changed(engine)
    assert ask(engine) == b"s\r\nurn:x\r\n"


def test_pages_and_queries_say_that_it_is_away(engine: Engine, peer: Peer, settings: Settings) -> None:
    client = create_app(settings, engine).test_client()
    shut(peer, engine)
    for path in ("/doc/place/cl", "/sparql?query=ASK+%7B%7D"):
        answer = client.get(path, headers=PROBLEM)
        assert answer.status_code == 503
        assert answer.mimetype == "application/problem+json"
        assert (answer.json or {})["type"].endswith("/engine-away")
        assert int(answer.headers["Retry-After"]) > 0
    assert client.get("/", headers={"Accept-Language": "fr"}).status_code == 503
    assert client.get("/healthz").status_code == 200


def test_a_service_whose_engine_is_away_is_not_ready(
    engine: Engine, peer: Peer, settings: Settings, source: EngineSource
) -> None:
    client = create_app(settings, engine).test_client()
    assert client.get("/readyz").status_code == 200
    shut(peer, engine)
    answer = client.get("/readyz", headers=PROBLEM)
    assert answer.status_code == 503
    assert (answer.json or {})["type"].endswith("/engine-away")
    peer.mood = "well"
    assert not source.changed(engine)
    assert client.get("/readyz").status_code == 200


def test_a_new_publication_is_served(peer: Peer, settings: Settings) -> None:
    source = EngineSource(settings)
    app = create_app(*open_current(settings, None, source))
    serving = app.extensions["igmgraph"]
    follower = Follower(serving, None, source=source)
    try:
        follower.look()
        assert serving.now.engine.snapshot_id == "1"
        peer.snapshot = "2"
        follower.look()
        assert serving.now.engine.snapshot_id == "2"
    finally:
        follower.close()


def test_a_service_begins_before_its_engine(peer: Peer, settings: Settings) -> None:
    peer.mood = "503"
    source = EngineSource(settings)
    opened, engine = open_current(settings, None, source)
    assert isinstance(engine, AbsentEngine)
    app = create_app(opened, engine)
    follower = Follower(app.extensions["igmgraph"], None, source=source)
    try:
        answer = app.test_client().get("/doc/place/cl", headers=PROBLEM)
        assert (answer.status_code, "503" in (answer.json or {})["detail"]) == (503, True)
        peer.mood = "well"
        follower.look()
        assert app.test_client().get("/readyz").json == {"status": "ready", "snapshot": "1"}
    finally:
        follower.close()


def test_nobody_at_the_address(tmp_path: Path) -> None:
    with running_peer() as gone:
        settings = Settings(store=tmp_path, endpoint=gone.url)
    answer = create_app(*open_current(settings, None)).test_client().get("/doc/place/cl", headers=PROBLEM)
    assert answer.status_code == 503
    assert "cannot be reached" in (answer.json or {})["detail"]


def test_the_local_snapshot_of_the_same_id_is_known(peer: Peer, settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "snapshots" / "1"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    _, engine = EngineSource(replace(settings, store=tmp_path)).open(None)
    try:
        assert engine.snapshot_path == folder
    finally:
        engine.close()


def test_info_tells_what_an_engine_holds_and_can_do(peer: Peer) -> None:
    told = CliRunner().invoke(main, ["info", "--endpoint", peer.url])
    assert told.exit_code == 0, told.output
    assert f"snapshot 1 in 1 graphs at {peer.url}" in told.output
    assert "default graph: a graph of its own" in told.output
    peer.mood = "503"
    assert CliRunner().invoke(main, ["info", "--endpoint", peer.url]).exit_code == 1


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_the_engine_is_not_asked_to_call_others(language: str, engine: Engine, peer: Peer, settings: Settings) -> None:
    client = create_app(replace(settings, allow_service=(peer.url,)), engine).test_client()
    answer = client.get(
        "/sparql",
        query_string={"query": f"SELECT * {{ SERVICE <{peer.url}> {{ ?s ?p ?o }} }}"},
        headers={**PROBLEM, "Accept-Language": language},
    )
    assert answer.status_code == 403
    told = {"en": "does not query others", "es": "no consulta otros", "fr": "n'en interroge pas d'autres"}
    assert told[language] in (answer.json or {})["detail"]
    assert peer.asked == []


def test_an_operator_is_told_so_too(peer: Peer) -> None:
    given = ["serve", "--endpoint", peer.url, "--allow-service", "https://query.example/sparql"]
    done = CliRunner().invoke(main, given)
    assert done.exit_code == 2
    assert "--allow-service is for the store" in done.output
