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
    from igmgraph.cli import main as command  # noqa: PLC0415

    if sys.argv[1:2] == ["serve"]:
        # What is unfinished is cleared away.
        _when_told(sys.exit)
    command()


def _when_told(end: Callable[[int], object]) -> None:
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: end(0))


if __name__ == "__main__":
    main()
