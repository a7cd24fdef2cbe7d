"""docs/replicas.md is walked."""

import os
import shlex
import sys
from pathlib import Path

import pytest

from tests.replicas.conftest import release
from tests.walks import blocks, commands_and_answers, run

BLOCKS = blocks("replicas.md")


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


@pytest.mark.parametrize("block", BLOCKS)
def test_a_walk(block: str, here: Path) -> None:
    commands, told = commands_and_answers(block)
    assert run(commands, "http://127.0.0.1:8000").splitlines() == told
