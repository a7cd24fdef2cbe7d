"""CSV rows whose fields hold commas (RFC 4180, section 2): the engine puts literals in quotation marks, but no IRIs."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Protocol

from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions, Triple

__all__ = ["Output", "ShiftedColumns", "check_columns", "write_csv"]

_SPECIAL = re.compile(r'[",\r\n]')
_AT_ONCE = 100


class ShiftedColumns(Exception):
    """A row has more fields than there are variables."""


class Output(Protocol):
    """What takes bytes."""

    def write(self, part: bytes, /) -> int:
        """Take some."""


def check_columns(data: bytes, stop: int, columns: int) -> None:
    """Look at whole lines that the engine has written.

    Raises:
        ShiftedColumns: they have more commas outside of quotation marks than so many columns have.
    """
    part = data[:stop]
    rest = b"".join(part.split(b'"')[::2]) if b'"' in part else part
    if columns and rest.count(b",") != rest.count(b"\r\n") * (columns - 1):
        raise ShiftedColumns


def write_csv(results: QuerySolutions, output: Output, sent: int) -> None:
    """Write the names of the variables and the solutions, but for the lines that were sent before."""
    names = (variable.value for variable in results.variables)
    rows = islice(chain([names], map(_texts, results)), sent, None)
    while lines := b"".join(_line(row) for row in islice(rows, _AT_ONCE)):
        output.write(lines)


def _texts(solution: QuerySolution) -> Iterator[str]:
    return map(_text, solution)


def _text(term: object) -> str:
    if term is None:
        return ""
    if isinstance(term, Triple):
        return " ".join(map(_text, term))
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _line(fields: Iterable[str]) -> bytes:
    quoted = ['"{}"'.format(each.replace('"', '""')) if _SPECIAL.search(each) else each for each in fields]
    return (",".join(quoted) + "\r\n").encode()
