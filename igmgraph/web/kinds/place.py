"""The page about a place: where it lies, its profiles and those of its parts, its institutions and instruments."""

from collections.abc import Mapping, Sequence

from pyoxigraph import Literal, NamedNode

from igmgraph.engine.values import Solution
from igmgraph.web.drawings.world import point_of, shapes
from igmgraph.web.facts.resources import Description
from igmgraph.web.facts.statements import Value
from igmgraph.web.kinds.kind import Answers, Kind, Material, igm, iri_in, text
from igmgraph.web.listing.inquiry import Inquiry

__all__ = ["PLACES"]

_FACTS = (
    "igm:authorityKind",
    "igm:partOf",
    "dct:identifier",
    "wgs84:lat",
    "wgs84:long",
    "skos:exactMatch",
    "skos:closeMatch",
    "dct:source",
    "skos:editorialNote",
)


#: How many profiles of its parts a page lists.
_PARTS = 60


def _ask(inquiry: Inquiry, description: Description) -> Answers:
    place = description.thing
    profiles = inquiry.recall("place-profiles", place=place)
    parts = [row for row in profiles if row["assessed"] != place]
    return {
        "place-setting": inquiry.recall("place-setting", place=place),
        "profiles": [row for row in profiles if row["assessed"] == place],
        "parts": inquiry.page("parts", parts, _PARTS, iri_in("profile")),
        "things": inquiry.recall("place-things", place=place),
    }


def _present(material: Material) -> Mapping[str, object]:
    setting = material.answers["place-setting"]
    things = material.answers["things"]
    return {
        "trail": _trail(material),
        "outline": _outline(setting),
        "point": _point(setting, material.thing),
        "profiles": [_profile(material, row) for row in material.answers["profiles"]],
        "parts": [_profile(material, row) for row in material.answers["parts"]],
        "institutions": material.show_all(row["thing"] for row in things if row["class"] == igm("Institution")),
        "instruments": [
            (text(row, "year"), material.show(row["thing"])) for row in things if row["class"] == igm("Instrument")
        ],
    }


def _profile(material: Material, row: Solution) -> tuple[str, Value, Value | None]:
    """Year, profile and level."""
    level = row.get("level")
    return text(row, "edition"), material.show(row["profile"]), material.show(level) if level else None


def _trail(material: Material) -> list[Value]:
    """The places around it, the widest first."""
    above: dict[NamedNode, set[NamedNode]] = {}
    for row in material.answers["place-setting"]:
        whole, parent = row["whole"], row.get("parent")
        if isinstance(whole, NamedNode) and isinstance(parent, NamedNode):
            above.setdefault(whole, set()).add(parent)
    depth = {place: len(_reach(place, above)) for place in _reach(material.thing, above)}
    trail = sorted(depth, key=lambda place: (depth[place], place.value))
    return material.show_all(trail)


def _reach(place: NamedNode, above: Mapping[NamedNode, set[NamedNode]]) -> set[NamedNode]:
    """All places that a place is part of, directly or not."""
    found: set[NamedNode] = set()
    left = set(above.get(place, ()))
    while left:
        found |= left
        left = {parent for here in left for parent in above.get(here, ())} - found
    return found - {place}


def _outline(setting: Sequence[Solution]) -> str:
    """Shape of the country that the place is or lies in; "" when there is none to draw."""
    codes = (text(row, "code") for row in setting)
    return next((shape.path for code in codes if (shape := shapes().get(code))), "")


def _point(setting: Sequence[Solution], place: NamedNode) -> tuple[int, int] | None:
    """Where it is on the map: its own coordinates, or the middle of the country it is."""
    for row in setting:
        if row["whole"] == place:
            latitude, longitude = row.get("latitude"), row.get("longitude")
            if isinstance(latitude, Literal) and isinstance(longitude, Literal):
                return point_of(latitude.value, longitude.value)
            if shape := shapes().get(text(row, "code")):
                return shape.at
    return None


PLACES = tuple(
    Kind(name, _FACTS, _ask, _present, "place")
    for name in ("Country", "LocalAuthorityArea", "Region", "SubRegion", "Place")
)
