"""Real servers for tests of replicas: each on a free port of this machine, ended by its own handle."""

import functools
import http.client
import http.server
import json
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.programs import ends, running

__all__ = ["Replica", "ask", "free_port", "is_ready", "sharing", "until"]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def ask(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body; OSError when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


def is_ready(port: int) -> bool:
    """Whether there is a service that has data, or a way to one."""
    try:
        return ask(port, "/readyz")[0] == 200
    except OSError:
        return False


def until(holds: Callable[[], Any], *alive: "Replica") -> None:
    """Wait for a condition; the replicas have to stay alive meanwhile."""
    while not holds():
        for replica in alive:
            assert not ends(replica.process), f"the server ended with status {replica.process.returncode}"


class Replica:
    """`igmgraph serve --snapshot-url`, with a store of its own."""

    def __init__(self, folder: Path, url: str, stack: ExitStack) -> None:
        self.folder, self.url, self.port = folder, url, free_port()
        self._stack = stack
        self.start()

    def start(self) -> None:
        """Start, or start again where it was."""
        options = ["--port", str(self.port), "--workers", "1", "--client-seconds-per-minute", "0"]
        follow = ["--snapshot-url", self.url, "--snapshot-interval", "0.2"]
        command = [sys.executable, "-m", "igmgraph", "serve", "--store", str(self.folder / "store"), *options, *follow]
        environment = {**os.environ, "IGM_STATE": str(self.folder / "state")}
        self.process = self._stack.enter_context(running(command, env=environment))

    def ready(self) -> str:
        """Id of the snapshot that it serves; nothing while it does not."""
        try:
            status, _, body = ask(self.port, "/readyz")
        except OSError:
            return ""
        return str(json.loads(body)["snapshot"]) if status == 200 else ""

    def metric(self, line: str) -> float:
        """Sum of the metrics whose lines begin like this."""
        lines = ask(self.port, "/metrics")[2].decode().splitlines()
        return sum(float(each.split()[-1]) for each in lines if each.startswith(line))


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def sharing(folder: Path) -> Iterator[str]:
    """URL of a folder that a static file server offers."""
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
