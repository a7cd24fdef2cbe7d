"""A real server, `igmgraph build` and `igmgraph serve`, on a free port of this machine, ended by its own handle."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.programs import running
from tests.serving import ready

__all__ = ["built", "serving"]

_IGMGRAPH = [sys.executable, "-m", "igmgraph"]


def built(source: Path, store: Path) -> Path:
    """Build files that follow none of our shapes, as they are."""
    options = ["--source", str(source), "--store", str(store), "--no-validate", "--no-inference"]
    subprocess.run([*_IGMGRAPH, "build", *options], check=True)
    return store


@contextmanager
def serving(store: Path, *options: str) -> Iterator[str]:
    """Root URL of a service over a store, while it runs."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [*_IGMGRAPH, "serve", "--store", str(store), "--port", str(port), *options]
    environment = {**os.environ, "PYTHONWARNINGS": "default"}
    with running(command, env=environment) as server:
        yield ready(f"http://127.0.0.1:{port}", server)
