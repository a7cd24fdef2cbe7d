"""The wheel of the framework: a ring of sectors around a centre, with room for a name and for dots in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sin
from textwrap import wrap

__all__ = ["OUTER", "Sector", "divide"]

#: Radii of the ring; the view box reaches from -OUTER to OUTER in both directions.
OUTER, INNER = 300, 104
_NAME_AT, _NAME_WIDTH, _LINE = 206, 16, 23
#: Radii of the rows of dots, how far apart dots are in a row, and how far from the sector's edges they stay.
_ROWS, _STEP, _MARGIN = (250, 216, 182, 148), 31, 26


@dataclass(frozen=True, slots=True)
class Sector:
    """One sector.

    Attributes:
        path: outline, as an SVG path.
        middle: its middle.
        number: where its number stands above its name.
        lines: the name, broken into lines, each with where it stands.
        dots: where the dots are; at most as many as find room.
    """

    path: str
    middle: tuple[int, int]
    number: tuple[int, int]
    lines: list[tuple[str, int, int]]
    dots: list[tuple[int, int]]


def divide(names: Sequence[str], dots: Sequence[int] = ()) -> list[Sector]:
    """Divide the ring evenly, clockwise from the top; `dots` says how many each sector holds.

    >>> [sector.middle for sector in divide(["East", "West"])]
    [(206, 0), (-206, 0)]
    """
    turn = 360 / max(len(names), 1)
    return [
        _sector(index * turn, turn, name, dots[index] if index < len(dots) else 0) for index, name in enumerate(names)
    ]


def _sector(start: float, turn: float, name: str, dots: int) -> Sector:
    middle = start + turn / 2
    x, y = _at(_NAME_AT, middle)
    lines = wrap(name, _NAME_WIDTH, break_long_words=False)
    first = y - _LINE * len(lines) // 2
    placed = [(line, x, first + _LINE * (index + 1)) for index, line in enumerate(lines)]
    return Sector(_outline(start, start + turn), (x, y), (x, first), placed, _dots(dots, start, turn))


def _outline(start: float, end: float) -> str:
    (ax, ay), (bx, by) = _at(OUTER, start), _at(OUTER, end)
    (cx, cy), (dx, dy) = _at(INNER, end), _at(INNER, start)
    large = int(end - start > 180)
    return f"M{ax},{ay}A{OUTER},{OUTER},0,{large},1,{bx},{by}L{cx},{cy}A{INNER},{INNER},0,{large},0,{dx},{dy}Z"


def _dots(count: int, start: float, turn: float) -> list[tuple[int, int]]:
    """Spread dots over rows from the outside in, each row centred."""
    left, placed = count, []
    for radius in _ROWS:
        room = max(int((radians(turn) * radius - 2 * _MARGIN) / _STEP) + 1, 1)
        here = min(room, left)
        for index in range(here):
            offset = (index - (here - 1) / 2) * _STEP / radius
            placed.append(_at(radius, start + turn / 2 + offset / radians(1)))
        left -= here
    return placed


def _at(radius: float, angle: float) -> tuple[int, int]:
    """Point at an angle in degrees, clockwise from the top."""
    return round(radius * sin(radians(angle))), round(-radius * cos(radians(angle)))
