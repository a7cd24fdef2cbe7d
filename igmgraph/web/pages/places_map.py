"""Places that have profiles, on a map: where many lie close together, one mark for several."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from igmgraph.engine.values import Solution
from igmgraph.web.drawings.world import point_of, shapes
from igmgraph.web.kinds.kind import igm, text

__all__ = ["Mark", "mark_places"]

#: How many points a map has at most; and how far apart they then are, in units of the map, the closest first.
_POINTS = 300
_DISTANCES = (1, 2, 4, 8, 16, 32, 64)


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands for some places, of which there is always one.

    Attributes:
        places: what it stands for.
        path: outline of the country that it is, "" when it is shown as a point.
        point: where it is, None when nothing tells.
        national: whether its profiles are national.
    """

    places: Sequence[NamedNode]
    path: str
    point: tuple[int, int] | None
    national: bool


def mark_places(rows: Iterable[Solution]) -> Sequence[Mark]:
    """Marks for the places of an answer to `assessed-places`."""
    found: dict[NamedNode, list[Solution]] = {}
    for row in rows:
        place = row["place"]
        if isinstance(place, NamedNode):
            found.setdefault(place, []).append(row)
    marks = [_mark(place, said) for place, said in found.items()]
    # Countries are few.
    alone, towns = ([mark for mark in marks if mark.national is national] for national in (True, False))
    for distance in _DISTANCES if len(towns) > _POINTS else ():
        joined = _join(towns, distance)
        if len(joined) <= _POINTS:
            return [*alone, *joined]
    return [*alone, *towns]


def _mark(place: NamedNode, rows: Sequence[Solution]) -> Mark:
    shape = next((shape for row in rows if (shape := shapes().get(text(row, "code")))), None)
    national = any(row.get("level") == igm("National") for row in rows)
    return Mark([place], shape.path, shape.at, national) if shape else Mark([place], "", _point(rows[0]), national)


def _point(row: Solution) -> tuple[int, int] | None:
    latitude, longitude = row.get("latitude"), row.get("longitude")
    if isinstance(latitude, Literal) and isinstance(longitude, Literal):
        return point_of(latitude.value, longitude.value)
    return None


def _join(marks: Sequence[Mark], distance: int) -> list[Mark]:
    """One mark for those that fall into the same square of the map, where the first of them is."""
    squares: dict[object, list[Mark]] = {}
    for mark in marks:
        square = mark.point and tuple(axis // distance for axis in mark.point)
        squares.setdefault(square, []).append(mark)
    return [
        Mark([place for mark in here for place in mark.places], here[0].path, here[0].point, national=False)
        for here in squares.values()
    ]
