"""`pack.json`, the first member of a pack: what it holds, file by file, in the order in which the files follow."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from igmgraph import __version__
from igmgraph.errors import InputError
from igmgraph.versions.numbers import is_release

__all__ = ["DATASET", "FORMAT", "MANIFEST", "SNAPSHOT", "STORE", "VERSIONS", "Entry", "PackManifest"]

#: Raised whenever an older igmgraph could not read what is written here.
FORMAT = 1
MANIFEST = "pack.json"
#: Folders of a pack, and the file of the first from which all else could be made again.
SNAPSHOT, VERSIONS = "snapshot", "versions"
#: Folder of a snapshot that no pack has: whoever unpacks makes the database, and opens none that came from elsewhere.
STORE = "store"
DATASET = f"{SNAPSHOT}/dataset.nq"

_SHA256 = re.compile(r"[0-9a-f]{64}")
#: No segment begins with a dot, so none leads upwards; no controls, no backslashes.
_SEGMENT = r"/[^./\\\x00-\x1f][^/\\\x00-\x1f]{0,199}"
_PATH = re.compile(rf"(?:{SNAPSHOT}(?!/{STORE}/)|{VERSIONS}/\d+\.\d+\.\d+)(?:{_SEGMENT})+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a pack: its path there, its size in bytes, and its SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str

    def __post_init__(self) -> None:
        """Refuse a path that leads elsewhere.

        Raises:
            InputError: it does, or size or hash are none.
        """
        if not _PATH.fullmatch(self.path):
            raise InputError(f"{self.path!r} is no place in a pack")
        if type(self.size) is not int or self.size < 0 or not _SHA256.fullmatch(self.sha256):
            raise InputError(f"{self.path}: size or hash are not told")


@dataclass(frozen=True, slots=True)
class PackManifest:
    """What a pack holds.

    Attributes:
        snapshot: id of the snapshot.
        sha256: of its canonical N-Quads.
        version: what it is called; a release's number if it is that release, else number and hash.
        releases: number to SHA-256 of the canonical N-Quads, of each kept release in the pack.
        files: in the order in which they follow.
        software: version of igmgraph that wrote it.
        format: of the pack.
    """

    snapshot: str
    sha256: str
    version: str
    releases: Mapping[str, str]
    files: tuple[Entry, ...]
    software: str = field(default=__version__)
    format: int = FORMAT

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(entry.size for entry in self.files)

    def stated_releases(self) -> dict[str, str]:
        """Every release that whoever unpacks this will have, the snapshot among them if it is one."""
        own = {self.version: self.sha256} if is_release(self.version) else {}
        return {**self.releases, **own}

    def to_json(self) -> bytes:
        """As it stands in the pack."""
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode() + b"\n"

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Read what `to_json` wrote.

        Raises:
            InputError: it is no such thing, or of a format that this version does not read.
        """
        try:
            told: dict[str, Any] = json.loads(content)
            if told["format"] != FORMAT:
                raise InputError(f"format {told['format']!r}: this igmgraph reads format {FORMAT}; another version may")
            files = tuple(Entry(**entry) for entry in told.pop("files"))
            manifest = cls(files=files, **told)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise InputError(f"{MANIFEST} cannot be read: {error}") from None
        manifest._check()
        return manifest

    def _check(self) -> None:
        paths = {entry.path: entry for entry in self.files}
        dataset = paths.get(DATASET)
        if len(paths) != len(self.files) or dataset is None or dataset.sha256 != self.sha256:
            raise InputError(f"{MANIFEST} names a file twice, or not the dataset that it says it holds")
        if self.snapshot != self.sha256[:16]:
            raise InputError(f"{MANIFEST}: the snapshot's id is not that of its dataset")
        if set(self.releases) != {path.split("/")[1] for path in paths if path.startswith(f"{VERSIONS}/")}:
            raise InputError(f"{MANIFEST}: the releases are not those whose files it lists")
