"""Files of N-Quads lines in bytewise order, of any size: sorted on disk, read in order, searched by their subjects.

Sorting is done by sort(1) of the system (POSIX), in a bounded part of the memory: nothing else that every Unix machine
has sorts gigabytes as fast.
"""

import mmap
import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from heapq import merge as merged
from itertools import chain, groupby, islice
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from igmgraph.errors import IgmError
from igmgraph.rdf.nquads import subject_of

__all__ = ["SortedFiles", "beside", "by_subject", "merge", "sorting"]

#: Memory that a sort may take before it goes on in files.
_MEMORY = "512M"
#: Lines after which readers' progress is told.
_TOLD = 20_000


@contextmanager
def sorting(target: Path) -> Iterator[IO[bytes]]:
    """Take lines in any order, and leave each once and in order in a file; rests are kept beside it meanwhile.

    Raises:
        IgmError: the disk is full, or there is no sort(1).
    """
    with _sort(target, stdin=subprocess.PIPE) as process:
        stream = process.stdin
        if stream is None:
            raise TypeError("a pipe was asked for")
        try:
            yield stream
        except BrokenPipeError:
            # It has told why on its other end.
            process.stdin = None
        except BaseException:
            process.kill()
            raise
        _wait(process, target)


def merge(sources: Iterable[Path], target: Path) -> None:
    """Merge sorted files into one, each line once.

    Raises:
        IgmError: the disk is full, or there is no sort(1).
    """
    with _sort(target, "-m", *map(str, sources)) as process:
        _wait(process, target)


def by_subject(lines: Iterable[bytes]) -> Iterator[tuple[bytes, list[bytes]]]:
    """Subjects, each with all its lines, from lines in order."""
    return ((subject, list(group)) for subject, group in groupby(lines, subject_of))


def beside(lines: Iterable[bytes], others: Iterable[bytes]) -> Iterator[tuple[bytes, list[bytes], list[bytes]]]:
    """Subjects of lines in order, each with all its lines, and with those that it has among others in order."""
    rest = by_subject(others)
    at, found = next(rest, (b"", []))
    for subject, mine in by_subject(lines):
        # The blank that ends the subject belongs to the order of the lines.
        while found and at + b" " < subject + b" ":
            at, found = next(rest, (b"", []))
        yield subject, mine, found if at == subject else []


class SortedFiles:
    """Sorted files as one, to be read from the beginning or at a subject; nothing of them is kept in memory."""

    def __init__(self, *paths: Path) -> None:
        """Open them."""
        self.paths = paths
        self._maps = [_map(path) for path in paths if path.stat().st_size]
        self._watch: _Watch | None = None

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the files."""
        for each in self._maps:
            each.close()

    def __iter__(self) -> Iterator[bytes]:
        """Each line in order, with its end."""
        streams = [_lines(path) for path in self.paths]
        lines = streams[0] if len(streams) == 1 else merged(*streams)
        return self._watch(lines) if self._watch else lines

    @contextmanager
    def watched(self, tell: Callable[[int, int], None], times: int = 1) -> Iterator[Self]:
        """Tell readers' progress, as bytes done and in all, for as long as a block reads everything so many `times`."""
        self._watch = _Watch(tell, times * sum(map(len, self._maps)))
        try:
            yield self
        finally:
            self._watch = None

    def about(self, subject: bytes) -> list[bytes]:
        """All lines that have a subject, with their ends."""
        return list(chain.from_iterable(_about(content, subject + b" ") for content in self._maps))


class _Watch:
    """Tells how far somebody is who reads lines, perhaps several times."""

    def __init__(self, tell: Callable[[int, int], None], total: int) -> None:
        self._tell, self._done, self._total = tell, 0, total

    def __call__(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        while portion := list(islice(lines, _TOLD)):
            yield from portion
            self._done += sum(map(len, portion))
            # That it is all done is told by who knows it.
            if self._done < self._total:
                self._tell(self._done, self._total)


def _about(content: mmap.mmap, prefix: bytes) -> Iterator[bytes]:
    start = _seek(content, prefix)
    while content[start : start + len(prefix)] == prefix:
        end = content.find(b"\n", start) + 1
        yield content[start:end]
        start = end


def _seek(content: mmap.mmap, prefix: bytes) -> int:
    """Where the first line begins that is not before `prefix`."""
    low, high = 0, len(content)
    while low < high:
        middle = max(low, content.rfind(b"\n", low, (low + high) // 2) + 1)
        if content[middle : middle + len(prefix)] < prefix:
            low = content.find(b"\n", middle) + 1
        else:
            high = middle
    return low


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as lines:
        yield from lines


def _map(path: Path) -> mmap.mmap:
    with path.open("rb") as stream:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)


@contextmanager
def _sort(target: Path, *options: str, stdin: int | None = None) -> Iterator["subprocess.Popen[bytes]"]:
    command: Sequence[str] = ("sort", "-u", "-S", _MEMORY, "-T", str(target.parent), "-o", str(target), *options)
    # Bytewise order and English messages, whatever the language of the machine.
    environment = {**os.environ, "LC_ALL": "C"}
    try:
        process = subprocess.Popen(command, env=environment, stdin=stdin, stderr=subprocess.PIPE)  # noqa: S603
    except OSError as error:
        raise IgmError(f"sort(1) is needed and cannot be run: {error.strerror}") from None
    with process:
        yield process


def _wait(process: "subprocess.Popen[bytes]", target: Path) -> None:
    _, told = process.communicate()
    if process.returncode:
        reason = told.decode(errors="replace").partition("\n")[0].rpartition(": ")[2]
        raise IgmError(f"{target.parent}: cannot sort there: {reason}")
