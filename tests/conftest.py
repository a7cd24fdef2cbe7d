"""What tests of several subjects share: the shipped data, built once, and the service over them."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from igmgraph.build.pipeline import build
from igmgraph.build.snapshot import Snapshot
from igmgraph.engine.base import Engine
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.settings import Settings
from igmgraph.shipped import DATA
from igmgraph.web import create_app


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return build([DATA], tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="session")
def engine(snapshot: Snapshot) -> Iterator[Engine]:
    engine = EmbeddedEngine(snapshot.path, Settings(workers=2))
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def client(engine: Engine, snapshot: Snapshot) -> FlaskClient:
    return create_app(Settings(store=snapshot.path.parents[1]), engine).test_client()
