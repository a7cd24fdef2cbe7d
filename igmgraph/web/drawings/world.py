"""The map of the world, in the Equal Earth projection (Šavrič, Patterson and Jenny 2018); shapes: Natural Earth."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

__all__ = ["HEIGHT", "WIDTH", "Shape", "point_of", "project", "shapes"]

#: Of the view box, in units.
WIDTH, HEIGHT = 1000, 430
_SCALE, _CENTRE = 184.73, (500, 240)
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796


@dataclass(frozen=True, slots=True)
class Shape:
    """A country on the map: its outline as an SVG path, "" when it is too small to have one, and its middle."""

    path: str
    at: tuple[int, int]


@cache
def shapes() -> Mapping[str, Shape]:
    """Shapes by numeric country code (ISO 3166-1, UN M49: three digits)."""
    text = (Path(__file__).parent / "world.json").read_text(encoding="utf-8")
    return {code: Shape(each.get("path", ""), tuple(each["at"])) for code, each in json.loads(text).items()}


def point_of(latitude: str, longitude: str) -> tuple[int, int] | None:
    """Point of the map for what data say to be degrees, which may be any text; None when they are none.

    >>> point_of("-30.69", "-70.96"), point_of("north", "INF")
    ((316, 352), None)
    """
    try:
        degrees = float(latitude), float(longitude)
    except ValueError:
        return None
    return project(*degrees) if abs(degrees[0]) <= 90 and abs(degrees[1]) <= 180 else None


def project(latitude: float, longitude: float) -> tuple[int, int]:
    """Point of the map for a place given in degrees.

    >>> project(0, 0), project(-30.69, -70.96)
    ((500, 240), (316, 352))
    """
    angle = asin(sqrt(3) / 2 * sin(radians(latitude)))
    square, sixth = angle**2, angle**6
    stretch = _A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)
    x = radians(longitude) * cos(angle) / (sqrt(3) / 2 * stretch)
    y = angle * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))
    return round(_CENTRE[0] + _SCALE * x), round(_CENTRE[1] - _SCALE * y)
