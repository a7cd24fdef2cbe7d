"""A store's folder: snapshots are filled beside the one in service, then put in its place by one rename.

A process that is killed at any moment leaves the old snapshot or the new one in service, whole.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from igmgraph.engine.holding import Hold, is_held

__all__ = ["CURRENT", "filling", "locked", "move_into_place", "place_of", "put_in_service", "sync_all"]

#: Symlink to the snapshot in service.
CURRENT = "current"
_SNAPSHOTS = "snapshots"
#: What begins like this belongs to a build that is running, or was killed.
_UNFINISHED = ".building-"


def place_of(store_dir: Path, name: str) -> Path:
    """Folder of the snapshot with this id, whether there is one or not."""
    return store_dir / _SNAPSHOTS / name


@contextmanager
def locked(store_dir: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Keep others from writing to the store, and remove what one that was killed has left.

    The system lets go of the lock when this process ends, however it does. `waiting` is called if another one has it.

    Raises:
        OSError: the folder cannot be written.
    """
    (store_dir / _SNAPSHOTS).mkdir(parents=True, exist_ok=True)
    with (store_dir / ".lock").open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(stream, fcntl.LOCK_EX)
        _remove_unfinished(store_dir)
        yield


@contextmanager
def filling(store_dir: Path, name: str) -> Iterator[Path]:
    """An empty folder in the store, nobody's attention yet; it goes in the end, unless it was moved into place.

    Raises:
        OSError: the folder cannot be written.
    """
    (store_dir / _SNAPSHOTS).mkdir(parents=True, exist_ok=True)
    _remove_unfinished(store_dir)
    folder = store_dir / f"{_UNFINISHED}{name}"
    folder.mkdir()
    hold = Hold(folder)
    try:
        yield folder
    finally:
        hold.release()
        # A disk that is full should not stay so.
        shutil.rmtree(folder, ignore_errors=True)


def move_into_place(filled: Path, target: Path) -> None:
    """Make a folder that is whole and synced a snapshot of the store."""
    if target.exists():
        # The same data, but damaged since.
        _discard(target)
    filled.rename(target)
    _sync(target.parent)


def put_in_service(store_dir: Path, target: Path) -> None:
    """Serve a snapshot from now on; the one before stays on disk, older ones go."""
    current = store_dir / CURRENT
    previous = current.resolve().name
    link = store_dir / f"{_UNFINISHED}{CURRENT}"
    link.symlink_to(Path(_SNAPSHOTS, target.name))
    link.replace(current)
    _sync(store_dir)
    keep = {target.name, previous}
    if previous == target.name:
        return
    for folder in target.parent.iterdir():
        # A service that has not moved on yet may still read it; the next build removes it.
        if folder.name not in keep and not is_held(folder):
            _discard(folder)


def sync_all(folder: Path) -> None:
    """Have the disk hold a folder with all that is in it."""
    for path in (*folder.rglob("*"), folder):
        _sync(path)


def _discard(folder: Path) -> None:
    """Remove a snapshot; renamed first, so that a half removed one is never taken for whole."""
    doomed = folder.parent.parent / f"{_UNFINISHED}discarded-{folder.name}"
    folder.rename(doomed)
    shutil.rmtree(doomed)


def _remove_unfinished(store_dir: Path) -> None:
    for path in store_dir.glob(f"{_UNFINISHED}*"):
        if path.is_symlink():
            path.unlink()
        # Whoever is at work in a folder holds it.
        elif not is_held(path):
            shutil.rmtree(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
