"""This project: `igmgraph build` and `igmgraph serve`, with every deadline and limit on."""

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.peers.base import Peer
from bench.processes import free_port, running, wait_for
from igmgraph import __file__ as package
from igmgraph import __version__

__all__ = ["build", "igmgraph", "igmgraph_cached", "serve"]

_PROGRAM = (sys.executable, "-m", "igmgraph")
#: One client sends all requests of a benchmark: its budget of query time, alone of all limits, is off.
_OPTIONS = ("--client-seconds-per-minute", "0")


@contextmanager
def igmgraph(data: Path, folder: Path) -> Iterator[Peer]:
    """The service without its cache of results."""
    with serve(build(data), folder, environment={"IGM_RESULT_CACHE": "0"}) as peer:
        yield peer


@contextmanager
def igmgraph_cached(data: Path, folder: Path) -> Iterator[Peer]:
    """The service as it comes."""
    with serve(build(data), folder) as peer:
        yield peer


def build(data: Path) -> Path:
    """Build a snapshot of the data beside them, unless there is one that this very software made; its store."""
    store = data.with_suffix(".store")
    if _is_current(store / "current", data):
        return store
    command = [*_PROGRAM, "build", "--source", str(data), "--store", str(store), "--no-validate", "--no-inference"]
    subprocess.run(command, check=True, capture_output=True)
    return store


def _is_current(snapshot: Path, data: Path) -> bool:
    parts = [data, *Path(package).parent.rglob("*.py")]
    return snapshot.exists() and snapshot.lstat().st_mtime > max(part.stat().st_mtime for part in parts)


@contextmanager
def serve(
    store: Path, folder: Path, options: Sequence[str] = (), environment: Mapping[str, str] | None = None
) -> Iterator[Peer]:
    """Serve a store with some more options, or settings as `IGM_...` variables."""
    port = free_port()
    command = [*_PROGRAM, "serve", "--store", str(store), "--port", str(port), *_OPTIONS, *options]
    with running(command, folder / "serve.log", environment) as process:
        site = f"http://127.0.0.1:{port}"
        wait_for(f"{site}/readyz", process)
        yield Peer(f"{site}/sparql", __version__, process.pid, site)
