"""What a confined process tries, and is refused."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from igmgraph.engine.processes.landlock import is_supported

RUN = "from igmgraph.engine.processes.confinement import *\nfrom igmgraph.engine.processes.landlock import keep_only\n"
RUN += "import os\nfrom pathlib import Path\n"


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", RUN + code], capture_output=True, text=True, check=False, timeout=60)
    return done.stdout + done.stderr


def test_no_file_and_no_socket_is_opened_any_more() -> None:
    code = "import socket\nopen_nothing_more()\n"
    assert "Too many open files" in run(f"{code}open('/etc/hostname')")
    assert "Too many open files" in run(f"{code}socket.socket()")
    assert run(f"{code}print('still here')") == "still here\n"


def test_a_federated_query_finds_no_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        query = f"SELECT * {{ SERVICE <http://127.0.0.1:{listener.getsockname()[1]}/> {{ ?s ?p ?o }} }}"
        shown = run(f"from pyoxigraph import Store\nstore = Store()\nopen_nothing_more()\nlist(store.query({query!r}))")
        with pytest.raises(TimeoutError):
            listener.accept()
    assert "Error" in shown


def calling(port: int, allowed: int) -> str:
    """What a process shows that calls one port, and may call another."""
    query = f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"
    store = "from pyoxigraph import Store\nstore = Store()"
    return run(f"{store}\nkeep_only(ports=[{allowed}])\nlist(store.query({query!r}))")


def test_a_process_that_may_call_the_relay_calls_nobody_else() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        port = listener.getsockname()[1]
        shown = calling(port, port + 1)
        # Where the system has no such rules, what is admitted is all that holds a query back.
        if is_supported():
            assert "Permission denied" in shown
            with pytest.raises(TimeoutError):
                listener.accept()
    assert "Connection refused" in calling(port, port)


def test_a_process_that_reads_a_folder_reads_and_writes_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "inside").write_text("in")
    code = f"folder = Path({str(tmp_path)!r})\nkeep_only([folder])\n"
    assert run(f"{code}print((folder / 'inside').read_text())") == "in\n"
    if is_supported():
        assert "PermissionError" in run(f"{code}open('/etc/hostname')")
        assert "PermissionError" in run(f"{code}open(folder / 'new', 'w')")
        assert "PermissionError" in run(f"{code}os.kill(os.getppid(), 0)")


def test_memory_has_a_ceiling() -> None:
    assert "MemoryError" in run("limit_memory(50 * 2**20)\nbytearray(200 * 2**20)")
    assert run("limit_memory(300 * 2**20)\nbytearray(20 * 2**20)\nprint('fits')") == "fits\n"
