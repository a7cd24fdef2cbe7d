"""The Oxigraph server, of the Python package `oxigraph`: in memory, and read-only on disk.

Without its `--timeout-s`: under load that option ends the server, and it does not stop a query that sorts.
"""

import http.client
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.peers.base import Peer, program
from bench.processes import NotReady, free_port, running, wait_for

__all__ = ["oxigraph_disk", "oxigraph_memory"]


@contextmanager
def oxigraph_memory(data: Path, folder: Path) -> Iterator[Peer]:
    """`oxigraph serve` with nothing on disk."""
    with _serving(["serve"], folder) as peer:
        _upload(data, peer)
        yield peer


@contextmanager
def oxigraph_disk(data: Path, folder: Path) -> Iterator[Peer]:
    """`oxigraph serve-read-only`."""
    store = folder / "store"
    load = [_binary(), "load", "--location", str(store), "--file", str(data)]
    subprocess.run(load, check=True, capture_output=True)
    subprocess.run([_binary(), "optimize", "--location", store], check=True, capture_output=True)
    with _serving(["serve-read-only", "--location", str(store)], folder) as peer:
        yield peer


@contextmanager
def _serving(command: Sequence[str], folder: Path) -> Iterator[Peer]:
    address = f"127.0.0.1:{free_port()}"
    whole = [_binary(), *command, "--bind", address, "--union-default-graph"]
    with running(whole, folder / "serve.log") as process:
        wait_for(f"http://{address}/", process)
        told = subprocess.run([_binary(), "--version"], check=True, capture_output=True, text=True).stdout
        yield Peer(f"http://{address}/query", told.split()[-1], process.pid)


def _binary() -> str:
    return program("oxigraph", "oxigraph of the Python registry")


def _upload(data: Path, peer: Peer) -> None:
    connection = http.client.HTTPConnection(peer.endpoint.split("/")[2])
    with data.open("rb") as body:
        headers = {"Content-Type": "application/n-quads", "Content-Length": str(data.stat().st_size)}
        connection.request("POST", "/store?no_transaction", body, headers)
        response = connection.getresponse()
    if response.status >= 300:
        raise NotReady(f"oxigraph does not take the data: {response.status} {response.read()!r}")
    connection.close()
