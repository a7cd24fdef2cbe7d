"""The shipped data in real engines, each published to once, and the service over them and over the embedded engine."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, Store

from igmgraph.build.snapshot import Snapshot
from igmgraph.engine.base import Engine
from igmgraph.engine.distant.publication import Publication
from igmgraph.engine.distant.source import EngineSource
from igmgraph.engine.remote import Endpoint
from igmgraph.publish.parts import split
from igmgraph.publish.target import Target
from igmgraph.settings import Settings
from igmgraph.web import create_app
from tests.publish.engines import ENGINES


@dataclass(frozen=True)
class Published:
    """An engine that holds the shipped data: its name, and where it answers without a password."""

    name: str
    endpoint: Endpoint
    url: str


def load(snapshot: Snapshot, target: Target) -> None:
    """Put a snapshot into an engine that nobody reads yet; tests/publish is about how it is done while others do."""
    store = Store.read_only(str(snapshot.store))
    names = sorted(snapshot.manifest["graphs"])
    for name in names:
        quads = store.quads_for_pattern(None, None, None, NamedNode(name))
        if target.graph_store:
            target.put(name, quads)
        else:
            for batch in split(quads):
                target.insert(name, batch)
    target.replace([], [], Publication(snapshot.id, snapshot.manifest["base_iri"], names))


@pytest.fixture(scope="session", params=list(ENGINES))
def published(
    request: pytest.FixtureRequest, snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Published]:
    folder = tmp_path_factory.mktemp(request.param)
    with ENGINES[request.param](folder) as started:
        load(snapshot, Target(started.endpoint, started.graph_store))
        yield Published(started.name, started.endpoint, started.endpoint.url.removesuffix("-auth"))


@pytest.fixture(scope="session")
def settings(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Of a service whose own store is empty; Virtuoso is slow where others are not."""
    return Settings(store=tmp_path_factory.mktemp("nothing"), endpoint=published.url, workers=2, query_timeout=60)


@pytest.fixture(scope="session")
def distant(settings: Settings) -> Iterator[Engine]:
    _, engine = EngineSource(settings).open(None)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def distant_client(settings: Settings, distant: Engine) -> FlaskClient:
    return create_app(settings, distant).test_client()


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    return tmp_path / "store"
