"""A query in this process, for a program that trusts who asks: no worker, no deadline, no ceiling but a size."""

import sys
from dataclasses import replace
from pathlib import Path

from pyoxigraph import Store

from igmgraph.engine.channel import HEAD, Ending
from igmgraph.engine.processes.tasks import task_of
from igmgraph.engine.query.admission import admit
from igmgraph.engine.store import evaluate as send_frames
from igmgraph.engine.store import fits_in_memory, open_in_memory, open_on_disk
from igmgraph.engine.values import ClientQuery, Wanted
from igmgraph.errors import ResultTooLarge
from igmgraph.settings import Settings

__all__ = ["evaluate", "open_store"]


def open_store(snapshot: Path, quads: int, settings: Settings) -> Store:
    """Open a snapshot: in memory when it fits into `settings.memory_budget`, else read-only from disk."""
    return open_in_memory(snapshot) if fits_in_memory(quads, settings) else open_on_disk(snapshot)


def evaluate(store: Store, query: ClientQuery, media_type: str, settings: Settings, max_bytes: int) -> bytes:
    """Admit a query and run it; the whole answer.

    Raises:
        QueryRefused: the query is not admitted, or cannot be evaluated.
        QuerySyntaxError: the text does not parse.
        ResultTooLarge: the answer has more bytes than `max_bytes`.
    """
    unbounded = replace(settings, max_rows=sys.maxsize, max_bytes=max_bytes)
    heads, contents = [b""], list[bytes]()

    def send(head: bytes, content: bytes | memoryview) -> None:
        heads.append(head)
        contents.append(bytes(content))

    task = task_of(query, admit(query.text, settings), Wanted(media_type), unbounded)
    # Where the engine ends its process, that is the program's.
    send_frames(store, task._replace(total=True), send)
    _, known, _, microseconds, rows = HEAD.unpack(heads[-1])
    if Ending.read(known, microseconds, rows).cut:
        raise ResultTooLarge("the answer is larger than {most} bytes; ask for less of it, with LIMIT", most=max_bytes)
    return b"".join(contents)
