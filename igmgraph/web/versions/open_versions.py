"""Engines of older versions of the data: opened when they are asked for, a few at a time."""

import logging
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass, replace
from multiprocessing.util import Finalize
from pathlib import Path
from threading import Lock

from igmgraph.engine.base import Engine
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.holding import Hold, is_held
from igmgraph.errors import Unavailable
from igmgraph.settings import Settings
from igmgraph.versions.kept import Kept
from igmgraph.versions.unpack import unpack

__all__ = ["OpenVersions"]

_LOG = logging.getLogger(__name__)
#: Seconds that a request waits while other versions are being opened.
_PATIENCE = 10.0
#: How the names of their folders begin, in the folder for what is temporary.
_PREFIX = "igmgraph-version-"


@dataclass(slots=True)
class _Opened:
    """An engine, its folder, which is held as long as its process lives, and how many requests use it now."""

    engine: Engine
    folder: tempfile.TemporaryDirectory[str]
    hold: Hold
    users: int = 0

    def close(self) -> None:
        self.engine.close()
        self.folder.cleanup()
        self.hold.release()


class OpenVersions:
    """The versions that are open; the one that was used longest ago makes room for the next."""

    def __init__(self, settings: Settings) -> None:
        """Open none yet, later at most `settings.open_versions`, each with one query process."""
        self._settings = replace(settings, workers=1)
        self._most = settings.open_versions
        self._opened: OrderedDict[str, _Opened] = OrderedDict()
        self._lock = Lock()
        _clear()
        # The web server's worker ends without running atexit; this it does run.
        Finalize(self, self.close, exitpriority=9)

    def use(self, kept: Kept, opening: AbstractContextManager[object]) -> tuple[Engine, Callable[[], None]]:
        """Engine of a version, and what to call when it is no longer needed; if it is not open, `opening` is entered.

        Raises:
            Unavailable: as many versions as may be open are in use.
        """
        if not self._lock.acquire(timeout=_PATIENCE):
            raise Unavailable("older versions are being opened; try again soon")
        try:
            opened = self._opened.get(kept.sha256)
            if opened is None:
                with opening:
                    opened = self._open(kept)
            self._opened.move_to_end(kept.sha256)
            opened.users += 1
        finally:
            self._lock.release()
        return opened.engine, lambda: self._leave(opened)

    def close(self) -> None:
        """End the engines."""
        with self._lock:
            while self._opened:
                self._opened.popitem()[1].close()

    def _leave(self, opened: _Opened) -> None:
        with self._lock:
            opened.users -= 1

    def _open(self, kept: Kept) -> _Opened:
        while len(self._opened) >= max(1, self._most):
            idle = next((sha256 for sha256, each in self._opened.items() if not each.users), None)
            if idle is None:
                raise Unavailable("too many versions are being read; try again soon")
            self._opened.pop(idle).close()
        try:
            self._opened[kept.sha256] = opened = self._unpacked(kept)
        except OSError as error:
            _LOG.warning("version %s cannot be opened: %s", kept.number, error)
            raise Unavailable("the service has no room for another version of the data now; try again soon") from error
        return opened

    def _unpacked(self, kept: Kept) -> _Opened:
        with ExitStack() as undo:
            folder = tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True)
            undo.callback(folder.cleanup)
            hold = Hold(Path(folder.name))
            undo.callback(hold.release)
            settings = replace(self._settings, base_iri=str(kept.manifest["base_iri"]))
            engine = EmbeddedEngine(unpack(kept, Path(folder.name)), settings)
            undo.pop_all()
        return _Opened(engine, folder, hold)


def _clear() -> None:
    """Remove what services have left that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        # Those of other users are their business.
        with suppress(OSError):
            if not is_held(folder):
                shutil.rmtree(folder)
