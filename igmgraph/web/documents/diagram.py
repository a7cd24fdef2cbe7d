"""The diagram of the ontology: its main classes with their kinds, and the properties that lead from one to another.

What is drawn comes from the ontology; only where a class stands is said here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from types import MappingProxyType

from pyoxigraph import NamedNode, Quad

from igmgraph.namespaces import IGM, PREFIXES, RDF, RDFS
from igmgraph.web.facts.names import Names

__all__ = ["Diagram", "draw"]

#: Class to column and row.
_PLACES = MappingProxyType(
    {
        "Place": (0, 0),
        "Profile": (1, 0),
        "Event": (2, 0),
        "Principle": (3, 0),
        "Institution": (0, 1),
        "Finding": (1, 1),
        "Instrument": (2, 1),
        "Objective": (3, 1),
        "BeneficiaryGroup": (0, 2),
        "Indicator": (1, 2),
        "SubDomain": (2, 2),
        "Domain": (3, 2),
    }
)
_WIDTH, _LINE, _COLUMN, _ROW, _MARGIN = 190, 17, 315, 225, 14
#: Pixels that lines may take to go round the outermost boxes.
_ROUND = 80
#: Characters of the name of a kind that fit on a line of a box.
_FITTING = 28
_TYPE, _SUBCLASS = f"{RDF}type", f"{RDFS}subClassOf"
_DOMAIN, _RANGE = f"{PREFIXES['schema']}domainIncludes", f"{PREFIXES['schema']}rangeIncludes"

#: Anchor on the page, and what the term is called.
_Named = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Box:
    """A class, its kinds, each in one line or more, and where it stands."""

    term: _Named
    kinds: Sequence[_Named]
    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        """Where lines aim."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """Properties that lead from one class to another: the path of the line, and where their names stand."""

    path: str
    x: float
    y: float
    properties: Sequence[_Named]


@dataclass(frozen=True, slots=True)
class Diagram:
    """Boxes and arrows, and the size of the whole in pixels."""

    width: float
    height: float
    boxes: Sequence[Box]
    arrows: Sequence[Arrow]


def draw(ontology: Iterable[Quad], names: Names) -> Diagram:
    """Draw; classes that the ontology does not have are left out."""
    facts = [quad for quad in ontology if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)]
    boxes = {name: _box(name, facts, names) for name in _PLACES if _has(facts, name)}
    arrows = [_arrow(boxes, pair, [_named(each, names) for each in found]) for pair, found in _leads(facts, boxes)]
    width = max((box.x + box.width for box in boxes.values()), default=0) + _ROUND
    height = max((box.y + box.height for box in boxes.values()), default=0) + _ROUND
    return Diagram(width, height, list(boxes.values()), arrows)


def _has(facts: Sequence[Quad], name: str) -> bool:
    return any(_local(quad.subject) == name and quad.predicate.value == _TYPE for quad in facts)


def _box(name: str, facts: Sequence[Quad], names: Names) -> Box:
    kinds = {
        _local(quad.subject)
        for quad in facts
        if quad.predicate.value == _SUBCLASS and _local(quad.object) == name and _local(quad.subject) not in _PLACES
    }
    column, row = _PLACES[name]
    lines = [(kind, line) for kind, label in sorted(map(_of(names), kinds)) for line in wrap(label, _FITTING)]
    height = 2 * _LINE + _LINE * len(lines)
    return Box(
        _named(name, names),
        lines,
        _MARGIN + column * _COLUMN,
        _MARGIN + row * _ROW,
        _WIDTH,
        height,
    )


def _leads(facts: Sequence[Quad], boxes: Mapping[str, Box]) -> Iterator[tuple[tuple[str, str], list[str]]]:
    """Pairs of classes, with the properties that lead from the first to the second."""
    ends: dict[str, dict[str, set[str]]] = {_DOMAIN: {}, _RANGE: {}}
    for quad in facts:
        if quad.predicate.value in ends:
            ends[quad.predicate.value].setdefault(_local(quad.subject), set()).add(_local(quad.object))
    found: dict[tuple[str, str], list[str]] = {}
    for property_ in sorted(ends[_DOMAIN]):
        for start in sorted(ends[_DOMAIN][property_] & boxes.keys()):
            for end in sorted(ends[_RANGE].get(property_, set()) & boxes.keys() - {start}):
                found.setdefault((start, end), []).append(property_)
    return iter(found.items())


def _arrow(boxes: Mapping[str, Box], pair: tuple[str, str], properties: Sequence[_Named]) -> Arrow:
    start, end = boxes[pair[0]], boxes[pair[1]]
    (x1, y1), (x2, y2) = start.centre, end.centre
    # A line there and one back, and one past a box in between, make a bow.
    bow = 90.0 if (pair[1], pair[0]) in _BOTH_WAYS else _bow_around(pair)
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    bend_x, bend_y = (x1 + x2) / 2 - bow * (y2 - y1) / length, (y1 + y2) / 2 + bow * (x2 - x1) / length
    from_x, from_y = _border(start, bend_x, bend_y)
    to_x, to_y = _border(end, bend_x, bend_y)
    path = f"M{from_x:.0f} {from_y:.0f}Q{bend_x:.0f} {bend_y:.0f} {to_x:.0f} {to_y:.0f}"
    at = _name_at(pair)
    before, bend, after = (1 - at) ** 2, 2 * at * (1 - at), at**2
    name_x, name_y = before * from_x + bend * bend_x + after * to_x, before * from_y + bend * bend_y + after * to_y
    return Arrow(path, round(name_x), round(name_y - _LINE * (len(properties) - 1) / 2), properties)


def _name_at(pair: tuple[str, str]) -> float:
    """Which part of the way along an arrow its names stand: not in the middle of the drawing, where many cross."""
    (column1, row1), (column2, row2) = _PLACES[pair[0]], _PLACES[pair[1]]
    if column1 == column2 and _bow_around(pair):
        return 0.2
    if row1 == row2 or abs(column1 - column2) < 2:
        return 0.5
    return 0.3 if column2 < column1 else 0.7


#: Pairs of classes that properties lead between in both directions.
_BOTH_WAYS = {("Profile", "Finding"), ("Finding", "Profile")}


def _bow_around(pair: tuple[str, str]) -> float:
    """How far a line bends: past another class that stands between the two, in their row or column."""
    (column1, row1), (column2, row2) = _PLACES[pair[0]], _PLACES[pair[1]]
    if row1 == row2 and abs(column1 - column2) > 1:
        return 150
    return 270 if column1 == column2 and abs(row1 - row2) > 1 else 0


def _border(box: Box, x: float, y: float) -> tuple[float, float]:
    """Where the line from the centre of a box to a point leaves the box."""
    centre_x, centre_y = box.centre
    across, down = x - centre_x, y - centre_y
    scale = min(
        box.width / 2 / abs(across) if across else float("inf"), box.height / 2 / abs(down) if down else float("inf")
    )
    return centre_x + across * min(scale, 1), centre_y + down * min(scale, 1)


def _named(name: str, names: Names) -> _Named:
    return name, names.label(f"{IGM}{name}").text


def _of(names: Names) -> Callable[[str], _Named]:
    return lambda name: _named(name, names)


def _local(term: object) -> str:
    return term.value.removeprefix(IGM) if isinstance(term, NamedNode) and term.value.startswith(IGM) else ""
