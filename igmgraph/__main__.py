"""`python -m igmgraph` is the `igmgraph` command."""

import os
import signal
import sys
from collections.abc import Callable

__all__ = ["main"]


def main() -> None:
    """Run the command; a service that is told to end while it begins does so, with status 0, whoever runs it.

    The first process of a container is told in vain unless it attends to signals itself.
    """
    if sys.argv[1:2] == ["serve"]:
        _when_told(os._exit)
        _fill_streams()
    from igmgraph.cli import main as command  # noqa: PLC0415

    if sys.argv[1:2] == ["serve"]:
        # What is unfinished is cleared away.
        _when_told(sys.exit)
    command()


def _fill_streams() -> None:
    """Put nothing where a standard stream is closed: of a socket in its place, libuv ends the program at the end."""
    while (free := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(free, True)
    os.close(free)


def _when_told(end: Callable[[int], object]) -> None:
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: end(0))


if __name__ == "__main__":
    main()
