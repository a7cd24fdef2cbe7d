"""Tables for spreadsheets: the queries of `queries/tables`, one CSV file (RFC 4180) for each language.

The first row names the columns in that language. Spreadsheets take a cell for a formula that begins with one of a few
characters; such a text gets an apostrophe in front, which they do not show. UTF-8 with a byte order mark, by which
they know it.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import BlankNode, Literal, QuerySolutions, Store

from igmgraph.downloads.index import Download, enter
from igmgraph.languages import LANGUAGES
from igmgraph.rdf.rq import Query, load_all
from igmgraph.shipped import QUERIES

__all__ = ["guard", "write_tables"]

#: The last four are full-width forms of the first.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)


def write_tables(store: Store, folder: Path) -> Iterator[Download]:
    """Write every table in every language into a folder."""
    for query in load_all(QUERIES / "tables"):
        for language in LANGUAGES:
            table = query.name.removeprefix("table-of-")
            name = f"{table}.{language}.csv"
            _write(store, query, language, folder / name)
            yield enter(folder, name, "csv", table=table, language=language)


def guard(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula; a number stays a number.

    >>> guard("=1+1"), guard("-71.2"), guard("Accra")
    ("'=1+1", '-71.2', 'Accra')
    """
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def _write(store: Store, query: Query, language: str, path: Path) -> None:
    solutions = store.query(query.bind(language=Literal(language)), use_default_graph_as_union=True)
    if not isinstance(solutions, QuerySolutions):
        raise TypeError(f"{query.path}: a table is made by SELECT")
    names = [variable.value for variable in solutions.variables]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.writer(stream)
        table.writerow([query.columns[name][language] for name in names])
        for row in solutions:
            table.writerow([_cell(row[name]) for name in names])


def _cell(term: object) -> str:
    if term is None:
        return ""
    value = getattr(term, "value", None)
    return str(term) if value is None or isinstance(term, BlankNode) else guard(value)
