"""Facets: what a thing falls under, said of it or of what it belongs to."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from igmgraph.namespaces import IGM, PREFIXES
from igmgraph.search.graph import Graph

__all__ = ["FACETS", "facets_of"]

_INVOLVES = tuple(f"{IGM}{name}" for name in ("involvesInstitution", "ledBy", "partneredWith"))
_CITES, _OF_PROFILE, _IN_DOMAIN = f"{IGM}citesInstrument", f"{IGM}ofProfile", f"{IGM}inDomain"
_PART_OF, _SPATIAL, _ASSESSES, _LEVEL = f"{IGM}partOf", f"{PREFIXES['dct']}spatial", f"{IGM}assesses", f"{IGM}level"
_YEARS = (f"{IGM}year", f"{IGM}edition")
_STANDINGS = (f"{IGM}WellDevelopedArea", f"{IGM}AreaForDevelopment")
#: Areas larger than a country say nothing that a visitor would narrow a search by.
_AREAS = (f"{IGM}Country", f"{IGM}LocalAuthorityArea", f"{IGM}Region")


def facets_of(graph: Graph, iri: str) -> Mapping[str, Sequence[str]]:
    """Values of a thing in every facet but its kind: IRIs, and years as digits."""
    return {name: sorted(set(values(graph, iri))) for name, values in _VALUES.items()}


def _domains(graph: Graph, iri: str) -> Iterable[str]:
    """Its domain; an institution or instrument is at work in the domains of the findings that name it."""
    if graph.is_a(iri, f"{IGM}Domain"):
        return [iri]
    return [domain for each in (iri, *_findings(graph, iri)) for domain in graph.objects(each, _IN_DOMAIN)]


def _places(graph: Graph, iri: str) -> Iterator[str]:
    """The places it is about, with those that they are part of."""
    profiles = (profile for each in (iri, *_findings(graph, iri)) for profile in graph.objects(each, _OF_PROFILE))
    assessed = (place for profile in (iri, *profiles) for place in graph.objects(profile, _ASSESSES))
    for place in (iri, *graph.objects(iri, _SPATIAL), *assessed):
        yield from (each for each in graph.chain(place, _PART_OF) if any(graph.is_a(each, area) for area in _AREAS))


def _levels(graph: Graph, iri: str) -> Iterable[str]:
    return [level for each in (iri, *graph.objects(iri, _OF_PROFILE)) for level in graph.objects(each, _LEVEL)]


def _years(graph: Graph, iri: str) -> Iterable[str]:
    return [literal.value for property_ in _YEARS for literal in graph.literals(iri, property_)]


def _standings(graph: Graph, iri: str) -> Iterable[str]:
    return [standing for standing in _STANDINGS if graph.is_a(iri, standing)]


def _findings(graph: Graph, iri: str) -> list[str]:
    return graph.subjects(iri, *_INVOLVES, _CITES)


_VALUES: Mapping[str, Callable[[Graph, str], Iterable[str]]] = {
    "domain": _domains,
    "place": _places,
    "year": _years,
    "level": _levels,
    "standing": _standings,
}
#: Names of the facets, in the order in which they are shown.
FACETS = ("kind", *_VALUES)
