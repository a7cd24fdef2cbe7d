"""A service whose standard streams nobody has opened, or whose log has no room on its disk."""

import socket
import sys
import urllib.request

import pytest

from igmgraph.build.snapshot import Snapshot
from tests.programs import running
from tests.serving import ready


@pytest.mark.parametrize("streams", ["2>/dev/full", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_it_serves_and_ends_as_any_other(snapshot: Snapshot, streams: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    serve = [sys.executable, "-m", "igmgraph", "serve", "--store", str(snapshot.path.parents[1]), "--port", port]
    with running(["sh", "-c", f'exec "$@" {streams}', "sh", *serve]) as server:
        root = ready(f"http://127.0.0.1:{port}", server)
        with urllib.request.urlopen(f"{root}/sparql?query=ASK%7B%7D&format=csv", timeout=30) as answer:
            assert answer.read() == b"true"
    assert server.returncode == 0
