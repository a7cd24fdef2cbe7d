"""Servers that a benchmark starts: on loopback, ready before they are measured, ended by their own handle."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = [
    "NotReady",
    "family",
    "free_port",
    "memory_of",
    "processor_milliseconds",
    "resident",
    "running",
    "settle",
    "wait_for",
]

#: Seconds that a server may take to load its data.
_PATIENCE = 1800
#: Seconds of processor time within one second below which a server is at rest.
_QUIET = 0.05


class NotReady(RuntimeError):
    """A server ended, or never answered."""


def free_port() -> int:
    """A TCP port of the loopback interface that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running(
    command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
) -> "Iterator[subprocess.Popen[bytes]]":
    """A server process for as long as the block runs; what it prints goes to `log`."""
    with log.open("ab") as stream:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, env={**os.environ, **(environment or {})}
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Wait until a server answers at `url`, whatever it answers.

    Raises:
        NotReady: it ended, or stayed silent for half an hour.
    """
    deadline = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=60).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise NotReady(f"{url}: no answer; status {process.poll()}")


def settle(pid: int) -> None:
    """Wait until a server has nothing to do of itself: its processes use less than a twentieth of a processor."""
    used = _processor_time(pid)
    while True:
        time.sleep(1)
        before, used = used, _processor_time(pid)
        if used - before < _QUIET:
            return


def _processor_time(pid: int) -> float:
    """Seconds that a process and its descendants have computed."""
    ticks = 0
    for each in family(pid):
        with suppress(OSError):
            fields = Path(f"/proc/{each}/stat").read_text("utf-8").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def processor_milliseconds(pid: int) -> float:
    """Milliseconds that the threads there are of a process and of its descendants have computed."""
    total = 0
    for each in family(pid):
        for task in Path(f"/proc/{each}/task").glob("*/schedstat"):
            with suppress(OSError):
                total += int(task.read_text("utf-8").split()[0])
    return total / 1_000_000


def memory_of(pid: int) -> int:
    """Bytes of memory of a process and its descendants, pages that they share counted once (PSS)."""
    return sum(_proportional(each) for each in family(pid))


def family(pid: int) -> Iterator[int]:
    """A process and its descendants."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text("utf-8").split()
        except OSError:
            continue
        for child in children:
            yield from family(int(child))


def resident(pid: int) -> int:
    """Bytes of memory of one process, pages that it shares included (RSS)."""
    return _field(Path(f"/proc/{pid}/status"), "VmRSS:")


def _proportional(pid: int) -> int:
    return _field(Path(f"/proc/{pid}/smaps_rollup"), "Pss:")


def _field(file: Path, name: str) -> int:
    """Bytes that a line of a /proc file tells in kB; 0 when the process has ended."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))
