"""Charts: what each asks the graph, how it is drawn (Vega-Lite), and what its columns are called."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Literal

from igmgraph.web.http.negotiation import language
from igmgraph.web.http.translations import gettext, marked
from igmgraph.web.snapshots.state import State

__all__ = ["CHARTS", "Chart", "query_of", "rows_of", "specification"]

_SPECIFICATIONS = Path(__file__).parent / "specifications"
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_NUMBERS = {"institutions", "findings"}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart.

    Attributes:
        title: message id of what it shows.
        note: message id of how to read it.
        columns: variable of its query to the message id of its heading.
    """

    title: str
    note: str
    columns: Mapping[str, str]


#: Name, in URLs and of the query and the specification, to the chart.
CHARTS = {
    "institutions-by-domain": Chart(
        marked("Institutions by domain"),
        marked(
            "Institutions that lead or join something in the findings of a domain, of all profiles together, in the "
            "order of the framework. They tell what this graph holds, and rank neither domains nor places."
        ),
        {"domain": marked("Domain"), "institutions": marked("Institutions")},
    ),
    "findings-by-year": Chart(
        marked("Findings by year"),
        marked(
            "Findings that say when something began or took place; those without a year are left out. "
            "They tell what this graph holds, and rank nothing."
        ),
        {"year": marked("Year"), "kind": marked("Kind"), "findings": marked("Findings")},
    ),
    "instruments-timeline": Chart(
        marked("Instruments over time"),
        marked("Each point is a policy, plan, law, event or the like, in the year in which it began or took place."),
        {"year": marked("Year"), "kind": marked("Kind"), "instrument": marked("Instrument")},
    ),
}


def query_of(state: State, name: str) -> str:
    """A chart's query, which asks for names in the visitor's language."""
    return state.queries[f"chart-{name}"].bind(language=Literal(language()))


def rows_of(state: State, name: str) -> list[list[str]]:
    """Rows of a chart's query, in the order of its columns."""
    query = query_of(state, name)
    return [
        [getattr(row.get(column), "value", "") for column in CHARTS[name].columns]
        for row in state.standing.ask(state.engine, query)
    ]


def specification(name: str, rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Vega-Lite specification of a chart with its data in it: nothing has to be fetched to draw it."""
    chart = CHARTS[name]
    drawn: dict[str, Any] = json.loads((_SPECIFICATIONS / f"{name}.json").read_text("utf-8"))
    for channel in drawn["encoding"].values():
        for each in channel if isinstance(channel, list) else [channel]:
            heading = chart.columns[each["field"]]
            each.setdefault("title", gettext(heading))
    values = [{column: _value(column, cell) for column, cell in zip(chart.columns, row, strict=True)} for row in rows]
    return {
        "$schema": _SCHEMA,
        "title": gettext(chart.title),
        # Letters may be wider where the picture is seen than where it was drawn.
        "padding": 14,
        "description": gettext(chart.note),
        "data": {"values": values},
        **drawn,
    }


def _value(column: str, cell: str) -> str | int:
    return int(cell) if column in _NUMBERS | {"year"} and cell.removeprefix("-").isdecimal() else cell
