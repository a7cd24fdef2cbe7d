"""This project over other engines: each holds what `igmgraph publish` would put there, loaded by its own loader."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import RdfFormat, parse, serialize

from bench.peers.base import Peer, Starter
from bench.peers.ours import build, serve
from bench.peers.oxigraph import oxigraph_disk
from bench.peers.virtuoso import virtuoso
from igmgraph.engine.distant.publication import PUBLISHED, Publication

__all__ = ["over_oxigraph", "over_virtuoso"]


@contextmanager
def over_oxigraph(data: Path, folder: Path) -> Iterator[Peer]:
    """The service without its cache of results, over `oxigraph serve-read-only`."""
    with _over(oxigraph_disk, data, folder) as peer:
        yield peer


@contextmanager
def over_virtuoso(data: Path, folder: Path) -> Iterator[Peer]:
    """Likewise, over Virtuoso."""
    with _over(virtuoso, data, folder) as peer:
        yield peer


@contextmanager
def _over(starter: Starter, data: Path, folder: Path) -> Iterator[Peer]:
    store = folder / "nothing"
    with (
        starter(_published(build(data), folder), folder) as engine,
        serve(store, folder, ["--endpoint", engine.endpoint], {"IGM_RESULT_CACHE": "0"}) as peer,
    ):
        yield Peer(peer.endpoint, engine.version, peer.pid, peer.site)


def _published(store: Path, folder: Path) -> Path:
    """The N-Quads of a snapshot, with those that tell of a publication of it."""
    snapshot = (store / "current").resolve()
    manifest = json.loads((snapshot / "manifest.json").read_text("utf-8"))
    publication = Publication(manifest["id"], manifest["base_iri"], sorted(filter(None, manifest["graphs"])))
    told = parse(f"<{PUBLISHED}> {{ {publication.triples()} }}", format=RdfFormat.TRIG)
    path = folder / "published.nq"
    shutil.copyfile(snapshot / "dataset.nq", path)
    with path.open("ab") as output:
        serialize(told, output, format=RdfFormat.N_QUADS)
    return path
