"""The list of a snapshot's files, with size and SHA-256 of each: `downloads/index.json`."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["FOLDER", "MEDIA_TYPES", "Download", "enter", "read_index", "write_index"]

#: Folder of the files in a snapshot.
FOLDER = "downloads"
_INDEX = "index.json"

#: End of a file's name to its media type; what is packed is told by `packed`.
MEDIA_TYPES = {
    "ttl": "text/turtle",
    "nq": "application/n-quads",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "csv": "text/csv",
}


@dataclass(frozen=True, slots=True)
class Download:
    """One file.

    Attributes:
        name: its path below `/download/`, and below the folder of the files.
        format: `ttl`, `nq`, `jsonld`, `rdf` or `csv`; a key of `MEDIA_TYPES`.
        bytes: its size.
        sha256: in hexadecimal.
        graph: IRI of the named graph that it holds; "" for the whole dataset, or a table.
        table: name of the table that it is; "" for a dump.
        language: of a table; "" for a dump.
    """

    name: str
    format: str
    bytes: int
    sha256: str
    graph: str = ""
    table: str = ""
    language: str = ""

    @property
    def packed(self) -> bool:
        """Whether it is gzipped."""
        return self.name.endswith(".gz")

    @property
    def media_type(self) -> str:
        """Media type of what it holds, unpacked."""
        return MEDIA_TYPES[self.format]


def enter(folder: Path, name: str, format_: str, **about: str) -> Download:
    """Describe a file that was written, and write its `.sha256` beside it, as `sha256sum --check` reads it."""
    path = folder / name
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    path.with_name(f"{path.name}.sha256").write_text(f"{digest}  {path.name}\n", "utf-8")
    return Download(name, format_, path.stat().st_size, digest, **about)


def write_index(folder: Path, downloads: Iterable[Download]) -> None:
    """Write the list."""
    entries = [asdict(each) for each in downloads]
    (folder / _INDEX).write_text(json.dumps(entries, indent=1) + "\n", "utf-8")


def read_index(snapshot: Path) -> list[Download]:
    """The files of a snapshot, in the order of the index; none when it was built without."""
    try:
        entries = json.loads((snapshot / FOLDER / _INDEX).read_text("utf-8"))
    except OSError:
        return []
    return [Download(**entry) for entry in entries]
