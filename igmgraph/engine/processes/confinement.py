"""What a process that runs other people's queries may not do, enforced by the system (Linux) and not by hope."""

import ctypes
import os
import resource
import signal
from contextlib import suppress
from pathlib import Path

__all__ = ["close_all_but", "end_with_parent", "ignore_ends", "limit_memory", "open_nothing_more", "peak_memory"]

_PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int | None = None) -> None:
    """Have the system kill this process when its parent ends, even when that one is killed (prctl(2)).

    A process that knows the id of its parent ends here if that one has ended already.
    """
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent is not None and os.getppid() != parent:
        # As the system would have ended it a moment later: its query has another process.
        os.kill(os.getpid(), signal.SIGKILL)


def ignore_ends() -> None:
    """Go on when all processes of the service are told to end: it ends its own when the last answer has left."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)


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


def close_all_but(kept: int) -> None:
    """Close every file but this one and the three standard ones."""
    for descriptor in [int(path.name) for path in Path("/proc/self/fd").iterdir()]:
        if descriptor > 2 and descriptor != kept:
            with suppress(OSError):
                os.close(descriptor)


def peak_memory() -> int:
    """Most bytes of memory that this process has had; opens no file."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
