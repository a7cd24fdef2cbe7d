"""Releases of an export: written beside the one in service, then put in its place by one rename.

`DIR/current` is a symlink to `DIR/releases/{time}-{snapshot}`; the release before stays, for a server that has not
been told yet.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from igmgraph.engine.holding import Hold, is_held
from igmgraph.errors import IgmError

__all__ = ["release"]

_CURRENT = "current"
_UNFINISHED = ".exporting-"


@contextmanager
def release(folder: Path, snapshot: str) -> Iterator[tuple[Path, Path]]:
    """Give the folder to write a release to, and the one where it is going to be; put it in service after the block.

    A block that raises leaves the release before in service. What an export that was killed has left is removed.

    Raises:
        IgmError: the folder cannot be written.
    """
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{snapshot}"
    writing, target = folder / f"{_UNFINISHED}{name}", folder / "releases" / name
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_unfinished(folder)
        writing.mkdir()
        hold = Hold(writing)
        try:
            yield writing, target.resolve()
            writing.rename(target)
        finally:
            hold.release()
            shutil.rmtree(writing, ignore_errors=True)
        _put_in_service(folder, target)
    except OSError as error:
        raise IgmError(f"{folder}: cannot write the export: {error.strerror or error}") from None


def _remove_unfinished(folder: Path) -> None:
    for path in folder.glob(f"{_UNFINISHED}*"):
        # Whoever is at work in a folder holds it.
        if not (path.is_symlink() or is_held(path)):
            shutil.rmtree(path)


def _put_in_service(folder: Path, target: Path) -> None:
    current = folder / _CURRENT
    before = current.resolve().name
    link = folder / f"{_UNFINISHED}{_CURRENT}-{target.name}"
    link.symlink_to(Path("releases", target.name))
    link.replace(current)
    for each in target.parent.iterdir():
        if each.name not in {target.name, before}:
            shutil.rmtree(each)
