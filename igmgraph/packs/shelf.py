"""Where packs are published: a folder, which any file server can offer, with `latest.json` to say which one counts."""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from igmgraph.errors import IgmError, InputError
from igmgraph.packs.manifest import FORMAT
from igmgraph.packs.writing import digest, write_pack
from igmgraph.rdf.statements import write_whole

__all__ = ["LATEST", "Latest", "publish_pack"]

LATEST = "latest.json"
#: Nothing that leads to another folder or host.
_NAME = re.compile(r"igmgraph-[0-9a-f]{16}-[0-9a-f]{12}\.tar\.zst")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Latest:
    """The pack that counts.

    Attributes:
        pack: name of its file, which is beside `latest.json`, and never gets other content.
        size: of the file, in bytes.
        sha256: of the file, in hexadecimal.
        snapshot: id of the snapshot in it.
        version: what that one is called.
        format: of the pack.
    """

    pack: str
    size: int
    sha256: str
    snapshot: str
    version: str
    format: int = FORMAT

    def to_json(self) -> str:
        """As it stands in the file."""
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Read what `to_json` wrote.

        Raises:
            InputError: it is no such thing, or tells of a pack that this version does not read.
        """
        try:
            latest = cls(**json.loads(content))
            named = _NAME.fullmatch(latest.pack) and _SHA256.fullmatch(latest.sha256)
        except (ValueError, TypeError, RecursionError) as error:
            raise InputError(f"{LATEST} cannot be read: {error}") from None
        if not named or type(latest.size) is not int or latest.format != FORMAT:
            raise InputError(f"{LATEST} names no pack of format {FORMAT}")
        return latest


def publish_pack(store_dir: Path, snapshot: Path, shelf: Path, *, releases: bool = False) -> Latest:
    """Pack a snapshot into a folder of packs; `latest.json` names it when it is there, in one step.

    Raises:
        IgmError: the store cannot be read, or the folder cannot be written.
    """
    fresh = shelf / f".{snapshot.name}.tar.zst"
    manifest = write_pack(store_dir, snapshot, fresh, releases=releases)
    sha256 = digest(fresh)
    name = f"igmgraph-{manifest.snapshot}-{sha256[:12]}.tar.zst"
    latest = Latest(name, fresh.stat().st_size, sha256, manifest.snapshot, manifest.version)
    try:
        fresh.replace(shelf / name)
    except OSError as error:
        raise IgmError(f"{shelf}: cannot publish the pack: {error.strerror}") from None
    write_whole(shelf / LATEST, latest.to_json())
    return latest
