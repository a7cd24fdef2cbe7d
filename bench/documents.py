"""Documents: the service, nginx over its export, and nginx with nothing but the same bytes."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.peers import Peer
from bench.peers.nginx import export_and_nginx, nginx, plain_path
from bench.peers.ours import build, serve
from bench.requests import DOCUMENTS, Document
from bench.rounds import Measured, Pace, Target, measure
from bench.speed import Started, Tell

__all__ = ["start_sites", "time_documents"]

_PLAIN = "nginx"


def start_sites(stack: ExitStack, data: Path, tell: Tell) -> Started:
    """Serve a file of N-Quads in each way; the servers end with the stack."""

    def folder() -> Path:
        return Path(stack.enter_context(TemporaryDirectory(prefix="igmgraph-bench-", ignore_cleanup_errors=True)))

    tell("build")
    store = build(data)
    tell("serve")
    uncached = stack.enter_context(serve(store, folder(), environment={"IGM_RESULT_CACHE": "0"}))
    cached = stack.enter_context(serve(store, folder()))
    tell("export")
    exported = stack.enter_context(export_and_nginx(DOCUMENTS, store, cached, folder()))
    plain = stack.enter_context(nginx(DOCUMENTS, cached, folder()))
    return Started({"igmgraph": uncached, "igmgraph+cache": cached, "export+nginx": exported, _PLAIN: plain})


def time_documents(started: Started, pace: Pace, tell: Tell) -> Iterator[Measured]:
    """Measure each document in each way."""
    for document in DOCUMENTS:
        tell(f"ask {document.name}")
        targets = [_target(document, name, peer) for name, peer in started.peers.items()]
        yield measure(Measured(document.name, "document"), targets, pace, _same_bytes)


def _target(document: Document, name: str, peer: Peer) -> Target:
    path = plain_path(document) if name == _PLAIN else document.path
    return Target(name, peer.site + path, document.media_type)


def _same_bytes(answer: bytes, reference: bytes) -> str:
    return "same" if answer == reference else "other bytes"
