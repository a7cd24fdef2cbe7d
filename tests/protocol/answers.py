"""Answers to queries, read from the formats of the W3C's tests and of the service, and compared as RDF means it."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

__all__ = ["Solutions", "read_answer", "read_expected", "same"]

_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = {f"{_XSD}{name}" for name in ("integer", "decimal", "float", "double")}
_RESULTS = {
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
_TYPES = {
    ".srx": "application/sparql-results+xml",
    ".srj": "application/sparql-results+json",
    ".tsv": "text/tab-separated-values",
    ".csv": "text/csv",
}
Term = NamedNode | BlankNode | Literal | Triple
Row = Mapping[str, Term]


@dataclass
class Solutions:
    """What a SELECT query answers; `ordered` where a test says which solution comes when."""

    rows: list[Row]
    ordered: bool = False


Answer = bool | Dataset | Solutions


def read_expected(path: Path, base: str) -> tuple[Answer, str]:
    """The answer that a file holds, and the media type to ask the service for."""
    if path.suffix in _TYPES:
        return read_answer(path.read_bytes(), _TYPES[path.suffix]), _TYPES[path.suffix]
    form = RdfFormat.from_extension(path.suffix[1:])
    quads = list(parse(path=str(path), format=form, base_iri=base))
    if any(quad.object == NamedNode(f"{_RS}ResultSet") for quad in quads):
        return _result_set(quads), "application/sparql-results+json"
    return Dataset(quads), "application/n-triples"


def read_answer(content: bytes, media_type: str) -> Answer:
    """The answer that the service has sent."""
    if media_type == "text/csv":
        return Solutions([{name: _guess(text) for name, text in row.items()} for row in _csv(content)])
    if media_type not in _RESULTS:
        return Dataset(parse(content, format=RdfFormat.from_media_type(media_type)))
    results = parse_query_results(content, format=_RESULTS[media_type])
    if isinstance(results, QueryBoolean):
        return bool(results)
    assert isinstance(results, QuerySolutions)
    names = [variable.value for variable in results.variables]
    return Solutions([{name: row[name] for name in names if row[name] is not None} for row in results])


def _csv(content: bytes) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(io.StringIO(content.decode(), newline=""))


def _guess(text: str) -> Term:
    """CSV tells no kinds of terms, only that a blank node begins with `_:`."""
    return BlankNode(f"x{text[2:]}") if text.startswith("_:") else Literal(text)


def _result_set(quads: list[Quad]) -> Answer:
    """A result written in RDF, as the older tests do."""
    facts: dict[Any, dict[str, list[Any]]] = {}
    for quad in quads:
        name = quad.predicate.value.removeprefix(_RS)
        facts.setdefault(quad.subject, {}).setdefault(name, []).append(quad.object)
    if boolean := next((found["boolean"][0] for found in facts.values() if "boolean" in found), None):
        return bool(boolean.value == "true")
    (top,) = [found for found in facts.values() if "resultVariable" in found]
    solutions = [facts[solution] for solution in top.get("solution", [])]
    ordered = bool(solutions) and all("index" in solution for solution in solutions)
    if ordered:
        solutions.sort(key=lambda solution: int(solution["index"][0].value))
    bindings = [[facts[binding] for binding in solution.get("binding", [])] for solution in solutions]
    return Solutions([{each["variable"][0].value: each["value"][0] for each in row} for row in bindings], ordered)


def same(expected: Answer, found: Answer, *, lax: bool) -> bool:
    """Whether two answers say the same; blank nodes may have other labels, and numbers another spelling."""
    if isinstance(expected, Dataset) and isinstance(found, Dataset):
        for dataset in (expected, found):
            dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        return set(expected) == set(found)
    if isinstance(expected, Solutions) and isinstance(found, Solutions):
        return _same_solutions(expected, found, lax=lax)
    return type(expected) is type(found) and expected == found


def _same_solutions(expected: Solutions, found: Solutions, *, lax: bool) -> bool:
    wanted, given = ([_keys(row) for row in rows] for rows in (expected.rows, found.rows))
    if lax:
        return set(map(_shape, wanted)) == set(map(_shape, given))
    if Counter(map(_shape, wanted)) != Counter(map(_shape, given)):
        return False
    return _match(wanted, given, {}, ordered=expected.ordered)


def _keys(row: Row) -> dict[str, Any]:
    return {name: _key(term) for name, term in row.items()}


def _key(term: Any) -> Any:
    if isinstance(term, Literal) and term.datatype.value in _NUMBERS:
        try:
            return Decimal(term.value), term.datatype.value
        except InvalidOperation:
            return term
    return term


def _shape(row: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    """A row in which all blank nodes look alike."""
    return tuple(sorted(((n, "_:" if isinstance(k, BlankNode) else k) for n, k in row.items()), key=lambda p: p[0]))


def _match(wanted: list[Any], given: list[Any], names: dict[Any, Any], *, ordered: bool) -> bool:
    """Whether some naming of the blank nodes makes the rows alike."""
    if not wanted:
        return not given
    first, *rest = wanted
    for index, row in enumerate(given[:1] if ordered else given):
        extended = _agree(first, row, names)
        if extended is not None and _match(rest, [*given[:index], *given[index + 1 :]], extended, ordered=ordered):
            return True
    return False


def _agree(one: dict[str, Any], other: dict[str, Any], names: dict[Any, Any]) -> dict[Any, Any] | None:
    if _shape(one) != _shape(other):
        return None
    extended = dict(names)
    for name, key in one.items():
        if isinstance(key, BlankNode):
            known = extended.setdefault(key, other[name])
            if known != other[name]:
                return None
    return extended if len(set(extended.values())) == len(extended) else None
