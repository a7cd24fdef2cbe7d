"""What a build takes: time and memory against the number of profiles, measured and tabled."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

__all__ = ["Build", "measure", "table"]


@dataclass(frozen=True, slots=True)
class Build:
    """One build.

    Attributes:
        profiles, statements: what went in.
        seconds: from start to end, on a machine that others may share.
        processor_seconds: of the build alone.
        megabytes: of memory at the most, all processes that it waits for counted one by one.
        stored: megabytes of the finished snapshot.
    """

    profiles: int
    statements: int
    seconds: float
    processor_seconds: float
    megabytes: float
    stored: float


def measure(profiles: int, statements: int, data: Path) -> Build:
    """Build a snapshot of some data, with everything, in a folder beside them that goes again.

    Raises:
        subprocess.CalledProcessError: the build failed.
    """
    with TemporaryDirectory(dir=data.parent, prefix="build-") as folder:
        command = [sys.executable, "-m", "igmgraph", "build", "--source", str(data), "--store", folder]
        begun = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        stored = sum(path.stat().st_size for path in Path(folder, "current").resolve().rglob("*"))
    processor = used.ru_utime + used.ru_stime
    return Build(
        profiles, statements, round(seconds, 1), round(processor, 1), round(used.ru_maxrss / 1024), round(stored / 1e6)
    )


def table(builds: Iterable[Build]) -> str:
    """The builds as Markdown."""
    head = "| profiles | statements | seconds | processor seconds | memory, MB | snapshot, MB |\n|" + " ---: |" * 6
    rows = (
        f"| {each.profiles:,} | {each.statements:,} | {each.seconds:,.0f} | {each.processor_seconds:,.0f} |"
        f" {each.megabytes:,.0f} | {each.stored:,.0f} |"
        for each in builds
    )
    return "\n".join([head, *rows]) + "\n"
