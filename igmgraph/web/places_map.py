"""Places that have profiles, on a map and in a list."""

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from igmgraph.engine.base import Solution
from igmgraph.web.drawings.world import project, shapes
from igmgraph.web.kinds.kind import Material, igm, text
from igmgraph.web.names import sort_key
from igmgraph.web.statements import Value

__all__ = ["MappedPlace", "draw_places"]


@dataclass(frozen=True, slots=True)
class MappedPlace:
    """A place: its outline ("" when it is shown as a point), its point, and whether its profiles are national."""

    place: Value
    path: str
    point: tuple[int, int] | None
    national: bool


def draw_places(material: Material) -> list[MappedPlace]:
    """Places of the answer `places`, by name."""
    rows: dict[NamedNode, list[Solution]] = {}
    for row in material.answers["places"]:
        place = row["place"]
        if isinstance(place, NamedNode):
            rows.setdefault(place, []).append(row)
    drawn = [_draw(material, place, found) for place, found in rows.items()]
    return sorted(drawn, key=lambda mapped: sort_key(mapped.place.text.text))


def _draw(material: Material, place: NamedNode, rows: list[Solution]) -> MappedPlace:
    shape = next((shape for row in rows if (shape := shapes().get(text(row, "code")))), None)
    national = any(row.get("level") == igm("National") for row in rows)
    if shape:
        return MappedPlace(material.show(place), shape.path, shape.at, national)
    return MappedPlace(material.show(place), "", _point(rows[0]), national)


def _point(row: Solution) -> tuple[int, int] | None:
    latitude, longitude = row.get("latitude"), row.get("longitude")
    if isinstance(latitude, Literal) and isinstance(longitude, Literal):
        return project(float(latitude.value), float(longitude.value))
    return None
