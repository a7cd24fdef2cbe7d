"""What an engine tells, in the headers of an answer, of it being a part; Virtuoso says no more of that."""

from collections.abc import Mapping
from email.message import Message

__all__ = ["is_timed_out", "told_limit"]

#: Sent with an answer that has as many rows as the engine gives at most.
_ROWS = "X-SPARQL-MaxRows"
#: Sent with an answer that holds what was found until the engine's timeout.
_STATE, _TIMED_OUT = "X-SQL-State", "S1TAT"

_Headers = Mapping[str, str] | Message


def told_limit(headers: _Headers) -> int:
    """The limit of rows that an answer has reached, as its headers tell; 0 when it has reached none."""
    told = str(headers.get(_ROWS, ""))
    return int(told) if told.isdecimal() else 0


def is_timed_out(headers: _Headers) -> bool:
    """Whether an answer holds what was found until the engine's own timeout."""
    return headers.get(_STATE) == _TIMED_OUT
