"""A server that is told to end answers who asked already, so that servers can be restarted one after the other."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import urllib.parse
from pathlib import Path

import pytest

from tests.programs import ends, running
from tests.replicas.servers import ask, free_port, is_ready

#: Runs until its deadline: there are too many ways to choose eight statements to count them.
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {' . '.join(f'?a{n} ?b{n} ?c{n}' for n in range(8))} }}"
#: Longer than the web server of old would have waited.
DEADLINE = 7


def test_sigterm_lets_requests_end(store: Path, tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "igmgraph", "serve", "--store", str(store), "--port", str(port)]
    options = ["--workers", "1", "--query-timeout", str(DEADLINE), "--client-seconds-per-minute", "0"]
    environment = {**os.environ, "IGM_STATE": str(tmp_path)}
    with running([*command, *options], env=environment) as server:
        while not is_ready(port):
            assert not ends(server)
        slow = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        slow.request("GET", "/sparql?" + urllib.parse.urlencode({"query": ENDLESS}), headers={"Accept": "*/*"})
        while b"igmgraph_queries_running 1.0" not in ask(port, "/metrics")[2]:
            pass
        server.send_signal(signal.SIGTERM)
        while accepts(port):
            pass
        answer = slow.getresponse()
        assert (answer.status, b"query-timeout" in answer.read()) == (504, True)
        slow.close()
        assert server.wait(30) == 0


def test_who_interrupts_twice_waits_for_nobody(store: Path, tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "igmgraph", "serve", "--store", str(store), "--port", str(port), "--workers", "1"]
    environment = {**os.environ, "IGM_STATE": str(tmp_path), "IGM_QUERY_TIMEOUT": "60"}
    with running(command, env=environment, stderr=subprocess.PIPE) as server:
        while not is_ready(port):
            assert not ends(server)
        slow = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        slow.request("GET", "/sparql?" + urllib.parse.urlencode({"query": ENDLESS}), headers={"Accept": "*/*"})
        while b"igmgraph_queries_running 1.0" not in ask(port, "/metrics")[2]:
            pass
        server.send_signal(signal.SIGINT)
        while accepts(port):
            pass
        server.send_signal(signal.SIGINT)
        with pytest.raises(ConnectionError):
            slow.getresponse()
        slow.close()
        assert server.wait(30) == 128 + signal.SIGINT
        assert server.stderr is not None
        assert b"Traceback" not in server.stderr.read()


def accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=10).close()
    except OSError:
        return False
    return True
