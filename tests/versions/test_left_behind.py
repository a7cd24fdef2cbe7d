"""What a service that is killed leaves behind, the next one clears away."""

import os
import signal
import sys
from pathlib import Path

from tests.programs import running
from tests.replicas.servers import ask, free_port, is_ready
from tests.versions.conftest import Releases


def test_the_folders_of_a_service_that_was_killed_are_removed(releases: Releases, tmp_path: Path) -> None:
    def left() -> set[Path]:
        return set(tmp_path.glob("igmgraph-version-*"))

    environment = {**os.environ, "TMPDIR": str(tmp_path), "IGM_STATE": str(tmp_path / "state")}
    command = [sys.executable, "-m", "igmgraph", "serve", "--store", str(releases.store), "--workers", "1"]
    first, second = free_port(), free_port()
    with running([*command, "--port", str(first)], env=environment) as other:
        while not is_ready(first):
            assert other.poll() is None
        assert ask(first, "/version/1.0.0/doc/place/cl.nt")[0] == 200
        used = left()
        assert len(used) == 1
        with running([*command, "--port", str(second)], env=environment) as server:
            while not is_ready(second):
                assert server.poll() is None
            # Those of a service that lives stay.
            assert left() == used
            assert ask(second, "/version/1.0.0/doc/place/cl.nt")[0] == 200
            assert len(left()) == 2
        other.send_signal(signal.SIGKILL)
        other.wait(30)
        assert left() == used
    with running([*command, "--port", str(first)], env=environment) as server:
        while not is_ready(first):
            assert server.poll() is None
        assert not left()
