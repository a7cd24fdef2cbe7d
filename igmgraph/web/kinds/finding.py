"""The page about a finding: its sentence, who and what it names, and where it stands in the source."""

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from igmgraph.engine.values import Solution
from igmgraph.namespaces import IGM
from igmgraph.web.facts.resources import Description
from igmgraph.web.facts.statements import Value
from igmgraph.web.kinds.findings import by_domain
from igmgraph.web.kinds.kind import Answers, Kind, Material, igm, text
from igmgraph.web.listing.inquiry import Inquiry

__all__ = ["AREA_FOR_DEVELOPMENT", "WELL_DEVELOPED_AREA"]

_ROLES = ("ledBy", "partneredWith", "involvesInstitution")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a source document; `page` is the document's address on the web, "" if it has none."""

    passage: Value
    document: Value | None
    section: Value | None
    bullet: str
    page: str


def _ask(inquiry: Inquiry, description: Description) -> Answers:
    near = {
        name: [quad.object for quad in description.statements if quad.predicate == igm(name)]
        for name in ("ofProfile", "inDomain")
    }
    profile, domain = ([term for term in near[name] if isinstance(term, NamedNode)] for name in near)
    return {
        "passages": inquiry.select("finding-passages", finding=description.thing),
        "beside": inquiry.select("findings", profile=profile, domain=domain) if profile and domain else [],
    }


def _present(material: Material) -> Mapping[str, object]:
    domains = _nodes(material, "inDomain")
    return {
        "developed": igm("WellDevelopedArea").value in material.presenter.names.kinds(material.thing.value),
        "domain": (material.order(domains[0]), material.show(domains[0])) if domains else None,
        "profiles": material.show_all(_nodes(material, "ofProfile")),
        "institutions": _institutions(material),
        "instruments": [(_year(material, node), material.show(node)) for node in _nodes(material, "citesInstrument")],
        "indicators": [
            (material.show(node), material.sentence(node, f"{IGM}question"))
            for node in _nodes(material, "addressesIndicator")
        ],
        "targets": material.show_all(_nodes(material, "contributesToTarget")),
        "places": [_place(material, row) for row in material.answers["passages"]],
        "beside": by_domain(material, material.answers["beside"]),
    }


def _institutions(material: Material) -> list[tuple[Value, list[Value]]]:
    """Role by role, each institution under the role that says most."""
    told: set[NamedNode] = set()
    found = []
    for role in _ROLES:
        new = [node for node in _nodes(material, role) if node not in told]
        told.update(new)
        if new:
            found.append((material.show(igm(role)), material.show_all(new)))
    return found


def _place(material: Material, row: Solution) -> Place:
    document, section = row.get("document"), row.get("section")
    return Place(
        material.show(row["passage"]),
        material.show(document) if document else None,
        material.show(section) if section else None,
        text(row, "bullet"),
        getattr(row.get("page"), "value", ""),
    )


def _nodes(material: Material, name: str) -> list[NamedNode]:
    return [term for term in material.stated(f"{IGM}{name}") if isinstance(term, NamedNode)]


def _year(material: Material, node: NamedNode) -> str:
    found = material.sentence(node, f"{IGM}year")
    return found.text if found else ""


_FACTS = (
    "igm:ofProfile",
    "igm:inDomain",
    "igm:inSubDomain",
    "igm:year",
    "igm:beneficiary",
    "igm:kindAssignment",
    "igm:domainAssignment",
    "dct:source",
    "skos:editorialNote",
)
WELL_DEVELOPED_AREA = Kind("WellDevelopedArea", _FACTS, _ask, _present, "finding")
AREA_FOR_DEVELOPMENT = Kind("AreaForDevelopment", _FACTS, _ask, _present, "finding")
