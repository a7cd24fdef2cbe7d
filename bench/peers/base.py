"""What a peer is to a benchmark."""

import shutil
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Missing", "Peer", "Starter", "program"]


class Missing(RuntimeError):
    """A peer is not installed; the message says what would install it."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A server that is ready.

    Attributes:
        endpoint: URL that takes `?query=`.
        version: of the software.
        pid: of the process that owns the others.
        site: root URL, "" when it serves no documents.
    """

    endpoint: str
    version: str
    pid: int
    site: str = ""


#: Takes the N-Quads to serve and a folder to work in, which exists; raises `Missing`.
Starter = Callable[[Path, Path], AbstractContextManager[Peer]]


def program(name: str, package: str) -> str:
    """Find a program beside this Python or on the path.

    Raises:
        Missing: it is in neither place.
    """
    beside = Path(sys.executable).parent / name
    found = beside if beside.exists() else shutil.which(name)
    if not found:
        raise Missing(f"{name} is not installed (package {package})")
    return str(found)
