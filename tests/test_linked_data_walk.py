"""docs/linked-data.md is walked over the shipped data."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.walks import blocks, commands_and_answers, run, serving

BLOCKS = blocks("linked-data.md")


@pytest.fixture(scope="module")
def site(client: FlaskClient) -> Iterator[str]:
    with serving(client.application) as address:
        yield address


@pytest.mark.parametrize("block", BLOCKS, ids=range(1, len(BLOCKS) + 1))
def test_a_walk(block: str, site: str) -> None:
    commands, told = commands_and_answers(block)
    assert run(commands, site).splitlines() == told


def test_there_is_a_walk() -> None:
    assert len(BLOCKS) >= 10
