"""An export of some of the shipped data, and nginx over it, with the service behind; each ended by its own handle."""

import getpass
import http.client
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

import pytest
from werkzeug.serving import make_server

from igmgraph.build.snapshot import Snapshot
from igmgraph.engine.base import Engine
from igmgraph.export.pipeline import export
from igmgraph.settings import Settings
from igmgraph.web import create_app
from tests.programs import running

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    "/dataset",
    "/doc/domain/migrants-rights",
    "/doc/finding/cl-monte-patria-2024/migrants-rights/w1",
    "/doc/institution/int/igmgraph-project",
    "/doc/place/cl",
    "/doc/source/igm-monte-patria-2024",
    "/graph/sdg",
    "/ontology",
]
MAIN = """
load_module /usr/lib/nginx/modules/ngx_http_brotli_static_module.so;
daemon off;
user {user};
pid {folder}/pid;
error_log {folder}/error.log;
worker_processes 1;
events {{}}
http {{
  include /etc/nginx/mime.types;
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  include {folder}/site.conf;
}}
"""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Servers:
    """Ports of nginx and of the service behind it."""

    nginx: int
    service: int

    def ask(self, port: int, path: str, headers: Mapping[str, str], method: str = "GET") -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request(method, path, headers={"Host": "data.example:8080", **headers, "Connection": "close"})
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()


@pytest.fixture(scope="session")
def exported(snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    told: list[tuple[str, int, int]] = []
    count = export(snapshot.path.parents[1], folder, lambda *step: told.append(step), DOCUMENTS)
    assert count == len(DOCUMENTS)
    assert told[-1] == ("render", count, count)
    return folder


@pytest.fixture(scope="session")
def servers(
    exported: Path, snapshot: Snapshot, engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Servers]:
    folder = tmp_path_factory.mktemp("nginx")
    app = create_app(Settings(store=snapshot.path.parents[1]), engine)
    service = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=service.serve_forever)
    thread.start()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    values = {
        "IGM_LISTEN": f"127.0.0.1:{port}",
        "IGM_STATIC": str(exported),
        "IGM_UPSTREAM": f"127.0.0.1:{service.server_port}",
    }
    site = Template((ROOT / "docs/nginx/igmgraph.conf").read_text("utf-8")).safe_substitute(values)
    (folder / "site.conf").write_text(site, "utf-8")
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=getpass.getuser()), "utf-8")
    try:
        with running(["/usr/sbin/nginx", "-c", str(folder / "nginx.conf")]) as nginx:
            _wait(nginx, port)
            yield Servers(port, service.server_port)
    finally:
        service.shutdown()
        thread.join()
        service.server_close()


def _wait(server: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=10).close()
        except OSError:
            continue
        return
    raise AssertionError(f"nginx ended with status {server.poll()}")
