"""What a process that runs other people's queries may not do, enforced by the system (Linux) and not by hope."""

import ctypes
import os
import resource
import signal
from pathlib import Path

__all__ = ["end_with_parent", "limit_memory", "open_nothing_more"]

_PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Have the system kill this process when its parent ends, even when that one is killed (prctl(2))."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def limit_memory(more: int) -> None:
    """Let this process use `more` bytes of address space than it uses now, and leave no core file."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    limit = pages * resource.getpagesize() + more
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def open_nothing_more() -> None:
    """Refuse this process any further file and socket; what is open stays open."""
    lowest_free = os.dup(0)
    os.close(lowest_free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free, lowest_free))
