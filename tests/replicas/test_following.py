"""A service that follows published packs, from nothing to the next version."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from igmgraph.packs.shelf import publish_pack
from tests.replicas.conftest import release
from tests.replicas.servers import Replica, ask, sharing, until


@pytest.fixture
def replica(tmp_path: Path) -> Iterator[Replica]:
    """A service without a store, which follows a folder without packs over HTTP."""
    with ExitStack() as stack:
        (tmp_path / "shelf").mkdir()
        yield Replica(tmp_path / "replica", stack.enter_context(sharing(tmp_path / "shelf")), stack)


def publish(folder: Path, number: str, *places: str) -> str:
    snapshot = release(folder / "store", number, *places)
    return publish_pack(folder / "store", snapshot.path, folder / "shelf", releases=True).snapshot


def test_a_replica_waits_for_its_first_snapshot_and_follows(replica: Replica, tmp_path: Path) -> None:
    until(lambda: alive(replica), replica)
    for path in ("/", "/readyz", "/sparql", "/doc/place/cl", "/version/1.0.0/doc/place/cl", "/nowhere"):
        status, headers, body = ask(replica.port, path, Accept="application/json")
        assert (status, headers["retry-after"]) == (503, "5"), path
        assert b"the first snapshot has not arrived yet" in body
    assert b"<h1" in ask(replica.port, "/", Accept="text/html")[2]
    assert replica.metric('igmgraph_snapshot_looks_total{outcome="taken"}') == 0
    assert ask(replica.port, "/openapi.json")[0] == 200

    first = publish(tmp_path, "1.0.0", "cl")
    until(lambda: replica.ready() == first, replica)
    assert ask(replica.port, "/doc/place/cl.nt")[0] == 200
    assert ask(replica.port, "/doc/place/pe.nt")[0] == 404
    assert ask(replica.port, "/download", Accept="application/json")[0] == 200
    assert b"cl 1.0.0" in ask(replica.port, "/search?q=cl", Accept="application/json")[2]

    second = publish(tmp_path, "1.1.0", "cl", "pe")
    until(lambda: replica.ready() == second, replica)
    assert ask(replica.port, "/doc/place/pe.nt")[0] == 200
    assert ask(replica.port, "/version/1.0.0/doc/place/cl.nt")[0] == 200
    until(lambda: replica.metric('igmgraph_snapshot_looks_total{outcome="taken"}') == 2, replica)
    assert not list((tmp_path / "replica/store/arriving").glob("*.tar.zst"))

    failed = replica.metric('igmgraph_snapshot_looks_total{outcome="failed"}')
    (tmp_path / "shelf" / "latest.json").write_text("{")
    until(lambda: replica.metric('igmgraph_snapshot_looks_total{outcome="failed"}') > failed, replica)
    assert replica.ready() == second


def alive(replica: Replica) -> bool:
    try:
        return ask(replica.port, "/healthz")[0] == 200
    except OSError:
        return False
