"""rdflib-endpoint: what many projects with a graph in Python put on the web."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from bench.peers.base import Peer, program
from bench.processes import free_port, running, wait_for

__all__ = ["rdflib_endpoint"]


@contextmanager
def rdflib_endpoint(data: Path, folder: Path) -> Iterator[Peer]:
    """`rdflib-endpoint serve` with rdflib's own store."""
    port = free_port()
    served = program("rdflib-endpoint", "rdflib-endpoint[cli] of the Python registry")
    command = [served, "serve", "--host", "127.0.0.1", "--port", str(port), str(data)]
    with running(command, folder / "serve.log") as process:
        wait_for(f"http://127.0.0.1:{port}/docs", process)
        yield Peer(f"http://127.0.0.1:{port}/", version("rdflib-endpoint"), process.pid)
