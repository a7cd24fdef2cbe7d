"""The engine of a service that has nothing to serve yet: alive, and says so to every request for data."""

from typing import NoReturn

from flask import Flask, request

from igmgraph.errors import IgmError, Unavailable
from igmgraph.web.snapshots.state import state

__all__ = ["AbsentEngine", "init_app"]

#: Endpoints that are about the process or its interface, or that a page which tells of an error needs.
_WITHOUT_DATA = frozenset({"operations.health", "metrics", "openapi.describe", "static"})


class AbsentEngine:
    """Raises Unavailable, with the sentence of an error, whatever it is asked."""

    def __init__(self, error: IgmError) -> None:
        self._error = error

    def _refuse(self, *_args: object, **_named: object) -> NoReturn:
        raise Unavailable(self._error.template, **self._error.values)

    check = admit = answer = solutions = _refuse
    snapshot_id = snapshot_path = graphs = load = property(_refuse)

    def close(self) -> None:
        """Nothing is open."""


def init_app(app: Flask) -> None:
    """Have every address say that there are no data yet: what is not found now may be there soon."""
    app.before_request(_refuse_without_data)


def _refuse_without_data() -> None:
    if request.endpoint not in _WITHOUT_DATA:
        # Raises Unavailable when there is none.
        _ = state().engine.snapshot_id
