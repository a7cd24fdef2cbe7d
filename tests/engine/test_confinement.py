"""What a confined process tries, and is refused."""

import socket
import subprocess
import sys

import pytest

RUN = "from igmgraph.engine.confinement import *\n"


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


def test_memory_has_a_ceiling() -> None:
    assert "MemoryError" in run("limit_memory(50 * 2**20)\nbytearray(200 * 2**20)")
    assert run("limit_memory(300 * 2**20)\nbytearray(20 * 2**20)\nprint('fits')") == "fits\n"
