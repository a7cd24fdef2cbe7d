"""A real server for tests: `igmgraph serve` on a free port, ended by its own handle."""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from igmgraph.build.snapshot import Snapshot
from tests.programs import ends, running

__all__ = ["ready", "serve"]


@contextmanager
def serve(snapshot: Snapshot, *options: str, **environment: str) -> Iterator[str]:
    """Root URL of a service over the snapshot, while it runs; no client's query time is limited."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "igmgraph", "serve", "--store", str(snapshot.path.parents[1]), "--port", str(port)]
    settings = {**os.environ, "PYTHONWARNINGS": "default", "IGM_CLIENT_SECONDS_PER_MINUTE": "0", **environment}
    with running([*command, *options], env=settings) as server:
        yield ready(f"http://127.0.0.1:{port}", server)


def ready(root: str, server: "subprocess.Popen[bytes]") -> str:
    """Wait until a server is ready; the root of its URLs."""
    while not ends(server):
        try:
            with urllib.request.urlopen(f"{root}/readyz", timeout=10):
                return root
        except (urllib.error.URLError, ConnectionError):
            pass
    raise AssertionError(f"the server ended with status {server.returncode}")
