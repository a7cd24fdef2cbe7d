"""The process that loads a snapshot once and forks the query processes, which share it copy-on-write.

It has one thread and runs no query, so that a fork finds every lock open and the data as they were loaded.
`python -m igmgraph.engine.processes.nursery SNAPSHOT MEMORY|DISK RELAY CONTROL` is started by `forks`; RELAY is the
port that a SERVICE is called at, 0 if none is.
"""

import gc
import os
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from igmgraph.engine.processes.confinement import ignore_ends, limit_memory, open_nothing_more
from igmgraph.engine.processes.landlock import keep_only
from igmgraph.engine.processes.worker import Begin, Evaluate, work
from igmgraph.engine.store import evaluate, open_in_memory, open_on_disk
from igmgraph.settings import Settings

__all__ = ["run"]

#: Bytes that a query process may keep after a query.
_KEPT = 64 * 1024**2
#: Bytes that RocksDB keeps of what it has read, 32 MiB for each of eleven tables: of the data, and of no query.
_KEPT_OF_DISK = 11 * 32 * 1024**2


def _from_memory(snapshot: Path, ports: Sequence[int]) -> Begin:
    """Load a snapshot here; query processes share it."""
    store = open_in_memory(snapshot)

    def begin(settings: Settings) -> Evaluate:
        limit_memory(settings.worker_memory)
        keep_only(ports=ports)
        if not ports:
            # A SERVICE is called over a socket.
            open_nothing_more()
        return partial(evaluate, store)

    return begin


def _from_disk(snapshot: Path, ports: Sequence[int]) -> Begin:
    """Have each query process open a snapshot; it opens files of it as queries need them."""

    def begin(settings: Settings) -> Evaluate:
        store = open_on_disk(snapshot)
        limit_memory(settings.worker_memory + _KEPT_OF_DISK)
        keep_only([snapshot], ports)
        return partial(evaluate, store)

    return begin


def run(begin: Begin, control: int, kept: int = _KEPT) -> None:
    """Attend to a control socket, and end this process with it; a query process may grow by so many bytes."""
    _attend(socket.socket(fileno=control), begin, kept)
    # Without a word to the workers: the system ends them with this process.
    os._exit(0)


def _attend(control: socket.socket, begin: Begin, kept: int) -> None:
    """Fork a worker for each channel that comes over the control socket; return when that one is closed."""
    ignore_ends()
    settings = Settings.from_environment(os.environ)
    # What the collector never touches, no process has a copy of.
    gc.freeze()
    control.sendall(b"r")
    nursery = os.getpid()
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            return
        with socket.socket(fileno=descriptors[0]) as channel:
            child = _fork()
            if child == 0:
                try:
                    work(channel, begin, settings, nursery, kept)
                finally:
                    os._exit(1)
        _send(control, child)
        _bury()


def _fork() -> int:
    """As the system does it; -1 where that has no room for another process now, which may be otherwise soon."""
    try:
        return os.fork()
    except OSError:
        return -1


def _send(control: socket.socket, child: int) -> None:
    """Send a hold on a process, or that there is none."""
    if child < 0:
        control.sendall(b"w")
        return
    handle = os.pidfd_open(child)
    socket.send_fds(control, [b"w"], [handle])
    os.close(handle)


def _bury() -> None:
    """Take note of the workers that have ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    _, _folder, _where, _relay, _control = sys.argv
    _ports = [int(_relay)] if int(_relay) else []
    if _where == "MEMORY":
        run(_from_memory(Path(_folder), _ports), int(_control))
    else:
        run(_from_disk(Path(_folder), _ports), int(_control), _KEPT + _KEPT_OF_DISK)
