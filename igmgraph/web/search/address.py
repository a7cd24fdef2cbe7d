"""Addresses of searches: what one may ask for, and the same search with something changed."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from flask import request

from igmgraph.errors import InputError
from igmgraph.search.facets import FACETS

__all__ = ["MORE", "PART", "asked_pairs", "asked_slugs", "asked_text", "search_url"]

#: Names the facet of which all values are shown, and the page of them.
MORE, PART = "more", "values"
#: What a search has once, besides its facets.
_ONCE = {"q", "lang", "size", "after", "format", MORE, PART}
#: Characters of a question that are read.
_LONGEST = 500
#: Values that may be chosen, and their characters: each link of the page repeats them.
_MOST, _MOST_CHARACTERS = 50, 2_000


def asked_text() -> str:
    """The words of the current request."""
    return request.args.get("q", "")[:_LONGEST]


def asked_slugs() -> Mapping[str, Sequence[str]]:
    """Facets of the current request to the values that it asks for, each once, as they are written in a URL.

    Raises:
        InputError: there are too many.
    """
    asked = {name: list(dict.fromkeys(request.args.getlist(name))) for name in FACETS}
    slugs = [slug for each in asked.values() for slug in each]
    if len(slugs) > _MOST or sum(map(len, slugs)) > _MOST_CHARACTERS:
        raise InputError(
            "at most {most} values can be chosen, of {length} characters in all", most=_MOST, length=_MOST_CHARACTERS
        )
    return asked


def asked_pairs() -> list[tuple[str, str]]:
    """Parameters of the current request that mean something to a search, in their order."""
    slugs = asked_slugs()
    asked = {
        name: slugs.get(name) or [request.args[name][:_LONGEST]] for name in request.args if name in _ONCE.union(FACETS)
    }
    return [(name, value) for name, values in asked.items() for value in values]


def search_url(pairs: Iterable[tuple[str, str]]) -> str:
    """URL of a search with these parameters."""
    return f"{request.script_root}/search?{urlencode(list(pairs))}"
