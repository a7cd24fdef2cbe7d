"""A query process: SPARQL text from a client is parsed and run only here, confined, one query after the other."""

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

from igmgraph.engine.channel import LEAVING, UNFIT, Send, Task, head_of, read_tasks, send_error, sender
from igmgraph.engine.processes.allocator import keep_pages
from igmgraph.engine.processes.confinement import close_all_but, end_with_parent, ignore_ends, peak_memory
from igmgraph.engine.processes.priority import take_short_turns
from igmgraph.errors import IgmError, MemoryExceeded
from igmgraph.settings import Settings

__all__ = ["Begin", "Evaluate", "work"]

#: Runs the query of a task, and sends the frames of its answer.
Evaluate = Callable[[Task, Send], None]
#: Makes a process ready to evaluate; called once in each.
Begin = Callable[[Settings], Evaluate]


def work(channel: socket.socket, begin: Begin, settings: Settings, nursery: int, kept: int) -> NoReturn:
    """Answer the tasks of a channel until it is closed.

    `begin` makes this process ready to evaluate them; once it has grown by more than `kept` bytes it ends, and is
    replaced.
    """
    end_with_parent(nursery)
    ignore_ends()
    close_all_but(channel.fileno())
    # What the engine says when it aborts is for the service, and no line of its log.
    os.dup2(channel.fileno(), 2)
    take_short_turns()
    keep_pages()
    evaluate = _begin(channel, begin, settings)
    most = peak_memory() + kept
    send = sender(channel)
    for task in read_tasks(channel):
        try:
            evaluate(task, send)
        except IgmError as error:
            send_error(send, error)
        except MemoryError:
            send_error(send, MemoryExceeded("the query needed more memory than one query may use"))
            break
        if peak_memory() > most:
            break
    with suppress(OSError):
        channel.sendall(head_of(LEAVING, 0))
    os._exit(0)


def _begin(channel: socket.socket, begin: Begin, settings: Settings) -> Evaluate:
    """Become ready; a process that cannot, as its data are not there any more, says why and ends."""
    try:
        return begin(settings)
    except (IgmError, OSError, RuntimeError, ValueError) as error:
        said = f"{type(error).__name__}: {error}".encode()
        with suppress(OSError):
            channel.sendall(head_of(UNFIT, len(said)) + said)
        os._exit(1)
