"""The page about a profile: a wheel filled with its findings, both kinds side by side, and who is involved."""

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from igmgraph.namespaces import IGM
from igmgraph.web.drawings.actors import Joined, join
from igmgraph.web.drawings.wheel import Sector, divide
from igmgraph.web.facts.resources import Description
from igmgraph.web.facts.statements import DEFINITION, Value
from igmgraph.web.kinds.findings import Group, by_domain
from igmgraph.web.kinds.kind import DOMAIN, Answers, Kind, Material, igm, text
from igmgraph.web.listing.inquiry import Inquiry

__all__ = ["PROFILE"]

_LEADS = igm("ledBy")


@dataclass(frozen=True, slots=True)
class Slice:
    """A domain in the wheel: its sector, its number, its name, and the findings of the profile in it, if any."""

    sector: Sector
    order: int
    domain: Value
    group: Group | None


@dataclass(frozen=True, slots=True)
class Actors:
    """Institutions and the domains they work in, with the drawing of both."""

    institutions: list[tuple[Value, list[tuple[int, Value, Value]]]]
    domains: list[tuple[int, Value]]
    drawing: Joined


def _ask(inquiry: Inquiry, description: Description) -> Answers:
    profile = description.thing
    places = [quad.object for quad in description.statements if quad.predicate == igm("assesses")]
    return {
        "domains": inquiry.recall("things", **{"class": DOMAIN}),
        "findings": inquiry.recall("findings", profile=profile),
        "actors": inquiry.recall("profile-actors", profile=profile),
        "instruments": inquiry.recall("profile-instruments", profile=profile),
        "steps": inquiry.recall("profile-steps", profile=profile),
        "editions": inquiry.recall("place-profiles", place=[each for each in places if isinstance(each, NamedNode)]),
    }


def _present(material: Material) -> Mapping[str, object]:
    groups = by_domain(material, material.answers["findings"])
    return {
        "slices": _slices(material, groups),
        "groups": groups,
        "actors": _actors(material),
        "instruments": [
            (text(row, "year"), material.show(row["instrument"])) for row in material.answers["instruments"]
        ],
        "steps": [
            (text(row, "date") or text(row, "year"), material.show(row["step"])) for row in material.answers["steps"]
        ],
        "editions": [
            (text(row, "edition"), material.show(row["profile"]))
            for row in material.answers["editions"]
            if row["profile"] != material.thing
        ],
        "absences": [
            (material.show(term), material.sentence(term, DEFINITION.value))
            for term in material.stated(f"{IGM}lacks")
            if isinstance(term, NamedNode)
        ],
        "circumstances": material.sentence(material.thing, f"{IGM}context"),
    }


def _slices(material: Material, groups: list[Group]) -> list[Slice]:
    if not groups:
        return []
    found = {group.heading.hint: group for group in groups}
    domains = material.column("domains", "thing")
    counts = [len(found[domain.value].findings) if domain.value in found else 0 for domain in domains]
    shown = material.show_all(domains)
    return [
        Slice(sector, material.order(domain), value, found.get(domain.value))
        for sector, domain, value in zip(divide(["" for _ in domains], counts), domains, shown, strict=True)
    ]


def _actors(material: Material) -> Actors | None:
    institutions, domains = (material.column("actors", name) for name in ("institution", "domain"))
    domains.sort(key=material.order)
    if not institutions:
        return None
    roles: dict[tuple[int, int], dict[NamedNode, None]] = {}
    for row in material.answers["actors"]:
        institution, domain, role = row["institution"], row["domain"], row["role"]
        if isinstance(institution, NamedNode) and isinstance(domain, NamedNode) and isinstance(role, NamedNode):
            roles.setdefault((institutions.index(institution), domains.index(domain)), {})[role] = None
    drawing = join(len(institutions), len(domains), {pair: _LEADS in said for pair, said in roles.items()})
    listed = [
        (
            material.show(institution),
            [
                (material.order(domains[column]), material.show(domains[column]), material.show(_strongest(said)))
                for (row_, column), said in sorted(roles.items())
                if row_ == index
            ],
        )
        for index, institution in enumerate(institutions)
    ]
    return Actors(listed, [(material.order(domain), material.show(domain)) for domain in domains], drawing)


def _strongest(roles: Mapping[NamedNode, None]) -> NamedNode:
    """Of the roles of an institution, the one that says most."""
    return next((role for role in (_LEADS, igm("partneredWith")) if role in roles), igm("involvesInstitution"))


PROFILE = Kind(
    "Profile",
    (
        "igm:assesses",
        "igm:edition",
        "igm:level",
        "dct:issued",
        "igm:profileNumber",
        "dct:publisher",
        "dct:contributor",
        "dct:source",
        "foaf:page",
        "skos:editorialNote",
    ),
    _ask,
    _present,
    "profile",
)
