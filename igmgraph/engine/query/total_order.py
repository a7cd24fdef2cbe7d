"""ORDER BY over values of any kinds, which Oxigraph cannot put in one order.

It compares numbers and dates by value and all else by text, so that a number may come before a string, that before
another number, and this before the first: its sort notices that, and ends the process. SPARQL (1.1, section 15.1)
leaves the order between kinds open. Here each condition becomes three: the kind of a value, the value, and the little
that values of one kind may differ in beyond that. So only what can be compared is.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from igmgraph.engine.query.tokens import TOKEN, is_doubtful
from igmgraph.namespaces import PREFIXES

__all__ = ["in_total_order", "may_mix_kinds"]

_XSD = PREFIXES["xsd"]
#: Of `@`, the condition: dates and times have a time zone, be it none; of all else this is an error.
_ZONE = 'TZ(@) != ""'
#: Likewise of what is no duration; one of two is longer from a day on, of which one does (XML Schema 1.1, part 2,
#: section 3.3.6.2, compares by four).
_SPAN = f'"1969-09-01T00:00:00Z"^^<{_XSD}dateTime> + @'
#: First what is unbound, then blank nodes and IRIs, numbers, durations, literals that are compared by their text, dates
#: and times of each type, and triple terms.
_KIND = (
    f'IF(isNumeric(@), "1", COALESCE(IF(STRLEN(TZ(@)) < 9, STR(DATATYPE(@)), ""), IF(isLiteral({_SPAN}), "2", ""),'
    ' IF(isLiteral(@), "3", IF(isTRIPLE(@), "z", ""))))'
)
#: Dates and times without a time zone are compared as of UTC.
_VALUE = f'COALESCE(IF({_ZONE}, @, STRDT(CONCAT(STR(@), "Z"), DATATYPE(@))), {_SPAN}, @)'
#: Two numbers may be the same as one double, two durations the same on that day.
_REST = f"IF(isNumeric(@), <{_XSD}decimal>(@), COALESCE({_ZONE}, @))"
_DIRECTIONS = frozenset(("ASC", "DESC"))
#: What calls a function, and is no VALUES behind the conditions, whatever it is glued to.
_FUNCTION = re.compile(r"(?!.*VALUES)[A-Z][A-Z0-9_]*")

#: Variables whose values may be of any kind: of VALUES, and what stands behind a variable at the end of a triple.
_ANY_KIND = re.compile(r"[?$]\w+\s+[?$](\w+)(?=\s*[.;,})\]])|\bVALUES\s*\(?((?:\s*[?$]\w+)+)", re.IGNORECASE)
_VARIABLE = re.compile(r"[?$](\w+)")
_ORDER = re.compile(r"\bORDER\s*BY\b", re.IGNORECASE)


class _Condition(NamedTuple):
    """A condition in the text: where it begins and ends, its direction, and where what it orders by begins."""

    start: int
    stop: int
    direction: str
    key: int


def in_total_order(text: str) -> str:
    """Query text with the conditions of each ORDER BY made such; one that leaves a doubt stays as it is.

    >>> in_total_order("SELECT ?x { ?x ?y ?z } ORDER BY DESC(?z)").count("DESC")
    3
    """
    if "ORDER" not in text.upper():
        return text
    tokens = [token for token in TOKEN.finditer(text) if token.lastgroup != "comment"]
    signs = [*map(_sign, tokens), ""]
    # Of another engine, nobody knows which functions it has.
    if "SERVICE" in signs or _is_doubtful(tokens):
        return text
    pieces, end = list[str](), 0
    for condition in _conditions(tokens, signs):
        pieces += text[end : condition.start], _total(condition.direction, text[condition.key : condition.stop])
        end = condition.stop
    return "".join((*pieces, text[end:]))


def may_mix_kinds(text: str) -> bool:
    """Whether a query text seems to order by what may be of several kinds; of few rows, the sort would not notice.

    >>> may_mix_kinds("SELECT * { <urn:a> ?p ?o } ORDER BY ?o")
    True
    >>> may_mix_kinds("SELECT * { ?s <urn:p> ?o } ORDER BY ?o")
    False
    """
    order = _ORDER.search(text)
    if order is None:
        return False
    any_kind = {name for found in _ANY_KIND.findall(text) for name in (found[0], *_VARIABLE.findall(found[1]))}
    return not any_kind.isdisjoint(_VARIABLE.findall(text, order.end()))


def _total(direction: str, key: str) -> str:
    return " ".join(("", *(f"{direction}({each.replace('@', key)})" for each in (_KIND, _VALUE, _REST)), ""))


def _is_doubtful(tokens: Sequence[re.Match[str]]) -> bool:
    """Whether a `<` may mean "less than", and what stands behind it not be what it seems."""
    brackets, after_operand = [""], False
    for token in tokens:
        kind, text = token.lastgroup or "", token[0]
        if after_operand and brackets[-1] == "(" and is_doubtful(kind, text):
            return True
        if kind == "open":
            brackets.append(text)
        elif kind == "close" and len(brackets) > 1:
            brackets.pop()
        after_operand = kind in {"iri", "literal", "name", "run", "close"}
    return False


def _conditions(tokens: Sequence[re.Match[str]], signs: Sequence[str]) -> Iterator[_Condition]:
    """The conditions of each ORDER BY, as far as they are understood."""
    at = 0
    while at < len(tokens):
        # Without a space between them, the engine reads them, too.
        width = 1 if signs[at] == "ORDERBY" else 2 * (signs[at : at + 2] == ["ORDER", "BY"])
        at += width or 1
        while width:
            key = at + (signs[at] in _DIRECTIONS)
            stop = _stop(signs, key)
            # What is wrong stays so.
            if stop == key or (key > at and signs[key] != "("):
                break
            direction = signs[at] if key > at else "ASC"
            yield _Condition(tokens[at].start(), tokens[stop - 1].end(), direction, tokens[key].start())
            at = stop


def _sign(token: re.Match[str]) -> str:
    """What a token is here: a word, a bracket, `?` for a variable, `<` for a name; nothing for others."""
    kind, text = token.lastgroup, token[0]
    if kind == "literal":
        return "?" if text[0] in "?$" else ""
    if kind in {"iri", "name"}:
        return "<"
    return text.upper() if kind in {"run", "open", "close"} else ""


def _stop(signs: Sequence[str], at: int) -> int:
    """Number of the token behind a variable, a bracket or a call; `at` where there is none of these."""
    if signs[at] == "?":
        return at + 1
    calls = signs[at] == "<" or _FUNCTION.fullmatch(signs[at])
    depth = 0
    for number in range(at + bool(calls), len(signs)):
        sign = signs[number]
        # What holds patterns takes long, and its blank nodes have one place only.
        if sign == "{" or (not depth and sign != "("):
            break
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if not depth:
            return number + 1
    return at
