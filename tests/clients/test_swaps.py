"""`igmgraph build` while the service answers: no request fails, and each is answered from one snapshot."""

import json
import os
import re
import socket
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.build.snapshot import write_snapshot
from tests.programs import ends, running

P, GRAPH = NamedNode("http://e.org/p"), NamedNode("http://e.org/g")


def build(store: Path, edition: int) -> str:
    """A snapshot in which every value is the number of the edition; its id."""
    quads = [Quad(NamedNode(f"http://e.org/{n}"), P, Literal(edition), GRAPH) for n in range(50)]
    return write_snapshot(store, quads).id


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Root URL of a service of its own, and its store."""
    store = tmp_path / "store"
    build(store, 0)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "igmgraph", "serve", "--store", str(store), "--port", str(port), "--workers", "2"]
    environment = {**os.environ, "IGM_CLIENT_SECONDS_PER_MINUTE": "0", "IGM_QUERY_TIMEOUT": "5"}
    with running(command, env=environment, stderr=subprocess.DEVNULL) as server:
        root = f"http://127.0.0.1:{port}"
        while not ends(server) and ready(root) is None:
            pass
        yield root, store


def ready(root: str) -> str | None:
    """Id of the snapshot that is served."""
    try:
        with urllib.request.urlopen(f"{root}/readyz", timeout=30) as answer:
            return str(json.load(answer)["snapshot"])
    except OSError:
        return None


def test_three_snapshots_follow_one_another_without_a_failed_request(served: tuple[str, Path]) -> None:
    root, store = served
    values = urllib.parse.urlencode({"query": "SELECT ?s ?o { ?s <http://e.org/p> ?o }", "format": "tsv"})
    end, seen = threading.Event(), set[str]()

    def ask(client: int) -> int:
        answered = 0
        while not end.is_set():
            # Some of it is answered from the cache, some is not.
            url = f"{root}/sparql?{values}&timeout={5 - answered % 4}"
            with urllib.request.urlopen(url if client else f"{root}/metrics", timeout=60) as answer:
                text = answer.read().decode()
            if client:
                (edition,) = set(re.findall(r"\t(\d+)\n", text))
                assert text.count("\n") == 51
                seen.add(edition)
            answered += 1
        return answered

    with ThreadPoolExecutor(5) as clients:
        asked = [clients.submit(ask, client) for client in range(5)]
        try:
            for edition in (1, 2, 3):
                built = build(store, edition)
                while ready(root) != built:
                    assert not any(each.done() for each in asked)
                while str(edition) not in seen:
                    assert not any(each.done() for each in asked)
        finally:
            end.set()
        assert all(each.result() > 3 for each in asked)
    assert {"1", "2", "3"} <= seen
