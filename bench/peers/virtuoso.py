"""Virtuoso 7, of Debian's package `virtuoso-opensource-7`: the engine of DBpedia and of many statistics offices."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template

from bench.peers.base import Missing, Peer, program
from bench.processes import NotReady, free_port, running, wait_for

__all__ = ["virtuoso"]

_TEMPLATE = Path(__file__).with_name("virtuoso.ini")
_PACKAGE = "virtuoso-opensource-7 of Debian"


@contextmanager
def virtuoso(data: Path, folder: Path) -> Iterator[Peer]:
    """A database of its own, with the buffers that its manual names for 4 GB of memory."""
    server, shell = program("virtuoso-t", _PACKAGE), program("isql-vt", _PACKAGE)
    sql, http = free_port(), free_port()
    settings = Template(_TEMPLATE.read_text("utf-8"))
    configuration = folder / "virtuoso.ini"
    configuration.write_text(settings.substitute(folder=folder, data=data.parent, sql=sql, http=http), "utf-8")
    command = [server, "+foreground", "+configfile", str(configuration)]
    with running(command, folder / "serve.log") as process:
        wait_for(f"http://127.0.0.1:{http}/sparql", process)
        load = f"ld_dir('{data.parent}', '{data.name}', 'urn:x'); rdf_loader_run(); checkpoint;"
        done = subprocess.run(
            [shell, f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}"], capture_output=True, text=True, check=False
        )
        if done.returncode or "Error" in done.stdout + done.stderr:
            raise NotReady(f"virtuoso does not take the data: {done.stdout}{done.stderr}")
        yield Peer(f"http://127.0.0.1:{http}/sparql", _version(server), process.pid)


def _version(server: str) -> str:
    told = subprocess.run([server, "+version"], capture_output=True, text=True, check=False)
    found = re.search(r"Version ([\w.]+)", told.stdout + told.stderr)
    if not found:
        raise Missing(f"{server} does not tell its version")
    return found[1]
