"""A server that ends, however it ends, leaves no process behind."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from igmgraph.build.snapshot import Snapshot


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


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL], ids=lambda how: how.name)
def test_no_process_outlives_the_server(snapshot: Snapshot, how: signal.Signals) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "igmgraph", "serve", "--store", str(snapshot.path.parents[1])]
    with subprocess.Popen([*command, "--port", str(port), "--workers", "2"], start_new_session=True) as server:
        _wait(f"http://127.0.0.1:{port}/readyz")
        assert len(processes_of(server.pid)) > 3
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
    with subprocess.Popen(command) as server:
        _wait(f"http://127.0.0.1:{port}/readyz")
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


#: A service that never comes to its end, as a thread of it is about something long.
STUCK = """
import asyncio, sys
from threading import Thread, Event
from uvicorn import Config
from igmgraph.web import listening

async def app(scope, receive, send):
    await receive()
    Thread(target=Event().wait).start()
    await send({"type": "lifespan.startup.complete"})
    print("begun", flush=True)
    await receive()
    await asyncio.Event().wait()

listening._LEAVE = 0.1
listening._Server(Config(app, port=0, lifespan="on", ws="none", timeout_graceful_shutdown=1)).run()
"""


def test_a_server_ends_in_time_whatever_a_thread_is_about() -> None:
    with subprocess.Popen([sys.executable, "-c", STUCK], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"begun\n"
        # When it listens, it has begun to heed signals.
        while not _listens(server.pid):
            os.sched_yield()
        server.terminate()
        try:
            assert server.wait(30) == 0
        finally:
            server.kill()


def _listens(process: int) -> bool:
    """Whether a process has a TCP socket that listens."""
    mine = {str(each.readlink()) for each in Path(f"/proc/{process}/fd").iterdir()}
    lines = [line.split() for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]]
    return any(fields[3] == "0A" and f"socket:[{fields[9]}]" in mine for fields in lines)


def _wait(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=10).close()
        except (urllib.error.URLError, ConnectionError):
            continue
        return
    raise AssertionError("the server did not start")
