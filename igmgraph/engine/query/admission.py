"""Which queries are let in, decided by a scan of their text before any parser sees them; most are plain."""

from contextlib import suppress
from dataclasses import replace
from operator import itemgetter
from threading import Lock

from cachetools import FIFOCache

from igmgraph.engine.query.admitted import Admission
from igmgraph.engine.query.plain import admit_plain
from igmgraph.engine.query.scan import scan
from igmgraph.engine.query.total_order import may_mix_kinds
from igmgraph.errors import QueryTooLong
from igmgraph.settings import Settings

__all__ = ["Admissions", "admit"]


def admit(text: str, settings: Settings) -> Admission:
    """Scan a query text.

    Raises:
        QueryTooLong: it has more characters than `settings.max_query_length`.
        QueryRefused: it is an update, calls a SERVICE that is not in `settings.allow_service` or a function of another
            engine, or is over one of `settings.max_query_graphs`, `max_query_nesting` and `max_query_joints`.
    """
    if len(text) > settings.max_query_length:
        raise QueryTooLong(
            "the query has {length} characters; {most} are read", length=len(text), most=settings.max_query_length
        )
    return admit_plain(text, settings) or replace(scan(text, settings), mixed=may_mix_kinds(text))


class Admissions:
    """Remembers what the scan found: programs ask the same again, and one query is looked at in several places.

    Safe to share between threads.
    """

    #: Characters of all texts that are remembered, and as how many more what is known of one counts.
    _MOST, _EACH = 4_000_000, 500

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        # Each with what it counts as.
        self._known: FIFOCache[str, tuple[int, Admission]] = FIFOCache(self._MOST, getsizeof=itemgetter(0))

    def admit(self, text: str) -> Admission:
        """Scan a query text, or remember; raises what `admit` does."""
        with self._lock:
            known = self._known.get(text)
        if known is not None:
            return known[1]
        found = admit(text, self._settings)
        # A text that is longer than all that is remembered is not.
        with self._lock, suppress(ValueError):
            self._known[text] = len(text) + self._EACH, found
        return found
