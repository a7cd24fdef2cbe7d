"""Other engines, each a process of its own on this machine, with a folder of its own, ended by its handle."""

import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from string import Template

from igmgraph.engine.credentials import Credentials
from igmgraph.engine.remote import Endpoint
from tests.programs import ends, running

__all__ = ["ENGINES", "Engine", "free_port", "virtuoso"]

_VIRTUOSO = Template(Path(__file__).with_name("virtuoso.ini").read_text("utf-8"))


@dataclass(frozen=True)
class Engine:
    """An engine that runs: where it answers, takes updates, and keeps graphs (None: it does not without a password)."""

    name: str
    endpoint: Endpoint
    graph_store: str | None


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def _running(command: list[str], url: str) -> Iterator[None]:
    with running(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _wait(url, process)
        yield


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    while not ends(process):
        try:
            urllib.request.urlopen(url, timeout=30).close()
        except urllib.error.HTTPError:
            return
        except (urllib.error.URLError, ConnectionError):
            continue
        return
    raise AssertionError(f"{process.args!r} ended with status {process.returncode}")


@contextmanager
def _oxigraph(folder: Path) -> Iterator[Engine]:
    root = f"http://127.0.0.1:{free_port()}"
    command = [
        str(Path(sys.executable).with_name("oxigraph")),
        "serve",
        "--union-default-graph",
        "--location",
        str(folder / "store"),
        "--bind",
        root.removeprefix("http://"),
    ]
    with _running(command, f"{root}/query"):
        yield Engine("oxigraph", Endpoint(f"{root}/query", f"{root}/update"), f"{root}/store")


@contextmanager
def virtuoso(folder: Path, most_rows: int = 10_000_000) -> Iterator[Engine]:
    """Virtuoso, with some limit of rows for each answer."""
    sql, http = free_port(), free_port()
    configuration = folder / "virtuoso.ini"
    configuration.write_text(_VIRTUOSO.substitute(folder=folder, sql=sql, http=http, most_rows=most_rows), "utf-8")
    root = f"http://127.0.0.1:{http}"
    with _running(["virtuoso-t", "+foreground", "+configfile", str(configuration)], f"{root}/sparql"):
        # Updates need a name there; a new database has this one.
        credentials = Credentials("digest", "dba", "dba")
        yield Engine("virtuoso", Endpoint(f"{root}/sparql-auth", credentials=credentials), None)


#: Name to what starts it in a folder.
ENGINES = {"oxigraph": _oxigraph, "virtuoso": virtuoso}
