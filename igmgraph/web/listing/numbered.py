"""Long lists a page at a time: `?after=` or `?before=` an item, whatever comes or goes, or by number: `?part=2`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request
from pyoxigraph import NamedNode

from igmgraph.web.http.links import url_path
from igmgraph.web.snapshots.state import state

__all__ = ["PART", "Pages", "key_of", "keys_of", "page_of"]

_Item = TypeVar("_Item")
_Item_co = TypeVar("_Item_co", covariant=True)
#: What says which page of the list is asked for; `page` is for the references to a thing, which are a part of its
#: description.
PART = "part"


@dataclass(frozen=True, slots=True)
class Pages(Generic[_Item_co]):
    """One page of a list: its items, its number, how many pages there are, and of how many items.

    `previous` and `next` are what leads to the pages beside it, a parameter and its value, if they are there.
    `parameter` is the list's own: a page may have two lists.
    """

    items: Sequence[_Item_co]
    number: int
    count: int
    total: int
    parameter: str = PART
    previous: tuple[str, str] | None = None
    next: tuple[str, str] | None = None

    def link(self, pair: tuple[str, str]) -> str:
        """URL of the page that `previous` or `next` leads to, everything else as it is."""
        own = {self.parameter, *keys_of(self.parameter)}
        kept = [(name, value) for name, value in request.args.items(multi=True) if name not in own]
        return f"{request.script_root}{url_path(request.path)}?{urlencode([*kept, pair], safe='/')}"


def keys_of(parameter: str) -> tuple[str, str]:
    """Parameters that ask for the page after an item of a list, and for the one before it."""
    return ("after", "before") if parameter == PART else (f"after-{parameter}", f"before-{parameter}")


def key_of(thing: NamedNode) -> str:
    """What tells a thing from all others in a list: its IRI, without how ours begin."""
    base = state().settings.base_iri
    return thing.value.removeprefix(f"{base}id/").removeprefix(base)


def page_of(
    items: Sequence[_Item], size: int, parameter: str = PART, key: Callable[[_Item], str] | None = None
) -> Pages[_Item]:
    """The page of a list that the request asks for, the first when it asks for none; the last one of fewer pages.

    `key` tells an item from all others; without it, pages lead to each other by their numbers.
    """
    count = max(-(-len(items) // size), 1)
    begin = (min(_asked(parameter), count) - 1) * size
    if key:
        begin = _begin(items, size, parameter, key, begin)
    here = items[begin : begin + size]
    number, more = begin // size + 1, begin + size < len(items)
    if key:
        after, before = keys_of(parameter)
        back, on = (before, key(here[0]) if here else ""), (after, key(here[-1]) if here else "")
    else:
        back, on = (parameter, str(number - 1)), (parameter, str(number + 1))
    return Pages(here, number, count, len(items), parameter, back if begin else None, on if more else None)


def _begin(items: Sequence[_Item], size: int, parameter: str, key: Callable[[_Item], str], otherwise: int) -> int:
    """Place of the first item of the page; `otherwise` when nothing is asked for that is in the list."""
    after, before = (request.args.get(name) for name in keys_of(parameter))
    sought = after or before
    if not sought:
        return otherwise
    place = next((place for place, item in enumerate(items[:]) if key(item) == sought), None)
    if place is None:
        return otherwise
    return min(place + 1, len(items) - 1) if after else max(place - size, 0)


def _asked(parameter: str) -> int:
    asked = request.args.get(parameter, "1")
    return max(int(asked), 1) if asked.isdecimal() and len(asked) < 7 else 1
