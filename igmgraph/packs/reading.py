"""A pack read back: nothing of it is believed before it was compared with `pack.json`, file by file."""

import hashlib
import shutil
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Self

from igmgraph.errors import IgmError, InputError
from igmgraph.packs.manifest import MANIFEST, Entry, PackManifest

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["Pack", "open_pack"]

#: Bytes of `pack.json`, of a long name, and of what follows the last file, at most.
_LONGEST_MANIFEST, _LONGEST_NAME, _LONGEST_END = 16 * 1024**2, 4096, 64 * 1024
_PIECE = 1024**2


class _Member(tarfile.TarInfo):
    """A plain file: links, devices, folders and further headers are refused before anything of them is read."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        member = super().frombuf(buf, encoding, errors)
        is_name = member.type == tarfile.GNUTYPE_LONGNAME and member.size <= _LONGEST_NAME
        if member.size < 0 or not (member.type == tarfile.REGTYPE or is_name):
            raise InputError(f"{member.name!r} is no plain file")
        return member


class Pack:
    """A pack that is being read, from its beginning to its end.

    Attributes:
        manifest: what it says it holds.
    """

    def __init__(self, path: Path, stream: "zstd.ZstdFile", tar: tarfile.TarFile) -> None:
        """Read its manifest.

        Raises:
            InputError: it has none.
        """
        self._path, self._stream, self._tar = path, stream, tar
        member = tar.next()
        if member is None or member.name != MANIFEST or member.size > _LONGEST_MANIFEST:
            raise InputError(f"it does not begin with {MANIFEST}")
        self.manifest = PackManifest.from_json(self._open(member).read())

    def extract(self, folder: Path, max_bytes: int) -> None:
        """Write all files into an empty folder; each is compared with its size and hash.

        Raises:
            InputError: the pack does not hold what it says, or more than `max_bytes`.
            IgmError: the disk has no room for it.
            OSError: the folder cannot be written.
        """
        size, free = self.manifest.size, shutil.disk_usage(folder).free
        if size > max_bytes:
            raise InputError(f"{self._path}: holds {size} bytes, more than the {max_bytes} that are allowed")
        if size > free:
            raise IgmError(f"{folder.parent}: {self._path} holds {size} bytes, and the disk has room for {free}")
        with _telling(self._path):
            for entry in self.manifest.files:
                self._extract(entry, folder)
            self._end()

    def _extract(self, entry: Entry, folder: Path) -> None:
        member = self._tar.next()
        if member is None or (member.name, member.size) != (entry.path, entry.size):
            raise InputError(f"{entry.path} is missing, or is not of its size")
        target = folder / entry.path
        target.parent.mkdir(parents=True, exist_ok=True)
        source, hashed = self._open(member), hashlib.sha256()
        with target.open("xb") as written:
            while piece := source.read(_PIECE):
                hashed.update(piece)
                written.write(piece)
        if hashed.hexdigest() != entry.sha256:
            raise InputError(f"{entry.path} is not the file that was packed: its hash differs")

    def _open(self, member: tarfile.TarInfo) -> IO[bytes]:
        source = self._tar.extractfile(member)
        if source is None:
            raise InputError(f"{member.name!r} is no plain file")
        return source

    def _end(self) -> None:
        if self._tar.next() is not None or len(self._stream.read(_LONGEST_END)) == _LONGEST_END:
            raise InputError("it goes on after its last file")


@contextmanager
def open_pack(path: Path) -> Iterator[Pack]:
    """Begin to read a pack.

    Raises:
        InputError: the file is none, is damaged, or cannot be read.
    """
    try:
        opened = path.open("rb")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from None
    with opened, zstd.ZstdFile(opened) as stream:
        with _telling(path):
            tar = tarfile.open(fileobj=stream, mode="r|", tarinfo=_Member)  # noqa: SIM115 - closed below
            pack = Pack(path, stream, tar)
        with tar:
            yield pack


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    """Say of which file something is told, and that what cannot be read is damaged."""
    try:
        yield
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    except (zstd.ZstdError, tarfile.TarError, EOFError) as error:
        raise InputError(f"{path}: damaged, cut, or no pack: {error}") from None
