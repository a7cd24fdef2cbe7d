"""Plain queries, as most are: nothing in their text could be refused, however it is read.

What is left to find out needs no account of where each token stands. The text is cut at its IRIs and strings, and what
stands between them is looked at as a whole; where that leaves any doubt, the text is not plain.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from igmgraph.engine.query.admitted import Admission
from igmgraph.engine.query.ceiling import AT_END, Ceiling, number_of
from igmgraph.engine.query.tokens import IRI_LETTER, VOLATILE, surely_iri
from igmgraph.engine.query.total_order import may_mix_kinds
from igmgraph.engine.values import QueryForm
from igmgraph.settings import Settings

__all__ = ["admit_plain"]

#: Outlines that are remembered, and most characters of one.
_MOST, _SHORT = 1_000, 4_000
#: Stands for an IRI or a string in what is left of the text without them.
_TERM = "\0"
#: With one of these in it, a text is not plain: what may hide the end of a string, or stand for another letter.
_DOUBTFUL = ("\\", '"""', "'''", _TERM)
#: Likewise with one of these between its IRIs and strings; some are white space elsewhere, but not in SPARQL.
_UNCLEAR = ('"', "'", "<<", f"<{_TERM}", *"\v\f\x1c\x1d\x1e\x1f")
#: Likewise for words, in capitals.
_TELLING = ("SERVICE", "FROM", *VOLATILE)

#: IRIs, strings and comments.
_TERMS = re.compile(rf"(<{IRI_LETTER}*>|\"[^\"\n\r]*\"|'[^'\n\r]*'|#[^\n\r]*)")
_NO_BRACKETS, _BRACES = re.compile(r"[^{}()\[\]]+"), re.compile(r"[{}]")
#: The start of a query, up to its form.
_START = re.compile(
    rf"\s*(?:(?:PREFIX\s+[\w.\-]*:\s*{_TERM}|BASE\s*{_TERM})\s*)*"
    rf"({'|'.join(form.value for form in QueryForm)})(?=[\s*{{?$({_TERM}])",
    re.ASCII | re.IGNORECASE,
)
#: What adds two joints at most: `a > b < c` may be read as an IRI or as two comparisons.
_JOINED = re.compile(r"[A-Za-z_]+|\d+|\S")


class _Outline(NamedTuple):
    """What a query says besides its IRIs and strings: `words` between them, and how many of them are LIMIT."""

    form: QueryForm
    words: Sequence[str]
    limits: int
    mixed: bool


def admit_plain(text: str, settings: Settings) -> Admission | None:
    """What is known of a plain query; None for a text that has to be looked at more closely."""
    if settings.endpoint or any(map(text.__contains__, _DOUBTFUL)):
        return None
    parts = _TERMS.split(text)
    found = parts[1::2]
    terms = [term for term in found if term[0] != "#"]
    rest = _joined(parts[::2], [" " if term[0] == "#" else _TERM for term in found])
    read = _outline if len(rest) <= _SHORT else _outline.__wrapped__
    outline = read(rest, settings.max_query_nesting, settings.max_query_joints)
    if outline is None or not all(surely_iri(term) for term in terms if term[0] == "<"):
        return None
    ceiling = _ceiling(parts, outline.limits) if outline.form is not QueryForm.ASK else None
    if ceiling is None and outline.form is not QueryForm.ASK:
        return None
    return Admission(outline.form, False, _joined(outline.words, terms), True, ceiling, mixed=outline.mixed)


@lru_cache(_MOST)
def _outline(rest: str, most_nesting: int, most_joints: int) -> _Outline | None:
    """Read a text without its IRIs and strings, which programs send with others in it each time; None where unclear."""
    capitals, start = rest.upper(), _START.match(rest)
    if start is None or not rest.isascii() or any(map(rest.__contains__, _UNCLEAR)):
        return None
    if any(map(capitals.__contains__, _TELLING)) or most_joints < 2 * len(_JOINED.findall(rest)):
        return None
    if not _is_balanced(rest, most_nesting) or not _has_no_trailing_values(capitals):
        return None
    words = " ".join(rest.split()).split(_TERM)
    return _Outline(QueryForm(start[1].upper()), words, capitals.count("LIMIT"), may_mix_kinds(rest))


def _is_balanced(rest: str, most: int) -> bool:
    """Whether each bracket has its counterpart, and there are so few that they cannot nest too deep."""
    brackets = _NO_BRACKETS.sub("", rest)
    if len(brackets) > 2 * most:
        return False
    while brackets:
        fewer = brackets.replace("()", "").replace("[]", "").replace("{}", "")
        if fewer == brackets:
            return False
        brackets = fewer
    return True


def _has_no_trailing_values(capitals: str) -> bool:
    """Whether all VALUES are in the first group, so that none comes after what a query may end with."""
    if "VALUES" not in capitals:
        return True
    depth, places = 0, list(_BRACES.finditer(capitals))
    for place in places:
        depth += 1 if place[0] == "{" else -1
        if not depth:
            return places[0].start() < capitals.index("VALUES") and capitals.rindex("VALUES") < place.start()
    return False


def _joined(between: Sequence[str], terms: Sequence[str]) -> str:
    pieces = [*between, *terms]
    pieces[::2], pieces[1::2] = between, terms
    return "".join(pieces)


def _ceiling(parts: list[str], limits: int) -> Ceiling | None:
    """Where the text says how many rows it wants, if nowhere else than at its end."""
    end = len(parts)
    while end > 1 and not parts[end - 1].strip() and parts[end - 2].startswith("#"):
        end -= 2
    last = parts[end - 1].rstrip()
    start = sum(map(len, parts[: end - 1]))
    if not limits:
        return Ceiling(start + len(last), start + len(last))
    found = AT_END.search(last) if limits == 1 else None
    return found and Ceiling(start + found.start(), start + found.end(1), number_of(found[1]))
