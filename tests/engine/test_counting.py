"""The rows of an answer are counted from its bytes, however it is cut into parts and whatever the values look like."""

import json
from itertools import product

import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

from igmgraph.engine.answer.boundaries import boundary_of
from igmgraph.engine.answer.counting import counter_of

FORMATS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
#: Values that look like what stands between rows, or are none.
VALUES = [
    '"}},{"',
    '"}},{\\"a"',
    '"},{"@en',
    '"{},{}"',
    '"a\\r\\n,b"',
    '"\\"\\r\\n"',
    '"</result>"',
    "<urn:a>",
    "UNDEF",
    "1",
]
ROWS = list(product(VALUES, repeat=2))


def answer(rows: list[tuple[str, str]], media_type: str) -> bytes:
    values = " ".join(f"({a} {b})" for a, b in rows)
    results = Store().query(f"SELECT ?a ?bindings {{ VALUES (?a ?bindings) {{ {values} }} }}")
    assert isinstance(results, QuerySolutions)
    return results.serialize(format=FORMATS[media_type]) or b""


def counted(data: bytes, media_type: str, size: int) -> int:
    """Rows of a result that is looked at whenever there are so many bytes more."""
    count, besides = counter_of(media_type)
    rows, held = -besides, b""
    for start in range(0, len(data), size):
        held += data[start : start + size]
        end = boundary_of(media_type)(held, len(held))
        rows, held = rows + (count(held, end) if end else 0), held[end:]
    return rows + count(held, len(held))


@pytest.mark.parametrize("media_type", FORMATS)
@pytest.mark.parametrize("size", [50, 333, 1_000, 100_000])
@pytest.mark.parametrize("rows", [ROWS, ROWS[::-1], ROWS[:1], [("UNDEF", "UNDEF")] * 3, []])
def test_every_row_is_counted_once(media_type: str, size: int, rows: list[tuple[str, str]]) -> None:
    assert counted(answer(rows, media_type), media_type, size) == len(rows)


@pytest.mark.parametrize("media_type", FORMATS)
@pytest.mark.parametrize("row", ROWS)
def test_no_value_is_taken_for_a_row(media_type: str, row: tuple[str, str]) -> None:
    for number in range(4):
        assert counted(answer([row] * number, media_type), media_type, 100_000) == number


@pytest.mark.parametrize("rows", [ROWS, ROWS[::-1], [("UNDEF", "UNDEF")] * 9])
def test_a_part_has_no_row_that_is_behind_it(rows: list[tuple[str, str]]) -> None:
    data = answer(rows, "application/sparql-results+json")
    for stop in range(60, len(data), 7):
        end = boundary_of("application/sparql-results+json")(data, stop)
        if end:
            whole = len(json.loads(data[:end] + b"]}}")["results"]["bindings"])
            assert counter_of("application/sparql-results+json")[0](data, end) == whole


def test_however_wide_rows_are_a_part_ends_with_the_last_whole_one() -> None:
    names, values = " ".join(f"?v{n}" for n in range(300)), " ".join("1" * 300)
    results = Store().query(f"SELECT * {{ VALUES ({names}) {{ {f'({values})' * 3} }} }}")
    assert isinstance(results, QuerySolutions)
    data = results.serialize(format=QueryResultsFormat.JSON) or b""
    end = boundary_of("application/sparql-results+json")(data, len(data) - 50)
    assert len(json.loads(data[:end] + b"]}}")["results"]["bindings"]) == 2
