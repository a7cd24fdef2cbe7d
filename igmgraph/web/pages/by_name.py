"""Things in the order of their names: put in order once for each snapshot and language, then read a page at a time."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from pyoxigraph import NamedNode

from igmgraph.errors import NotOffered, Unavailable
from igmgraph.languages import choose
from igmgraph.web.facts.names import Text, sort_key
from igmgraph.web.http.negotiation import language
from igmgraph.web.pages.thing_page import presenter_for
from igmgraph.web.search.index import reader
from igmgraph.web.snapshots.state import State

__all__ = ["by_name", "called"]


def by_name(state: State, which: str, things: Callable[[], Iterable[NamedNode]]) -> Sequence[NamedNode]:
    """Each of some things once, by what it is called in the language of the request.

    `which` tells these things from all others of the snapshot; `things` is called when they are not in order yet.
    """
    return state.standing.keep(state.engine, ("by name", which, language()), lambda: _ordered(state, things()))


def _ordered(state: State, things: Iterable[NamedNode]) -> Sequence[NamedNode]:
    names = called(state, things)
    return sorted(names, key=lambda thing: (sort_key(names[thing].text), thing.value))


def called(state: State, things: Iterable[NamedNode]) -> Mapping[NamedNode, Text]:
    """What things are called in the language of the request: read from the index; asked for what it does not have."""
    once = set(things)
    found = {thing: Text(*name) for thing in once if (name := choose(_labels(thing), language()))}
    names = presenter_for(state, once - found.keys()).names
    return {thing: found.get(thing) or names.label(thing.value) for thing in once}


def _labels(thing: NamedNode) -> Mapping[str, str]:
    try:
        return reader().labels(thing.value)
    except (NotOffered, Unavailable):
        return {}
