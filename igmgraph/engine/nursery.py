"""The process that loads a snapshot once and forks the query processes, which share it copy-on-write.

It has one thread and runs no query, so that a fork finds every lock open and the data as they were loaded.
`python -m igmgraph.engine.nursery SNAPSHOT MEMORY|DISK CONTROL` is started by `igmgraph.engine.forks`.
"""

import gc
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

from igmgraph.engine.store import open_in_memory
from igmgraph.engine.worker import work
from igmgraph.settings import Settings

__all__ = ["main"]


def main(control: socket.socket, snapshot: Path, *, in_memory: bool) -> None:
    """Fork a worker for each channel that comes over the control socket; end when that one is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settings = Settings.from_environment(os.environ)
    store = open_in_memory(snapshot) if in_memory else None
    # What the collector never touches, no process has a copy of.
    gc.freeze()
    control.sendall(b"r")
    nursery = os.getpid()
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            return
        with socket.socket(fileno=descriptors[0]) as channel:
            child = os.fork()
            if child == 0:
                try:
                    work(channel, store, snapshot, settings, nursery)
                finally:
                    os._exit(1)
        handle = os.pidfd_open(child)
        socket.send_fds(control, [b"w"], [handle])
        os.close(handle)
        _bury()


def _bury() -> None:
    """Take note of the workers that have ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[3])), Path(sys.argv[1]), in_memory=sys.argv[2] == "MEMORY")
    # Without a word to the workers: the system ends them with this process.
    os._exit(0)
