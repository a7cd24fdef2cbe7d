"""Snapshots that are in use: whoever reads one holds its folder, and a build removes none that is held (flock(2))."""

import fcntl
import os
import weakref
from pathlib import Path

__all__ = ["Hold", "is_held"]


class Hold:
    """Holds a folder until it is let go, forgotten, or its process ends."""

    def __init__(self, folder: Path) -> None:
        """Hold it.

        Raises:
            OSError: it is not there.
        """
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        self._close = weakref.finalize(self, os.close, descriptor)
        fcntl.flock(descriptor, fcntl.LOCK_SH)

    def release(self) -> None:
        """Let go."""
        self._close()


def is_held(folder: Path) -> bool:
    """Whether anyone holds a folder."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
