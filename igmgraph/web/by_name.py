"""Things in the order of their names: put in order once for each snapshot and language, then read a page at a time."""

from collections.abc import Callable, Iterable, Sequence

from pyoxigraph import NamedNode

from igmgraph.web.names import sort_key
from igmgraph.web.negotiation import language
from igmgraph.web.state import State
from igmgraph.web.thing_page import presenter_for

__all__ = ["by_name"]


def by_name(state: State, which: str, things: Callable[[], Iterable[NamedNode]]) -> Sequence[NamedNode]:
    """Each of some things once, by what it is called in the language of the request.

    `which` tells these things from all others of the snapshot; `things` is called when they are not in order yet.
    """
    return state.standing.keep(state.engine, ("by name", which, language()), lambda: _ordered(state, things()))


def _ordered(state: State, things: Iterable[NamedNode]) -> Sequence[NamedNode]:
    once = set(things)
    names = presenter_for(state, once).names
    return sorted(once, key=lambda thing: (sort_key(names.label(thing.value).text), thing.value))
