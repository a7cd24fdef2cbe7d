"""docs/linked-data.md is walked: each command is run by a shell against a running service, and prints what is told."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from flask.testing import FlaskClient
from werkzeug.serving import make_server

PAGE = Path(__file__).parents[1] / "docs" / "linked-data.md"
BLOCKS = re.findall(r"```console\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
TOLD = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def site(client: FlaskClient) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, client.application, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def run(commands: list[str], site: str) -> str:
    """What commands print, one after the other in one shell."""
    script = "\n".join(commands).replace(TOLD, site)
    done = subprocess.run(["bash", "-c", script], check=False, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    return done.stdout.replace(site, TOLD).replace("\r", "")


@pytest.mark.parametrize("block", BLOCKS, ids=range(1, len(BLOCKS) + 1))
def test_a_walk(block: str, site: str) -> None:
    lines = block.splitlines()
    commands = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
    told = [line for line in lines if not line.startswith("$ ")]
    assert told, "a command without an answer shows nothing"
    assert run(commands, site).splitlines() == told


def test_there_is_a_walk() -> None:
    assert len(BLOCKS) >= 10
