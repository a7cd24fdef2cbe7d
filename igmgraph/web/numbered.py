"""Long lists a page at a time; `?part=2` asks for the second page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request

from igmgraph.web.links import url_path

__all__ = ["PART", "Pages", "page_of"]

_Item_co = TypeVar("_Item_co", covariant=True)
#: What says which page of the list is asked for; `page` is for the references to a thing, which are a part of its
#: description.
PART = "part"


@dataclass(frozen=True, slots=True)
class Pages(Generic[_Item_co]):
    """One page of a list: its items, its number, how many pages there are, and of how many items.

    `parameter` is what chooses the page in a URL: a page may have two lists.
    """

    items: Sequence[_Item_co]
    number: int
    count: int
    total: int
    parameter: str = PART

    def link(self, number: int) -> str:
        """URL of another page, everything else as it is."""
        kept = [(name, value) for name, value in request.args.items(multi=True) if name != self.parameter]
        return f"{request.script_root}{url_path(request.path)}?{urlencode([*kept, (self.parameter, str(number))])}"


def page_of(items: Sequence[_Item_co], size: int, parameter: str = PART) -> Pages[_Item_co]:
    """The page of a list that the request asks for, the first when it asks for none; the last one of fewer pages."""
    count = max(-(-len(items) // size), 1)
    number = min(_asked(parameter), count)
    return Pages(items[(number - 1) * size : number * size], number, count, len(items), parameter)


def _asked(parameter: str) -> int:
    asked = request.args.get(parameter, "1")
    return max(int(asked), 1) if asked.isdecimal() and len(asked) < 7 else 1
