"""Which queries are let in, decided by a scan of their text before any parser sees them; most are plain."""

from dataclasses import replace
from functools import lru_cache, partial

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

    #: Texts that are remembered, of those of ordinary length and of longer ones; and most characters of the former.
    _MOST, _MOST_LONG, _SHORT = 1_000, 8, 4_000

    def __init__(self, settings: Settings) -> None:
        read = partial(admit, settings=settings)
        self._short, self._long = lru_cache(self._MOST)(read), lru_cache(self._MOST_LONG)(read)

    def admit(self, text: str) -> Admission:
        """Scan a query text, or remember; raises what `admit` does."""
        return self._short(text) if len(text) <= self._SHORT else self._long(text)
