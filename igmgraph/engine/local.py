"""A query in this process, for a program that trusts who asks: no worker, no deadline, no ceiling but a size."""

import sys
from pathlib import Path

from igmgraph.engine.channel import HEAD, Ending
from igmgraph.engine.holding import Hold
from igmgraph.engine.processes.tasks import task_of
from igmgraph.engine.query.admission import admit
from igmgraph.engine.store import evaluate as send_frames
from igmgraph.engine.store import open_on_disk
from igmgraph.engine.values import ClientQuery, Wanted
from igmgraph.errors import ResultTooLarge, Unavailable
from igmgraph.settings import Settings

__all__ = ["LocalSnapshot"]


class LocalSnapshot:
    """A snapshot that is read where it is: to load it takes longer than most of what is asked then."""

    def __init__(self, folder: Path) -> None:
        """Open it; until this is forgotten, no build removes it.

        Raises:
            Unavailable: it cannot be read.
        """
        try:
            self._hold = Hold(folder)
            self._store = open_on_disk(folder)
        except OSError as error:
            raise Unavailable("the snapshot cannot be read: {reason}", reason=str(error)) from error

    def evaluate(self, query: ClientQuery, media_type: str, max_bytes: int = sys.maxsize) -> bytes:
        """Admit a query and run it; the whole answer.

        Raises:
            QueryRefused: the query is not admitted, or cannot be evaluated.
            QuerySyntaxError: the text does not parse.
            ResultTooLarge: the answer has more bytes than `max_bytes`.
        """
        unbounded = Settings(max_rows=sys.maxsize, max_bytes=max_bytes)
        heads, contents = [b""], list[bytes]()

        def send(head: bytes, content: bytes | memoryview) -> None:
            heads.append(head)
            contents.append(bytes(content))

        task = task_of(query, admit(query.text, unbounded), Wanted(media_type), unbounded)
        # Where the engine ends its process, that is the program's.
        send_frames(self._store, task._replace(total=True), send)
        _, known, _, microseconds, rows = HEAD.unpack(heads[-1])
        if Ending.read(known, microseconds, rows).cut:
            raise ResultTooLarge(
                "the answer is larger than {most} bytes; ask for less of it, with LIMIT", most=max_bytes
            )
        return b"".join(contents)
