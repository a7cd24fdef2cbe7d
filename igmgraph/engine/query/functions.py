"""Which functions a query may call in another engine: SPARQL's own and casts, nothing that the engine adds to them.

Some engines have functions that read files, open connections or tell of accounts (`bif:` and `sql:` of Virtuoso).
"""

import re
from collections.abc import Sequence

from igmgraph.engine.query.prefixes import Prefixes, unescaped
from igmgraph.errors import QueryRefused
from igmgraph.namespaces import PREFIXES

__all__ = ["FunctionGuard"]

#: SPARQL 1.1, section 17.5, and the types of dates that engines cast to as well.
_CASTS = frozenset(
    PREFIXES["xsd"] + name
    for name in (
        *("boolean", "date", "dateTime", "dayTimeDuration", "decimal", "double", "duration", "float", "gDay"),
        *("gMonth", "gMonthDay", "gYear", "gYearMonth", "integer", "string", "time", "yearMonthDuration"),
    )
)
#: Virtuoso takes names of these schemes for functions in patterns too (`?text bif:contains "word"`), and knows them as
#: prefixes; it does not read all letters of a name that SPARQL has.
_OF_VIRTUOSO = {
    "iri": re.compile("(?:bif|sql):", re.IGNORECASE),
    "name": re.compile(r"(?:.*[^A-Za-z0-9])?(?:bif|sql):", re.IGNORECASE),
}


class FunctionGuard:
    """Follows the tokens of a query, and refuses to call what is no function of SPARQL.

    A name before a bracket is a function, unless it certainly stands in a triple before a collection. What a relative
    IRI or a prefix that is declared twice stands for is uncertain, and refused.
    """

    def __init__(self, prefixes: Prefixes) -> None:
        self._prefixes = prefixes
        # For each open bracket, whether it holds no triples; the first is the whole query.
        self._no_triples = [True]
        self._callable = ""
        self._after_word = False

    def take(self, kind: str, text: str, words: Sequence[str]) -> None:
        """Go on by one token; `words` are the keywords in it, in capitals.

        Raises:
            QueryRefused: the query calls a function that is not one of SPARQL.
        """
        virtuoso = _OF_VIRTUOSO.get(kind)
        if virtuoso and virtuoso.match(unescaped(text) if kind == "iri" else text):
            raise _refusal(text)
        if text == "(" and self._callable:
            raise _refusal(self._callable)
        self._callable = text if self._may_call(kind, text) and self._prefixes.iri(kind, text) not in _CASTS else ""
        if kind == "open":
            self._no_triples.append(text == "(")
        elif kind == "close" and len(self._no_triples) > 1:
            self._no_triples.pop()
        # Of a subquery, the triples are in brackets of their own.
        self._no_triples[-1] |= any("SELECT" in word for word in words)
        self._after_word = kind == "run"

    def _may_call(self, kind: str, text: str) -> bool:
        if kind not in {"iri", "name"}:
            return False
        # `FILTERe:f` is the keyword and a name.
        return self._no_triples[-1] or self._after_word or "FILTER" in text.upper().partition(":")[0]


def _refusal(text: str) -> QueryRefused:
    return QueryRefused(
        "{text} is refused: of functions that are named by IRI, the engine behind this service gets casts alone",
        text=text[:100],
    )
