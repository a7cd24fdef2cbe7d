"""Whether two peers gave the same answer, so that nobody is fast by being wrong."""

import json
from collections.abc import Mapping
from typing import Any

from pyoxigraph import RdfFormat, parse

from bench.requests import Question
from igmgraph.namespaces import PREFIXES

__all__ = ["Answer", "agreement", "read_answer"]

#: What a comparison looks at: the rows or statements in any order, or only how many there are.
Answer = tuple[str, ...] | int

_STRING = f"{PREFIXES['xsd']}string"


def read_answer(question: Question, body: bytes) -> Answer:
    """What an answer holds. Of an export with a limit and no order, any rows are right: only their number counts.

    Raises:
        ValueError: it is not what it should be.
    """
    if question.kind == "graph":
        try:
            quads = list(parse(body, format=RdfFormat.TURTLE))
        except SyntaxError as error:
            raise ValueError(f"{question.name}: the answer is no Turtle: {error}") from None
        return tuple(sorted({f"{quad.subject} {quad.predicate} {quad.object}" for quad in quads}))
    rows = json.loads(body)["results"]["bindings"]
    if question.kind == "export":
        return len(rows)
    return tuple(sorted(_row(row) for row in rows))


def agreement(answer: Answer, reference: Answer) -> str:
    """How an answer compares with the one that all are held against, in one or two words."""
    if answer == reference:
        return "same"
    if isinstance(answer, int) or isinstance(reference, int) or len(answer) == len(reference):
        return "other rows"
    return f"{len(answer)} of {len(reference)} rows"


def _row(row: Mapping[str, Mapping[str, Any]]) -> str:
    return json.dumps({name: _term(term) for name, term in row.items()}, sort_keys=True)


def _term(term: Mapping[str, Any]) -> list[str]:
    kind = "literal" if term["type"] == "typed-literal" else term["type"]
    datatype = term.get("datatype", "")
    return [kind, term["value"], term.get("xml:lang", "").lower(), "" if datatype == _STRING else datatype]
