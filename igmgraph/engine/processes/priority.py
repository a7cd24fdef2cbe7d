"""Which process goes first when there are more of them than processors."""

import ctypes
import os
import platform
import resource
import struct
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

__all__ = ["may_step_forward", "processed", "step_back", "step_forward", "take_short_turns"]

#: Lowest priority that the system knows (setpriority(2)).
_LAST = 19
#: Bit of the capability to raise priorities (capabilities(7)).
_CAP_SYS_NICE = 23
#: With the number of a process, its clock (clock_getcpuclockid(3), MAKE_PROCESS_CPUCLOCK of Linux).
_CPUCLOCK_SCHED = 2
#: Number of sched_setattr(2), and its structure: size, policy, flags, niceness, priority, runtime, deadline, period.
_SCHED_SETATTR = {"x86_64": 314, "aarch64": 274}
_ATTRIBUTES = struct.Struct("=IIQiIQQQ")
#: Nanoseconds: the shortest turn that the system knows.
_TURN = 100_000


def take_short_turns() -> None:
    """Let this process wait less for its turn, and keep it no longer (Linux 6.12 and later; else nothing changes)."""
    number = _SCHED_SETATTR.get(platform.machine())
    if number is not None:
        attributes = _ATTRIBUTES.pack(_ATTRIBUTES.size, os.SCHED_OTHER, 0, _usual(), 0, _TURN, 0, 0)
        # Where the system does not let us, turns stay as they are.
        ctypes.CDLL(None).syscall(number, 0, attributes, 0)


def step_back(process: int, steps: int) -> None:
    """Have a process leave the processors to others so much (nice(2)); by 39 steps, the most that there are.

    Where the system lets nobody do so, as under `SystemCallFilter=~@resources` of systemd, it goes on as before.
    """
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process, min(_usual() + steps, _LAST))


def step_forward(process: int) -> bool:
    """Have a process that stepped back run like others again; whether it does."""
    try:
        os.setpriority(os.PRIO_PROCESS, process, _usual())
    except OSError:
        return False
    return True


def processed(process: int) -> float:
    """Seconds of a processor that a process has had; 0 when there is none any more."""
    try:
        return time.clock_gettime(~process << 3 | _CPUCLOCK_SCHED)
    except OSError:
        return 0.0


@cache
def may_step_forward() -> bool:
    """Whether the system lets a process of ours come back that has stepped back: CAP_SYS_NICE or RLIMIT_NICE."""
    status = Path("/proc/self/status").read_text("utf-8")
    capabilities = next(int(line.split()[1], 16) for line in status.splitlines() if line.startswith("CapEff:"))
    limit = resource.getrlimit(resource.RLIMIT_NICE)[0]
    return bool(capabilities >> _CAP_SYS_NICE & 1) or limit == resource.RLIM_INFINITY or limit >= 20 - _usual()


@cache
def _usual() -> int:
    return os.getpriority(os.PRIO_PROCESS, 0)
