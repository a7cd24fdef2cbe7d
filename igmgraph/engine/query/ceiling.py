"""Where a SELECT query says how many rows it wants, so that the service can say less.

Oxigraph then makes no row too many, and no row passes through Python. The scan of `scan` feeds the tokens; where
they leave a doubt, no place is found, and a SELECT is refused.
"""

import re
from dataclasses import dataclass
from string import digits

from igmgraph.engine.query.tokens import CERTAIN_IRI

__all__ = ["AT_END", "Ceiling", "CeilingFinder", "ceiling_of", "number_of"]

_NUMBER, _GLUED = re.compile(r"[0-9]+"), re.compile(r"LIMIT([0-9]+)", re.IGNORECASE)
#: What is no whole number, and no number with a keyword behind it.
_FRACTION = re.compile(r"[0-9]+\.?[0-9]*(?:E[+-]?[0-9]+)?")
#: The end of a query that says how many rows it wants.
AT_END = re.compile(
    r"(?:\A|(?<=[\s})\]]))LIMIT\s+(\d+)(?:\s+OFFSET\s+\d+)?\s*\Z",
    re.ASCII | re.IGNORECASE,
)

_QUOTES = frozenset("\"'")

#: Rows that are enough to see that there are any.
_SOME = 100


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The part of a query text that a LIMIT replaces; empty where there is none."""

    start: int
    stop: int
    limit: int | None = None

    def apply(self, text: str, rows: int) -> str:
        """Let the query give at most `rows` rows.

        >>> Ceiling(12, 12).apply("SELECT * { } # all", 5).split()
        ['SELECT', '*', '{', '}', 'LIMIT', '5', '#', 'all']
        """
        if self.limit is not None:
            rows = min(rows, self.limit)
        return f"{text[: self.start]}\nLIMIT {rows}\n{text[self.stop :]}"

    def skip(self, text: str, rows: int) -> str:
        """Let a query that has no OFFSET, and no smaller LIMIT, give some of what comes after its first rows.

        >>> Ceiling(12, 12).skip("SELECT * { }", 5).split()
        ['SELECT', '*', '{', '}', 'LIMIT', '100', 'OFFSET', '5']
        """
        # Virtuoso makes no graph after an OFFSET without a LIMIT.
        some = _SOME if self.limit is None else min(_SOME, self.limit - rows)
        return f"{text[: self.start]}\nLIMIT {some} OFFSET {rows}\n{text[self.stop :]}"


def number_of(digits: str) -> int:
    """The number that some digits are; Python reads a few thousand, and more than a few mean more than there can be."""
    return int(digits.lstrip("0")[:20] or "0")


def ceiling_of(text: str) -> Ceiling | None:
    """The place in a text whose tokens cannot be told apart; None where its letters leave a doubt."""
    capitals = text.upper()
    behind = capitals[capitals.rfind("VALUES") :] if "VALUES" in capitals else "}"
    if behind.count("}") <= behind.count("{"):
        return None
    if "LIMIT" not in capitals:
        return Ceiling(len(text), len(text))
    found = AT_END.search(text) if capitals.count("LIMIT") == 1 else None
    return Ceiling(found.start(), found.end(1), number_of(found[1])) if found and not _is_hidden(text, found) else None


def _is_hidden(text: str, place: re.Match[str]) -> bool:
    """Whether a part of a text may stand in a comment: one begins before it in its line, and behind a query."""
    lines = CERTAIN_IRI.sub("<>", text[: place.start()])
    first = max(lines.rfind("\n"), lines.rfind("\r")) + 1
    signs = [at for at in range(first, len(lines)) if lines[at] == "#"]
    return any(_may_be_query(lines[:at]) for at in signs)


def _may_be_query(text: str) -> bool:
    # In a string, a bracket is none.
    return not _QUOTES.isdisjoint(text) or all(text.count(a) == text.count(b) for a, b in ("()", "{}"))


class CeilingFinder:
    """Follows the tokens of a query outside of all brackets.

    Attributes:
        is_doubtful: whether a keyword and what stands beside it may be one token, or two.
    """

    def __init__(self) -> None:
        self._start = self._stop = self._after = 0
        self._limit: int | None = None
        # What has anything but a whole number behind LIMIT, or two of them, is no query: its rows are counted.
        self._awaits_number = self._has_values = self._is_none = self.is_doubtful = False

    def take(self, token: re.Match[str]) -> None:
        """Go on by one token that no bracket holds, a closing one included."""
        if self._awaits_number and token[0][0] not in digits:
            self._is_none = True
        if token.lastgroup == "run":
            self._word(token, token[0].upper())
        if not self._has_values:
            self._after = token.end()

    def _word(self, token: re.Match[str], text: str) -> None:
        glued = _GLUED.fullmatch(text)
        if self._awaits_number and text[0] in digits:
            # `2OFFSET` is a number and a keyword.
            number = _NUMBER.fullmatch(text)
            self._is_none |= not number and _FRACTION.fullmatch(text) is not None
            self.is_doubtful |= not number and not self._is_none
            self._found(self._start, token.end(), number_of(number[0]) if number else 0)
        elif glued:
            self._found(token.start(), token.end(), number_of(glued[1]))
        elif text == "LIMIT":
            self._awaits_number, self._start = True, token.start()
        elif text == "VALUES":
            self._has_values = True
        else:
            self.is_doubtful |= "LIMIT" in text or "VALUES" in text

    def _found(self, start: int, stop: int, limit: int) -> None:
        self._is_none |= self._limit is not None
        self._awaits_number, self._start, self._stop, self._limit = False, start, stop, limit

    @property
    def ceiling(self) -> Ceiling | None:
        """The place; None when there is a doubt, or when something else stands where a number has to be."""
        if self.is_doubtful or self._awaits_number or self._is_none:
            return None
        if self._limit is None:
            return Ceiling(self._after, self._after)
        return Ceiling(self._start, self._stop, self._limit)
