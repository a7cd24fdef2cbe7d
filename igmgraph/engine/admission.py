"""Which queries are let in, decided by a scan of their text before any parser sees them; most are plain."""

from collections import OrderedDict
from threading import Lock

from igmgraph.engine.admitted import Admission
from igmgraph.engine.plain import admit_plain
from igmgraph.engine.scan import scan
from igmgraph.errors import QueryTooLong
from igmgraph.settings import Settings

__all__ = ["Admission", "Admissions", "admit"]


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
    return admit_plain(text, settings) or scan(text, settings)


class Admissions:
    """Remembers what the scan found of short texts: programs ask the same again. Safe to share between threads."""

    _LONGEST, _MOST = 4_000, 2_000

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock, self._known = Lock(), OrderedDict[str, Admission]()

    def admit(self, text: str) -> Admission:
        """Scan a query text, or remember; raises what `admit` does."""
        known = self._known.get(text)
        if known is None:
            known = admit(text, self._settings)
            if len(text) <= self._LONGEST:
                with self._lock:
                    self._known[text] = known
                    while len(self._known) > self._MOST:
                        self._known.popitem(last=False)
        return known
