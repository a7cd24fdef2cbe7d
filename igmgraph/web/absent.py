"""The engine of a service that has nothing to serve yet: alive, and says so to every request for data."""

from typing import NoReturn

from igmgraph.errors import Unavailable

__all__ = ["AbsentEngine"]


class AbsentEngine:
    """Raises Unavailable, with `reason` as its message, whatever it is asked."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def _refuse(self, *_args: object, **_named: object) -> NoReturn:
        raise Unavailable(self._reason)

    form = answer = solutions = _refuse
    snapshot_id = snapshot_path = load = property(_refuse)

    def close(self) -> None:
        """Nothing is open."""
