"""docs/replicas.md is walked."""

import os
import re
import shlex
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.programs import running
from tests.replicas.conftest import release
from tests.replicas.servers import free_port, is_ready, until
from tests.walks import blocks, commands_and_answers, run

BLOCKS = blocks("replicas.md")
#: Addresses stay as they are.
NO_SITE = "http://127.0.0.1:8000"
#: Servers, as they are started there; the last is HAProxy.
SERVERS = [line for block in blocks("replicas.md", "sh") for line in block.splitlines()]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a store of two releases, in which `igmgraph` is a command."""
    for number, places in (("1.0.0", "cl"), ("2.0.0", "cl pe ke")):
        release(tmp_path / "store", number, *places.split())
    command = tmp_path / "bin" / "igmgraph"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m igmgraph "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    (tmp_path / "docs").symlink_to(Path(__file__).parents[2] / "docs")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("block", BLOCKS[:-1])
def test_a_walk(block: str, here: Path) -> None:
    commands, told = commands_and_answers(block)
    assert run(commands, NO_SITE).splitlines() == told


def test_the_servers_as_they_are_started_there(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ports = {told: free_port() for told in ("9000", "8001", "8002", "8003", "8080")}
    for name, told in zip(("REPLICA_A", "REPLICA_B", "REPLICA_C", "LISTEN"), list(ports)[1:], strict=True):
        monkeypatch.setenv(f"IGM_{name}", f"127.0.0.1:{ports[told]}")
    run(["igmgraph snapshot pack --store store --all --publish packs"], NO_SITE)
    with ExitStack() as stack:
        for line in SERVERS:
            assert line.endswith(" &")
            command = re.sub("|".join(ports), lambda told: str(ports[told[0]]), line.removesuffix(" &"))
            stack.enter_context(running(["env", *shlex.split(command)], stderr=subprocess.DEVNULL))
        until(lambda: all(is_ready(ports[told]) for told in list(ports)[1:]))
        commands, answers = commands_and_answers(BLOCKS[-1])
        front = f"http://127.0.0.1:{ports['8080']}"
        assert run([each.replace("http://127.0.0.1:8080", front) for each in commands], NO_SITE).splitlines() == answers
