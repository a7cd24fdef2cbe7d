"""What of ours can be linked, and what a target offers for it: labels, types, codes, country and coordinates."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from igmgraph.engine.values import Solution
from igmgraph.rdf.rq import load

__all__ = ["Candidate", "Coordinates", "Label", "Thing", "read_candidates", "read_things"]

#: Latitude and longitude, in degrees.
Coordinates = tuple[float, float]
#: Language tag, "" for none, and text.
Label = tuple[str, str]

_THINGS = load(Path(__file__).parent / "queries" / "things.rq")
_POINT = re.compile(r"\s*POINT\s*\(\s*(\S+)\s+(\S+)\s*\)\s*", re.IGNORECASE)


@dataclass(slots=True)
class Thing:
    """A thing of ours; `links` are the IRIs elsewhere that it is matched with already."""

    iri: str
    kind: str
    labels: set[Label] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    coordinates: Coordinates | None = None
    links: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Candidate:
    """A thing of a target's; `labels` are those by which it was found, `types` names or codes of its types."""

    iri: str
    labels: set[Label] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    coordinates: Coordinates | None = None


def read_things(quads: Iterable[Quad]) -> list[Thing]:
    """Places, institutions, instruments and concepts among some quads, sorted by IRI."""
    store = Store()
    store.extend(quads)
    found: dict[str, Thing] = {}
    results = store.query(_THINGS.text, use_default_graph_as_union=True)
    for row in solutions(results):
        iri = text(row, "thing")
        thing = found.setdefault(iri, Thing(iri, text(row, "kind")))
        _note(thing, row)
        if "link" in row:
            thing.links.add(text(row, "link"))
    return list(found.values())


def read_candidates(rows: Iterable[Solution]) -> dict[str, Candidate]:
    """Candidates by IRI, from the rows that a target's query gives."""
    found: dict[str, Candidate] = {}
    for row in rows:
        if isinstance(row.get("candidate"), NamedNode):
            iri = text(row, "candidate")
            candidate = found.setdefault(iri, Candidate(iri))
            _note(candidate, row)
            if "type" in row:
                candidate.types.add(text(row, "type"))
    return found


def solutions(results: object) -> Iterable[Mapping[str, NamedNode | Literal]]:
    """Rows of a SELECT result, unbound variables left out."""
    if not isinstance(results, QuerySolutions):
        raise TypeError("a SELECT query is expected")
    names = [variable.value for variable in results.variables]
    for row in results:
        yield {name: row[name] for name in names if row[name] is not None}


def text(row: Solution, name: str) -> str:
    """Text of a literal, or an IRI; "" where the variable is unbound."""
    term = row.get(name)
    return term.value if isinstance(term, NamedNode | Literal) else ""


def _note(described: Thing | Candidate, row: Solution) -> None:
    label = row.get("label")
    if isinstance(label, Literal):
        described.labels.add((label.language or "", label.value))
    described.codes.update(filter(None, [text(row, "code")]))
    described.countries.update(filter(None, [text(row, "country").upper()]))
    described.coordinates = described.coordinates or _coordinates(row)


def _coordinates(row: Solution) -> Coordinates | None:
    point = _POINT.fullmatch(text(row, "coordinates"))
    # Well-known text has longitude first.
    latitude, longitude = (point[2], point[1]) if point else (text(row, "latitude"), text(row, "longitude"))
    try:
        return float(latitude), float(longitude)
    except ValueError:
        return None
