"""Institutions and the domains they work in, as a graph of two columns joined by lines."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Joined", "join"]

_LEFT, _RIGHT, _ROW, _TOP = 330, 540, 34, 20


@dataclass(frozen=True, slots=True)
class Joined:
    """Where everything is: rows of both columns by index, lines between them, and the height of the view box.

    Each line has its SVG path and whether it stands for leading rather than taking part.
    """

    left: list[int]
    right: list[int]
    lines: list[tuple[str, int, bool]]
    height: int


def join(left: int, right: int, links: Mapping[tuple[int, int], bool]) -> Joined:
    """Lay out `left` and `right` rows; `links` maps pairs of their indices to whether the first leads.

    A line comes as (path, index on the right, leads).
    """
    height = max(left, right, 1) * _ROW + _TOP
    lefts, rights = _spread(left, height), _spread(right, height)
    lines = [(_line(lefts[first], rights[second]), second, leads) for (first, second), leads in sorted(links.items())]
    return Joined(lefts, rights, lines, height)


def _spread(count: int, height: int) -> list[int]:
    step = (height - _TOP) / max(count, 1)
    return [round(_TOP / 2 + step * (index + 0.5)) for index in range(count)]


def _line(start: int, end: int) -> str:
    middle = (_LEFT + _RIGHT) // 2
    return f"M{_LEFT},{start}C{middle},{start},{middle},{end},{_RIGHT},{end}"
