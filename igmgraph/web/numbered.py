"""Long lists a page at a time; `?part=2` asks for the second page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request

from igmgraph.web.links import url_path

__all__ = ["Pages", "current_page", "page_of"]

_Item = TypeVar("_Item")
#: `page` is for the references to a thing, which are a part of its description.
_PARAMETER = "part"


@dataclass(frozen=True, slots=True)
class Pages(Generic[_Item]):
    """One page of a list: its items, its number, how many pages there are, and of how many items."""

    items: Sequence[_Item]
    number: int
    count: int
    total: int

    def link(self, number: int) -> str:
        """URL of another page, everything else as it is."""
        kept = [(name, value) for name, value in request.args.items(multi=True) if name != _PARAMETER]
        return f"{request.script_root}{url_path(request.path)}?{urlencode([*kept, (_PARAMETER, str(number))])}"


def current_page() -> int:
    """Number of the page that the request asks for, from 1; the first when it asks for none."""
    asked = request.args.get(_PARAMETER, "1")
    return max(int(asked), 1) if asked.isdecimal() and len(asked) < 7 else 1


def page_of(items: Sequence[_Item], size: int) -> Pages[_Item]:
    """The page of a list that the request asks for; the last one when there are fewer pages."""
    count = max(-(-len(items) // size), 1)
    number = min(current_page(), count)
    return Pages(items[(number - 1) * size : number * size], number, count, len(items))
