"""Data extension (Reconciliation Service API 0.2, section 7): values of properties, for columns of a table."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode

from igmgraph.languages import choose
from igmgraph.namespaces import PREFIXES, compact, expand
from igmgraph.web.http.negotiation import language
from igmgraph.web.reconcile.knowledge import Knowledge, values_of
from igmgraph.web.reconcile.requests import Extension
from igmgraph.web.reconcile.showing import Shown

__all__ = ["cells", "extend"]

_XSD = PREFIXES["xsd"]
_WHOLE = {f"{_XSD}{name}" for name in ("integer", "int", "long", "nonNegativeInteger", "positiveInteger")}
_FRACTIONS = {f"{_XSD}{name}" for name in ("decimal", "double", "float")}
Rows = Mapping[tuple[str, str], Sequence[Mapping[str, Any]]]


def extend(known: Knowledge, extension: Extension, go_on: Callable[[], None]) -> dict[str, Any]:
    """Answer a data extension query; a thing that is not known has no values.

    `go_on` is called before each step, and raises when there has been enough of them.
    """
    meant = {name: expand(name) for name in extension.properties}
    shown = Shown(known, (iri for iri in meant.values() if ":" in iri))
    things = [thing for thing in extension.things if thing in known.index.entities]
    found: Rows = values_of(things, meant.values(), go_on)
    rows: dict[str, dict[str, Any]] = {}
    for thing in dict.fromkeys(extension.things):
        go_on()
        rows[thing] = {
            property_: cells(found.get((thing, meant[property_]), ()))[: limit or None]
            for property_, limit in extension.properties.items()
        }
    return {"meta": [{"id": name, "name": shown.name(iri)} for name, iri in meant.items()], "rows": rows}


def cells(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Values as cells: texts in one language, things with what they are called."""
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    texts: dict[str, list[str]] = defaultdict(list)
    cells: list[dict[str, Any]] = []
    for row in rows:
        value, name = row["value"], row.get("label")
        if isinstance(value, NamedNode):
            if isinstance(name, Literal):
                labels[value.value][name.language or ""] = name.value
            cell = {"id": value.value}
        elif isinstance(value, Literal) and value.language:
            texts[value.language].append(value.value)
            continue
        else:
            cell = _cell(value)
        if cell not in cells:
            cells.append(cell)
    for cell in cells:
        if "id" in cell:
            cell["name"] = (choose(labels[cell["id"]], language()) or (compact(cell["id"]),))[0]
    return [*({"str": text} for text in _one_language(texts)), *cells]


def _one_language(texts: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """Texts in the visitor's language, or in the next one that there is."""
    found = choose({tag: tag for tag in texts}, language())
    return list(dict.fromkeys(texts[found[0]])) if found else ()


def _cell(value: object) -> dict[str, Any]:
    if not isinstance(value, Literal):
        return {"str": str(value)}
    kind = value.datatype.value
    try:
        if kind in _WHOLE:
            return {"int": int(value.value)}
        if kind in _FRACTIONS and (number := float(value.value)) - number == 0:
            return {"float": number}
    except ValueError:
        pass
    return {"date": value.value} if kind == f"{_XSD}dateTime" else {"str": value.value}
