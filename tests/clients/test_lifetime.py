"""A server that ends, however it ends, leaves no process behind."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections import deque
from contextlib import ExitStack
from pathlib import Path

import pytest

from igmgraph.build.snapshot import Snapshot
from tests.programs import running
from tests.serving import ready


def processes_of(group: int) -> list[int]:
    """Processes that belong to a session, by /proc."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == group and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def steps_back(process: int) -> bool:
    """Whether a process has been about a query for a while."""
    try:
        return os.getpriority(os.PRIO_PROCESS, process) > os.getpriority(os.PRIO_PROCESS, 0)
    except ProcessLookupError:
        return False


@pytest.mark.parametrize("is_busy", [False, True], ids=["idle", "busy"])
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL], ids=lambda how: how.name)
def test_no_process_outlives_the_server(snapshot: Snapshot, how: signal.Signals, is_busy: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "igmgraph", "serve", "--store", str(snapshot.path.parents[1])]
    command += ["--port", str(port), "--workers", "2", "--query-timeout", "2"]
    with running(command, start_new_session=True) as server, ExitStack() as stack:
        ready(f"http://127.0.0.1:{port}", server)
        assert len(processes_of(server.pid)) > 3
        if is_busy:
            client = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            query = urllib.parse.urlencode({"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"})
            client.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            while not any(steps_back(process) for process in processes_of(server.pid)):
                os.sched_yield()
        os.kill(server.pid, how)
        server.wait(30)
        deadline = time.monotonic() + 30
        while processes_of(server.pid) and time.monotonic() < deadline:
            os.sched_yield()
        left = processes_of(server.pid)
        for process in left:
            os.kill(process, signal.SIGKILL)
    assert not left


def test_who_asks_as_the_server_ends_is_answered(snapshot: Snapshot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "igmgraph", "serve", "--store", str(snapshot.path.parents[1]), "--port", str(port)]
    with running(command) as server:
        ready(f"http://127.0.0.1:{port}", server)
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        client.request("GET", "/healthz")
        client.getresponse().read()
        server.terminate()
        last = None
        while last != "close":
            client.request("GET", "/healthz")
            answer = client.getresponse()
            assert (answer.status, bool(answer.read())) == (200, True)
            last = answer.getheader("Connection")
        client.close()
        assert server.wait(30) == 0


def serving(store: Path, *options: str) -> list[str]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    return [sys.executable, "-m", "igmgraph", "serve", "--store", str(store), *options, "--port", str(port)]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=lambda how: how.name)
def test_a_server_that_is_told_to_end_while_it_builds_leaves_nothing(tmp_path: Path, how: signal.Signals) -> None:
    with running(serving(tmp_path), stderr=subprocess.PIPE) as server:
        assert server.stderr is not None
        assert b"load\n" in iter(server.stderr.readline, b"")
        server.send_signal(how)
        # Also what has no other meaning for the first process of a container than the one that it gives it.
        assert server.wait(30) == 0
        assert b"Traceback" not in server.stderr.read()
    assert not list((tmp_path / "snapshots").iterdir())


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=lambda how: how.name)
def test_a_server_that_is_told_to_end_while_it_starts_does(snapshot: Snapshot, how: signal.Signals) -> None:
    with running(serving(snapshot.path.parents[1]), stderr=subprocess.PIPE) as server:
        assert server.stderr is not None
        assert b"SPARQL at /sparql" in server.stderr.readline()
        server.send_signal(how)
        assert server.wait(30) == 0
        assert b"Traceback" not in server.stderr.read()


def test_an_answer_that_is_stopped_is_told_in_the_log_of_queries_alone(snapshot: Snapshot) -> None:
    query = urllib.parse.urlencode({"query": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "timeout": "2"})
    # A fast machine reaches the ceilings in less than two seconds.
    command = serving(snapshot.path.parents[1], "--max-rows", str(10**9), "--max-bytes", str(10**12))
    with running(command, stderr=subprocess.PIPE) as server:
        root = f"http://127.0.0.1:{command[-1]}"
        ready(root, server)
        with urllib.request.urlopen(f"{root}/sparql?{query}") as answer, pytest.raises(http.client.IncompleteRead):
            deque(iter(lambda: answer.read(1 << 20), b""), maxlen=0)
        server.terminate()
        assert server.stderr is not None
        address, *lines = server.stderr.readlines()
        assert b"SPARQL at" in address
        assert [json.loads(line)["outcome"] for line in lines] == ["query-timeout"]


#: A service that never comes to its end, as a thread of it is about something long.
STUCK = """
import asyncio, sys
from threading import Thread, Event
from uvicorn import Config
from igmgraph.web.server import listening

async def app(scope, receive, send):
    await receive()
    Thread(target=Event().wait).start()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await asyncio.Event().wait()

class Server(listening._Server):
    async def startup(self, sockets=None):
        await super().startup(sockets)
        # By now it listens and heeds signals.
        print("begun", flush=True)

listening._LEAVE = 0.1
Server(Config(app, port=0, lifespan="on", ws="none", timeout_graceful_shutdown=1)).run()
"""


def test_a_server_ends_in_time_whatever_a_thread_is_about() -> None:
    with running([sys.executable, "-c", STUCK], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"begun\n"
        server.terminate()
        assert server.wait(30) == 0
