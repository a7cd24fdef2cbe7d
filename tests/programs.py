"""Programs that tests start: each is ended by its own handle, by force where it must be."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

__all__ = ["ends", "running"]


@contextmanager
def running(command: Sequence[str], **options: Any) -> Iterator["subprocess.Popen[bytes]"]:
    """A program while it runs, whatever happens meanwhile: `Popen` alone waits for one that a failed test forgot."""
    with subprocess.Popen(command, **options) as program:
        try:
            yield program
            program.terminate()
            program.wait(60)
        finally:
            program.kill()


def ends(program: "subprocess.Popen[bytes]") -> bool:
    """Whether a program ends within a moment: who waits for it to begin leaves it the processors meanwhile."""
    try:
        program.wait(0.05)
    except subprocess.TimeoutExpired:
        return False
    return True
