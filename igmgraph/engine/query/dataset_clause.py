"""Which graphs a query itself says it is about (SPARQL 1.1, section 13.2), taken out of its text.

An engine behind this service may add them to those that the protocol names, whatever they are.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from igmgraph.engine.query.prefixes import Prefixes
from igmgraph.errors import QueryRefused

__all__ = ["DatasetClause", "DatasetClauseFinder"]

_NOT_A_BREAK = re.compile(r"[^\r\n]")


@dataclass(slots=True)
class DatasetClause:
    """What FROM and FROM NAMED say; places are those in the text."""

    default: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)

    def leave_out(self, text: str) -> str:
        """The text with spaces instead, so that lines and columns stay what they are.

        >>> DatasetClause(places=[(9, 21)]).leave_out("SELECT * FROM <urn:g> { }")
        'SELECT *              { }'
        """
        for start, stop in self.places:
            text = text[:start] + _NOT_A_BREAK.sub(" ", text[start:stop]) + text[stop:]
        return text


class DatasetClauseFinder:
    """Follows the tokens of a query; where they leave a doubt, the query is refused."""

    def __init__(self, prefixes: Prefixes) -> None:
        self._prefixes = prefixes
        self._start, self._awaited = 0, ""
        self.found = DatasetClause()

    def take(self, token: re.Match[str], words: Sequence[str]) -> None:
        """Go on by one token; `words` are the keywords in it, in capitals.

        Raises:
            QueryRefused: it cannot be told for certain which graph is meant.
        """
        kind, text = token.lastgroup or "", token[0]
        if self._awaited == "FROM" and words == ["NAMED"]:
            self._awaited = "NAMED"
        elif self._awaited:
            self._name(self._prefixes.iri(kind, text), token)
        elif text.upper() == "FROM":
            self._awaited, self._start = "FROM", token.start()
        elif any("FROM" in word for word in words) or (kind == "name" and "FROM" in text.partition(":")[0].upper()):
            # The parser may read it as the keyword and what stands beside it.
            raise QueryRefused("{text}: write a space before and after FROM", text=text[:100])

    def _name(self, iri: str | None, token: re.Match[str]) -> None:
        if iri is None:
            raise QueryRefused("FROM {text}: write the whole IRI of the graph", text=token[0][:100])
        graphs = self.found.default if self._awaited == "FROM" else self.found.named
        graphs.append(iri)
        self.found.places.append((self._start, token.end()))
        self._awaited = ""
