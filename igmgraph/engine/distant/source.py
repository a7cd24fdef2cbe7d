"""The engine behind a service, looked at now and then: is it there, and which snapshot does it hold?"""

import asyncio
from dataclasses import replace

from igmgraph.engine.base import Engine
from igmgraph.engine.credentials import read_credentials
from igmgraph.engine.distant.dialect import Dialect
from igmgraph.engine.distant.engine import DistantEngine
from igmgraph.engine.distant.gate import Gate
from igmgraph.engine.distant.line import Line
from igmgraph.engine.distant.probes import find_dialect
from igmgraph.engine.distant.publication import Publication, read_publication
from igmgraph.engine.distant.row_limit import find_row_limit
from igmgraph.settings import Settings

__all__ = ["EngineSource"]


class EngineSource:
    """Publications in one engine, one after the other."""

    def __init__(self, settings: Settings) -> None:
        """Look at nothing yet.

        Raises:
            InputError: the variable that `settings.auth_env` names holds no credentials.
        """
        self.period = settings.endpoint_interval
        self._settings = settings
        self._line = Line(settings.endpoint, read_credentials(settings.auth_env))
        self._gate = Gate(self.period)
        self._opened: tuple[Publication, Dialect] | None = None
        # None when it has to be found out; that takes some time.
        self._row_limit: int | None = None

    def changed(self, engine: Engine) -> bool:  # noqa: ARG002
        """Whether the engine holds something else than when it was opened; also the way back to one that was away."""
        return self._gate.try_again(self._look) != self._opened

    def open(self, loop: asyncio.AbstractEventLoop | None) -> tuple[Settings, Engine]:
        """Serve what the engine holds now.

        Raises:
            Unavailable: it does not answer, or holds no publication.
        """
        found = self._gate.try_again(self._look)
        settings = replace(self._settings, base_iri=found[0].base_iri)
        if most := found[1].most_rows:
            # One row less than it gives, so that one more is seen.
            settings = replace(settings, max_rows=min(settings.max_rows, max(most - 1, 1)))
        engine = DistantEngine(*found, settings, self._gate, loop)
        self._opened = found
        return settings, engine

    def _look(self) -> tuple[Publication, Dialect]:
        limit, self._row_limit = self._row_limit, None
        timeout = self._settings.query_timeout
        publication = read_publication(self._line, timeout)
        dialect = find_dialect(self._line, publication, timeout)
        # Virtuoso takes a new limit without a word, and tells of it in the headers of rows, not of graphs.
        known = None if dialect.partial else limit
        self._row_limit = find_row_limit(self._line, timeout) if known is None else known
        return publication, replace(dialect, most_rows=self._row_limit)
