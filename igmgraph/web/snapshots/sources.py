"""Where the data of a service come from: the snapshots of its store, or a publication in another engine."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from igmgraph.engine.base import Engine
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.errors import Unavailable
from igmgraph.settings import Settings
from igmgraph.web.snapshots.absent import AbsentEngine

__all__ = ["Source", "source_of"]

_Loop = asyncio.AbstractEventLoop


class Source(Protocol):
    """Data that change now and then.

    Attributes:
        period: seconds between two looks at them.
    """

    period: float

    def changed(self, engine: Engine) -> bool:
        """Whether there are data other than those of an engine; raises IgmError, OSError or ValueError if unknown."""

    def open(self, loop: _Loop | None) -> tuple[Settings, Engine]:
        """Open the data that are there now; the settings have the base of their IRIs, which whoever built them chose.

        Raises:
            Unavailable: there are none.
        """


class _Store:
    """The snapshots of a store: a build may put another one in service at any moment."""

    period = 0.5

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def changed(self, engine: Engine) -> bool:
        folder = self._current()
        return folder is not None and folder != _folder(engine)

    def open(self, loop: _Loop | None) -> tuple[Settings, Engine]:
        folder = self._current()
        if folder is None:
            if self._settings.snapshot_url:
                raise Unavailable("the first snapshot has not arrived yet; try again soon")
            raise Unavailable("{store}: no snapshot to serve", store=str(self._settings.store))
        settings = replace(self._settings, base_iri=_base_of(folder))
        return settings, EmbeddedEngine(folder, settings, loop)

    def _current(self) -> Path | None:
        """Folder of the snapshot in service, without symlinks."""
        folder = (self._settings.store / "current").resolve()
        return folder if folder.is_dir() else None


def source_of(settings: Settings) -> Source:
    """Where the data of a service with these settings come from."""
    if not settings.endpoint:
        return _Store(settings)
    # It brings SPARQLWrapper with it, and that rdflib.
    from igmgraph.engine.distant.source import EngineSource  # noqa: PLC0415

    return EngineSource(settings)


def _base_of(snapshot: Path) -> str:
    try:
        manifest = json.loads((snapshot / "manifest.json").read_text("utf-8"))
        if isinstance(manifest["base_iri"], str):
            return manifest["base_iri"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        pass
    raise Unavailable("{store}: no snapshot to serve", store=str(snapshot))


def _folder(engine: Engine) -> Path | None:
    return None if isinstance(engine, AbsentEngine) else engine.snapshot_path
