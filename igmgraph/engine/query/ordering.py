"""ORDER BY of the service's own queries, without the engine: it reads names from disk whenever it compares two rows."""

import re
from collections.abc import Iterable, Sequence
from math import isnan

from pyoxigraph import BlankNode, Literal, NamedNode

from igmgraph.engine.values import Solution, Term
from igmgraph.namespaces import PREFIXES

__all__ = ["in_order", "without_order"]

#: What only orders rows by variables, at the end of a query: no limit depends on it.
_ORDER = re.compile(r"\}\s*\nORDER BY((?: \?\w+)+)\s*\Z")
_NUMBERS = frozenset(f"{PREFIXES['xsd']}{name}" for name in ("integer", "decimal", "double", "float"))
_Key = tuple[int | float | str, ...]


def without_order(query: str) -> tuple[str, Sequence[str]]:
    r"""Take the last ORDER BY from a query: what is left, and the variables by which its rows are to be ordered.

    >>> without_order("SELECT ?a { ?a ?b ?c }\nORDER BY ?a")
    ('SELECT ?a { ?a ?b ?c }', ['a'])
    """
    found = _ORDER.search(query)
    if found is None:
        return query, []
    return query[: found.start() + 1], [name.removeprefix("?") for name in found[1].split()]


def in_order(rows: Iterable[Solution], names: Sequence[str]) -> list[Solution]:
    """Order rows by variables (SPARQL 1.1, section 15.1); those that are equal there stay as they are."""
    return sorted(rows, key=lambda row: [_key(row.get(name)) for name in names])


def _key(term: Term | None) -> _Key:
    """What is unbound comes first, then blank nodes, IRIs, numbers by their value, and other literals by their text."""
    if isinstance(term, NamedNode):
        return 2, term.value
    if isinstance(term, Literal):
        number = _number(term) if term.datatype.value in _NUMBERS else None
        if number is not None:
            return 3, number
        return 4, term.value, term.language or "", term.datatype.value
    if isinstance(term, BlankNode):
        return 1, term.value
    return (0,) if term is None else (5, str(term))


def _number(term: Literal) -> float | None:
    """A value that can be compared; RDF allows any text with any datatype."""
    try:
        number = float(term.value)
    except ValueError:
        return None
    return None if isnan(number) else number
