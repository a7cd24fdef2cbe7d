"""A real server: `igmgraph serve` over the shipped data, on a free port, ended by its own handle."""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from igmgraph.build.snapshot import Snapshot


@pytest.fixture(scope="package")
def service(snapshot: Snapshot) -> Iterator[str]:
    """Root URL of a running service whose queries have two seconds, and a place in a queue of twelve."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "igmgraph", "serve", "--store", str(snapshot.path.parents[1])]
    options = ["--port", str(port), "--workers", "2", "--query-timeout", "2", "--client-seconds-per-minute", "0"]
    environment = {**os.environ, "PYTHONWARNINGS": "default", "IGM_QUEUE_LENGTH": "12"}
    with subprocess.Popen([*command, *options], env=environment) as server:
        try:
            yield _wait(f"http://127.0.0.1:{port}", server)
        finally:
            server.terminate()
            server.wait(30)


def _wait(root: str, server: "subprocess.Popen[bytes]") -> str:
    while server.poll() is None:
        try:
            with urllib.request.urlopen(f"{root}/readyz", timeout=10):
                return root
        except (urllib.error.URLError, ConnectionError):
            pass
    raise AssertionError(f"the server ended with status {server.returncode}")
