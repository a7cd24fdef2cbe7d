"""Facets in a URL and on a page: short values, each with its count and the link that chooses it or lets it go.

Of many values those are shown that most results have; no facet is ordered by its counts: they tell how much of the
graph speaks of a value, and rank nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from flask import request

from igmgraph.namespaces import IGM
from igmgraph.search.documents import KINDS
from igmgraph.search.facets import FACETS
from igmgraph.search.reader import Answer
from igmgraph.web.facts.names import Text, sort_key
from igmgraph.web.facts.resources import iris
from igmgraph.web.http.translations import marked
from igmgraph.web.listing.numbered import Pages, page_of
from igmgraph.web.search.address import MORE, PART, asked_pairs, asked_slugs, search_url
from igmgraph.web.search.index import label_of
from igmgraph.web.snapshots.state import state

__all__ = ["Choice", "Facet", "read_chosen", "show_facets", "slug_of"]

_HEADINGS = {
    "kind": marked("Kind of thing"),
    "domain": marked("Domain"),
    "place": marked("Place"),
    "year": marked("Year"),
    "level": marked("Level"),
    "standing": marked("Developed or with potential"),
}
_KIND_OF_SLUG = {kind.rpartition("#")[2]: kind for kind in KINDS}
#: How many values a facet shows by itself, and on a page of all.
_FEW, _ALL = 20, 60
_STANDINGS = (f"{IGM}WellDevelopedArea", f"{IGM}AreaForDevelopment")


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: what it is and what it is called, how many there are, and where choosing it leads."""

    value: str
    label: Text
    count: int
    link: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet that has something to choose.

    Attributes:
        name: in a URL.
        heading: to be translated.
        choices: values that are shown.
        total: how many values there are.
        other: where all of them are shown, or, if they are, the few again; "" when all are few.
        pages: those of all values, if these are shown.
    """

    name: str
    heading: str
    choices: Sequence[Choice]
    total: int
    other: str = ""
    pages: Pages[str] | None = None

    @property
    def more(self) -> str:
        """Where values are that are not among these: all of them, or the next page of all; "" behind the last."""
        if self.pages is None:
            return self.other
        return self.pages.link(self.pages.next) if self.pages.next else ""


def read_chosen() -> Mapping[str, Sequence[str]]:
    """Facets of the current request to the values that it asks for.

    Raises:
        InputError: there are too many.
    """
    return {name: [_value(name, slug) for slug in slugs] for name, slugs in asked_slugs().items()}


def show_facets(answer: Answer, chosen: Mapping[str, Sequence[str]]) -> list[Facet]:
    """Present the counts of an answer, with what is chosen even where it finds nothing."""
    facets = []
    for name in FACETS:
        counts = {**dict.fromkeys(chosen[name], 0), **answer.counts[name]}
        if counts:
            facets.append(_facet(name, counts, chosen[name]))
    return facets


def _facet(name: str, counts: Mapping[str, int], chosen: Sequence[str]) -> Facet:
    whole = request.args.get(MORE) == name
    pages = page_of(_in_order(name, counts), _ALL, PART) if whole else None
    shown = pages.items if pages else _in_order(name, _few(counts, chosen))
    choices = [_choice(name, value, counts[value], chosen) for value in shown]
    other = _toggle(MORE, name) if whole or len(shown) < len(counts) else ""
    return Facet(name, _HEADINGS[name], choices, len(counts), other, pages)


def _few(counts: Mapping[str, int], chosen: Sequence[str]) -> Iterable[str]:
    """What is chosen, and the values that most results have: those by which a search can be narrowed best."""
    most = nsmallest(_FEW, counts, key=lambda value: (-counts[value], value))
    return dict.fromkeys([*chosen, *most])


def slug_of(name: str, value: str) -> str:
    """How a value of a facet is written in a URL: the last part of its IRI, or the year."""
    return value if name == "year" else re.split(r"[/#]", value)[-1]


def _value(name: str, slug: str) -> str:
    if name == "kind":
        return _KIND_OF_SLUG.get(slug, slug)
    if name in {"domain", "place"}:
        return f"{state().settings.base_iri}id/{name}/{slug}"
    return slug if name == "year" else f"{IGM}{slug}"


def _choice(name: str, value: str, count: int, chosen: Sequence[str]) -> Choice:
    label = Text(value) if name == "year" else label_of(value)
    return Choice(value, label, count, _toggle(name, slug_of(name, value)), value in chosen)


def _in_order(name: str, values: Iterable[str]) -> list[str]:
    """Years from the last, places by name, everything else as its source has it."""
    if name == "year":
        return sorted(values, reverse=True)
    if name == "place":
        return sorted(values, key=lambda value: sort_key(label_of(value).text))
    domains = (domain.value for domain in iris(state().recall("things"), "thing")) if name == "domain" else ()
    rank = {value: position for position, value in enumerate([*domains, *KINDS, *_STANDINGS])}
    return sorted(values, key=lambda value: (rank.get(value, len(rank)), value))


def _toggle(name: str, slug: str) -> str:
    """URL of the same search, from its first page, with a value chosen or let go."""
    kept = [pair for pair in asked_pairs() if pair[0] not in {"after", "format", PART}]
    changed = [pair for pair in kept if pair != (name, slug)]
    pairs = changed if len(changed) < len(kept) else [*kept, (name, slug)]
    return search_url(pairs)
