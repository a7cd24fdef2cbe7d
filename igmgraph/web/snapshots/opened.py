"""Files beside the snapshot in service, open; another snapshot may be there at the next request."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

__all__ = ["Opened"]

_File = TypeVar("_File")


class Opened(Generic[_File]):
    """Opens a file once for each folder; who began before a snapshot was replaced still reads the one before."""

    def __init__(self, open_: Callable[[Path], _File]) -> None:
        """`open_` opens the file in a folder."""
        self._open = open_
        self._lock = Lock()
        self._files: dict[Path, _File] = {}

    def of(self, folder: Path) -> _File:
        """The file in a folder; raises what opening it raises."""
        with self._lock:
            if folder not in self._files:
                # What was opened first goes; who reads it still holds it.
                for oldest in list(self._files)[:-1]:
                    del self._files[oldest]
                self._files[folder] = self._open(folder)
            return self._files[folder]
