"""Profiles to choose from: by name, those with findings first, found by what a visitor types."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from igmgraph.engine.values import Term
from igmgraph.search.words import fold
from igmgraph.web.facts.names import Text
from igmgraph.web.facts.resources import iris
from igmgraph.web.http.negotiation import language
from igmgraph.web.pages.by_name import by_name, called
from igmgraph.web.snapshots.state import State

__all__ = ["Choice", "all_choices", "matching"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A profile to choose.

    Attributes:
        slug: last part of its IRI.
        name: in the language of the request.
        read: whether the graph has findings of it.
        sought: name and slug without case and accents.
    """

    slug: str
    name: Text
    read: bool
    sought: str


def all_choices(state: State) -> Mapping[Term, Choice]:
    """All profiles, in the order in which they are offered."""
    return state.standing.keep(state.engine, ("choices", language()), lambda: _offer(state))


def matching(choices: Mapping[Term, Choice], text: str) -> Sequence[Choice]:
    """Those that have all words of a text, each perhaps only begun or a part of another word."""
    # Each once: somebody may send one letter ten thousand times.
    words = set(fold(text).split())
    return [choice for choice in choices.values() if all(word in choice.sought for word in words)]


def _offer(state: State) -> Mapping[Term, Choice]:
    rows = state.recall("profiles")
    read = {row["profile"]: getattr(row["read"], "value", "") == "true" for row in rows}
    profiles = by_name(state, "profiles", lambda: iris(rows, "profile"))
    names = called(state, profiles)
    start = f"{state.settings.base_iri}id/profile/"
    choices = {each: _choice(each.value.removeprefix(start), names[each], read[each]) for each in profiles}
    return {each: choice for has in (True, False) for each, choice in choices.items() if choice.read is has}


def _choice(slug: str, name: Text, read: bool) -> Choice:
    return Choice(slug, name, read, fold(f"{name.text} {slug}"))
