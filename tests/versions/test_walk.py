"""docs/versions.md and docs/citing.md are walked over the three tiny versions."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from igmgraph.web import create_app
from tests.versions.conftest import Releases
from tests.walks import blocks, commands_and_answers, run, serving

BLOCKS = [block for page in ("versions.md", "citing.md") for block in blocks(page)]


@pytest.fixture(scope="module")
def site(reader: FlaskClient, releases: Releases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    state = reader.application.extensions["igmgraph"].now
    settings = replace(state.settings, state=tmp_path_factory.mktemp("state"))
    app = create_app(settings, state.engine)
    with serving(app) as address:
        yield address
    app.extensions["igmgraph.versions"].close()


@pytest.mark.parametrize("block", BLOCKS, ids=range(1, len(BLOCKS) + 1))
def test_a_walk(block: str, site: str) -> None:
    commands, told = commands_and_answers(block)
    assert run(commands, site).splitlines() == told


def test_there_is_a_walk() -> None:
    assert len(BLOCKS) >= 10
