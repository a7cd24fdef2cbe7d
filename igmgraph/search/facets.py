"""Facets: what a thing falls under, said of it or of what it belongs to."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from igmgraph.namespaces import IGM, PREFIXES
from igmgraph.search.graph import Graph, Thing
from igmgraph.search.survey import NAMED_IN

__all__ = ["FACETS", "facets_of"]

_OF_PROFILE, _IN_DOMAIN = f"{IGM}ofProfile", f"{IGM}inDomain"
_PART_OF, _SPATIAL, _ASSESSES, _LEVEL = f"{IGM}partOf", f"{PREFIXES['dct']}spatial", f"{IGM}assesses", f"{IGM}level"
_YEARS = (f"{IGM}year", f"{IGM}edition")
_STANDINGS = (f"{IGM}WellDevelopedArea", f"{IGM}AreaForDevelopment")
#: Areas larger than a country say nothing that a visitor would narrow a search by.
_AREAS = (f"{IGM}Country", f"{IGM}LocalAuthorityArea", f"{IGM}Region")


def facets_of(graph: Graph, thing: Thing) -> Mapping[str, Sequence[str]]:
    """Values of a thing in every facet but its kind: IRIs, and years as digits."""
    return {name: sorted(set(values(graph, thing))) for name, values in _VALUES.items()}


def _domains(graph: Graph, thing: Thing) -> Iterable[str]:
    """Its domain; an institution or instrument is at work in the domains of the findings that name it."""
    if graph.is_a(thing, f"{IGM}Domain"):
        return [thing.iri]
    return thing.objects(_IN_DOMAIN, NAMED_IN[_IN_DOMAIN])


def _places(graph: Graph, thing: Thing) -> Iterator[str]:
    """The places it is about, with those that they are part of."""
    profiles = map(graph.thing, thing.objects(_OF_PROFILE, NAMED_IN[_OF_PROFILE]))
    assessed = {place for profile in (thing, *profiles) for place in profile.objects(_ASSESSES)}
    seen: set[str] = set()
    waiting = [thing, *map(graph.thing, thing.objects(_SPATIAL) | assessed)]
    while waiting:
        place = waiting.pop()
        if place.iri not in seen:
            seen.add(place.iri)
            waiting += map(graph.thing, place.objects(_PART_OF))
            if any(graph.is_a(place, area) for area in _AREAS):
                yield place.iri


def _levels(graph: Graph, thing: Thing) -> Iterable[str]:
    profiles = map(graph.thing, thing.objects(_OF_PROFILE))
    return [level for each in (thing, *profiles) for level in each.objects(_LEVEL)]


def _years(graph: Graph, thing: Thing) -> Iterable[str]:
    del graph
    return [literal.value for property_ in _YEARS for literal in thing.literals(property_)]


def _standings(graph: Graph, thing: Thing) -> Iterable[str]:
    return [standing for standing in _STANDINGS if graph.is_a(thing, standing)]


_VALUES: Mapping[str, Callable[[Graph, Thing], Iterable[str]]] = {
    "domain": _domains,
    "place": _places,
    "year": _years,
    "level": _levels,
    "standing": _standings,
}
#: Names of the facets, in the order in which they are shown.
FACETS = ("kind", *_VALUES)
