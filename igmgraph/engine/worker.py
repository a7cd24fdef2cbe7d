"""A query process: SPARQL text from a client is parsed and run only here, confined, one query after the other."""

import os
import signal
import socket
from pathlib import Path
from typing import NoReturn

from pyoxigraph import Store

from igmgraph.engine.channel import pack_error, read_task
from igmgraph.engine.confinement import close_all_but, end_with_parent, limit_memory, open_nothing_more, peak_memory
from igmgraph.engine.store import evaluate, open_on_disk
from igmgraph.errors import IgmError, MemoryExceeded
from igmgraph.settings import Settings

__all__ = ["work"]

#: Bytes that a process may keep after a query; one that has grown more than that ends, and is replaced.
_KEPT = 64 * 1024**2


def work(channel: socket.socket, store: Store | None, snapshot: Path, settings: Settings, nursery: int) -> NoReturn:
    """Answer the tasks of a channel until it is closed; `store` is held in memory, None is one on disk."""
    end_with_parent(nursery)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    close_all_but(channel.fileno())
    opened = store or open_on_disk(snapshot)
    limit_memory(settings.worker_memory)
    if store is not None and not settings.allow_service:
        # A store on disk opens its files as queries need them, and a SERVICE is called over a socket.
        open_nothing_more()
    kept = peak_memory() + _KEPT
    while task := read_task(channel):
        try:
            evaluate(opened, task, channel.sendall)
        except IgmError as error:
            channel.sendall(pack_error(error))
        except MemoryError:
            channel.sendall(pack_error(MemoryExceeded("the query needed more memory than one query may use")))
            break
        if peak_memory() > kept:
            break
    os._exit(0)
