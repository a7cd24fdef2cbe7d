from pathlib import Path

import pytest
from flask.testing import FlaskClient

from igmgraph import __version__
from igmgraph.build.snapshot import Snapshot
from igmgraph.engine.base import Engine
from igmgraph.engine.values import ClientQuery, Wanted
from igmgraph.errors import Unavailable
from igmgraph.settings import Settings
from igmgraph.web import create_app
from igmgraph.web.server.service import create_service
from igmgraph.web.snapshots.absent import AbsentEngine
from igmgraph.web.snapshots.following import open_current


@pytest.fixture
def idle() -> FlaskClient:
    """A service without a snapshot."""
    return create_app(Settings(), AbsentEngine(Unavailable("nothing to serve"))).test_client()


def test_a_service_with_data_is_alive_and_ready(client: FlaskClient, snapshot: Snapshot) -> None:
    assert client.get("/healthz").json == {"status": "ok", "version": __version__}
    assert client.get("/readyz").json == {"status": "ready", "snapshot": snapshot.id}
    assert client.get("/readyz").headers["Cache-Control"] == "no-store"


def test_a_service_without_data_is_alive_and_not_ready(idle: FlaskClient) -> None:
    assert idle.get("/healthz").status_code == 200
    for path in ("/readyz", "/", "/id/place/cl", "/ontology", "/graph/framework"):
        response = idle.get(path, headers={"Accept": "application/json"})
        assert (response.status_code, response.mimetype) == (503, "application/problem+json"), path
        assert response.headers["Retry-After"] == "5"
    page = idle.get("/", headers={"Accept": "text/html", "Accept-Language": "fr"})
    assert "attente\u00a0: 5" in page.text


def test_an_absent_engine_refuses_everything() -> None:
    engine: Engine = AbsentEngine(Unavailable("nothing to serve"))
    for refused in (
        lambda: engine.admit(ClientQuery("ASK {}")),
        lambda: engine.answer(ClientQuery("ASK {}"), Wanted("x")),
    ):
        with pytest.raises(Unavailable, match="nothing to serve"):
            refused()
    engine.close()


@pytest.mark.parametrize("path", ["/", "/ontology", "/doc/place/cl.ttl", "/id/place/cl", "/healthz", "/id/nowhere"])
def test_every_answer_forbids_what_pages_do_not_need(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    pages = "; script-src 'self'; font-src 'self'" if headers["Content-Type"].startswith("text/html") else ""
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        f"base-uri 'none'; frame-ancestors 'none'{pages}"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_two_applications_in_one_process_share_nothing(engine: Engine, snapshot: Snapshot) -> None:
    ours, other = create_app(Settings(), engine), create_app(Settings(base_iri="https://data.example.org/"), engine)
    place = "/doc/place/cl-monte-patria.ttl"
    assert ours.test_client().get(place).status_code == 200
    assert other.test_client().get(place).status_code == 404
    assert ours.extensions["igmgraph"].now.settings.base_iri == "https://w3id.org/igm/"


def test_a_server_process_takes_its_settings_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IGM_WORKERS", "7")
    assert create_service().settings.workers == 7


def test_what_is_served_is_in_the_store_or_absent(snapshot: Snapshot, tmp_path: Path) -> None:
    settings, engine = open_current(Settings(store=snapshot.path.parents[1], workers=1), None)
    assert (settings.workers, engine.snapshot_id) == (1, snapshot.id)
    engine.close()
    _, absent = open_current(Settings(store=tmp_path), None)
    with pytest.raises(Unavailable):
        absent.check()
