"""A service over one version of the data, and the same service, with what it kept, over the next one."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.settings import Settings
from igmgraph.web import create_app
from tests.versions.conftest import write_release

BEFORE = 'p:cl a igm:Place ; rdfs:label "Chile"@en . p:yu a igm:Place ; rdfs:label "Yugoslavia"@en .'
AFTER = 'p:cl a igm:Place ; rdfs:label "Chile"@en . p:rs a igm:Place ; rdfs:label "Serbia"@en .'
LABELS = 'SELECT ?label { ?place a ?kind ; ?property ?label FILTER(LANG(?label) = "en" && ?label != "Data"@en) }'


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[EmbeddedEngine]]]:
    store = tmp_path_factory.mktemp("cited")
    made = []
    for number, day, places in (("1.0.0", "2025-01-01", BEFORE), ("1.1.0", "2026-01-01", AFTER)):
        snapshot = write_release(store, number, day, places)
        made.append(EmbeddedEngine(snapshot.path, Settings(workers=1)))
    yield store, made
    for engine in made:
        engine.close()


Serve = Callable[..., FlaskClient]


@pytest.fixture
def serve(engines: tuple[Path, list[EmbeddedEngine]], tmp_path: Path) -> Serve:
    """Makes a client of the service over the first or the second version."""
    store, made = engines
    settings = Settings(store=store, state=tmp_path / "state", client_seconds_per_minute=0)

    def client(version: int = 0, **changed: object) -> FlaskClient:
        return create_app(replace(settings, **changed), made[version]).test_client()  # type: ignore[arg-type]

    return client
