"""Long lists in the order of IRIs, a page at a time: `?after=` or `?before=` a thing, whatever comes or goes."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

from igmgraph.search.members import sort_key
from igmgraph.web.http.links import url_path
from igmgraph.web.listing.numbered import PART, page_of

__all__ = ["Span", "span_of"]

_AFTER, _BEFORE = "after", "before"


@dataclass(frozen=True, slots=True)
class Span:
    """One page of a list.

    Attributes:
        items: IRIs on the page.
        first: place of the first of them in the list, from 1; 0 when there is none.
        last: place of the last.
        total: how many there are on all pages.
        before: URL of the page before; "" when this is the first.
        after: URL of the page after; "" when this is the last.
    """

    items: Sequence[str]
    first: int
    last: int
    total: int
    before: str
    after: str


def span_of(iris: Sequence[str], size: int, start: str) -> Span:
    """The page of a list of IRIs, in order, that the request asks for by what is beside it, or by its number.

    `start` is how the IRIs begin, which is left out in a URL. Only the IRIs that are looked at are read.
    """
    begin = _begin(iris, size, start)
    items = iris[begin : begin + size]
    end = begin + len(items)
    return Span(
        items,
        begin + 1 if items else 0,
        end,
        len(iris),
        _link(_BEFORE, items[0].removeprefix(start)) if items and begin else "",
        _link(_AFTER, items[-1].removeprefix(start)) if end < len(iris) else "",
    )


def _begin(iris: Sequence[str], size: int, start: str) -> int:
    """Place of the first item of the page: that of the last page at most."""
    if key := request.args.get(_AFTER):
        return min(bisect_right(iris, sort_key(start + key), key=sort_key), max(len(iris) - 1, 0))
    if key := request.args.get(_BEFORE):
        return max(bisect_left(iris, sort_key(start + key), key=sort_key) - size, 0)
    return (page_of(range(len(iris)), size).number - 1) * size


def _link(parameter: str, key: str) -> str:
    """URL of the page on one side, everything else as it is."""
    kept = [pair for pair in request.args.items(multi=True) if pair[0] not in {_AFTER, _BEFORE, PART}]
    return f"{request.script_root}{url_path(request.path)}?{urlencode([*kept, (parameter, key)], safe='/')}"
