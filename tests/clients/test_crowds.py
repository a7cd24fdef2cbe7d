"""More connections than there is room for: who comes too late is sent away, and the others are served."""

import http.client
import os
import resource
import socket
import sys
from contextlib import ExitStack

from igmgraph.build.snapshot import Snapshot
from tests.programs import running
from tests.serving import ready

LONG = "/sparql?timeout=0.1&query=SELECT%20*%20%7B?a%20?b%20?c.?d%20?e%20?f.?g%20?h%20?i%7D%20ORDER%20BY%20?a"


def test_the_service_keeps_files_for_itself(snapshot: Snapshot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    store = str(snapshot.path.parents[1])
    command = [sys.executable, "-m", "igmgraph", "serve", "--store", store, "--port", str(port), "--workers", "1"]
    with running(command, env={**os.environ, "IGM_CLIENT_SECONDS_PER_MINUTE": "0"}) as server, ExitStack() as stack:
        ready(f"http://127.0.0.1:{port}", server)
        resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (300, 300))
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        stack.callback(client.close)
        client.connect()
        others = [stack.enter_context(socket.create_connection(("127.0.0.1", port), 30)) for _ in range(350)]
        # Half of them is more than what is left of 200.
        assert all(_is_closed(each) for each in others[149:])
        for _ in range(2):
            client.request("GET", LONG)
            answer = client.getresponse()
            assert (answer.status, b"stopped after 0.1 s" in answer.read()) == (504, True)
        last = others[148]
        last.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert last.recv(15) == b"HTTP/1.1 200 OK"


def _is_closed(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True
