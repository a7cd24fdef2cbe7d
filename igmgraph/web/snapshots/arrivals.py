"""A service that follows others: packs published elsewhere are unpacked into its store, from which it then serves.

What is in service stays there until a pack is verified and unpacked, whatever goes wrong with the next.
"""

import logging
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

from prometheus_client import CollectorRegistry, Counter, Gauge

from igmgraph.engine.processes.priority import step_back
from igmgraph.errors import IgmError, InputError
from igmgraph.packs.shelf import Latest
from igmgraph.packs.sources import source_at
from igmgraph.rdf.statements import write_whole
from igmgraph.settings import Settings

__all__ = ["Arrivals"]

_LOG = logging.getLogger(__name__)
#: Folder in the store for packs that are downloaded, and for the note which one was unpacked last.
_FOLDER, _TAKEN = "arriving", "taken.json"
#: How often the pause between two looks doubles, at most, while they fail.
_DOUBLINGS = 4
#: Unpacking takes the processor only when no query needs it (nice(2)).
_NICENESS = 15


class Arrivals:
    """Looks for packs in a thread of its own, and unpacks them in a process of its own."""

    def __init__(self, settings: Settings, registry: CollectorRegistry) -> None:
        """Look at nothing yet.

        Raises:
            InputError: `settings.snapshot_url` is nothing that can be looked at.
        """
        self._settings = settings
        self._source = source_at(settings.snapshot_url)
        self._folder = settings.store / _FOLDER
        self._looks = Counter("igmgraph_snapshot_looks", "Looks at --snapshot-url.", ["outcome"], registry=registry)
        for outcome in ("unchanged", "taken", "failed"):
            self._looks.labels(outcome)
        self._taken = Gauge(
            "igmgraph_snapshot_taken_timestamp_seconds", "When a pack was unpacked last.", registry=registry
        )
        self._end = Event()
        self._child: subprocess.Popen[str] | None = None
        self._thread = Thread(target=self._follow, name="arrivals", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def _follow(self) -> None:
        failures = 0
        while True:
            try:
                outcome = "taken" if self.look() else "unchanged"
                failures = 0
            except Exception as error:  # noqa: BLE001 - whatever is published, the next may be good
                outcome, failures = "failed", min(failures + 1, _DOUBLINGS)
                if not self._end.is_set():
                    _LOG.warning(
                        "the snapshot in service stays: %s", error if isinstance(error, IgmError) else repr(error)
                    )
            self._looks.labels(outcome).inc()
            if self._end.wait(self._settings.snapshot_interval * 2**failures):
                return

    def look(self) -> bool:
        """Take the pack that counts, if it is another one; tell whether it was.

        Raises:
            IgmError: it cannot be had, or is not what it should be.
        """
        latest = self._source.look()
        if latest is None or self._has(latest):
            return False
        try:
            self._take(latest)
        except BaseException:
            self._source.forget()
            raise
        return True

    def _has(self, latest: Latest) -> bool:
        try:
            taken = Latest.from_json((self._folder / _TAKEN).read_bytes())
        except (OSError, InputError):
            return False
        return taken == latest and (self._settings.store / "current").resolve().name == latest.snapshot

    def _take(self, latest: Latest) -> None:
        if latest.size > self._settings.snapshot_max_bytes:
            raise InputError(f"{latest.pack}: has {latest.size} bytes, more than are allowed")
        self._folder.mkdir(parents=True, exist_ok=True)
        self._unpack(self._source.fetch(latest, self._folder))
        write_whole(self._folder / _TAKEN, latest.to_json())
        for downloaded in self._folder.glob("*.tar.zst"):
            downloaded.unlink()
        self._taken.set_to_current_time()
        _LOG.warning("version %s was unpacked: snapshot %s", latest.version, latest.snapshot)

    def _unpack(self, pack: Path) -> None:
        options = ["--store", str(self._settings.store), "--max-bytes", str(self._settings.snapshot_max_bytes)]
        # Whatever memory it takes, or a crash of it, is not the service's; no shell reads it.
        command = [sys.executable, "-m", "igmgraph.replicas", "unpack", str(pack), *options]
        with subprocess.Popen(  # noqa: S603
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as child:
            self._child = child
            step_back(child.pid, _NICENESS)
            if self._end.is_set():
                child.terminate()
            _, told = child.communicate()
        if child.returncode:
            reason = told.strip() or f"unpacking ended with status {child.returncode}"
            raise IgmError(reason)

    def close(self) -> None:
        """Look no more; a download that is underway goes on when the service is started again."""
        self._end.set()
        if self._child is not None:
            self._child.terminate()
