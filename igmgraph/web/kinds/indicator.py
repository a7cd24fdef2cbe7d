"""The page about an indicator: its question, how sure it is, what it matches, and which findings address it."""

from collections.abc import Mapping

from pyoxigraph import NamedNode

from igmgraph.namespaces import IGM
from igmgraph.web.inquiry import Inquiry
from igmgraph.web.kinds.findings import by_profile
from igmgraph.web.kinds.kind import Answers, Kind, Material, number
from igmgraph.web.kinds.matches import present_matches
from igmgraph.web.resources import Description
from igmgraph.web.statements import DEFINITION

__all__ = ["INDICATORS"]

_STATUSES = ("notationStatus", "sourcingStatus", "domainAssignment")


def _ask(inquiry: Inquiry, description: Description) -> Answers:
    near = _objects(description, "inSubDomain")
    levels = _objects(description, "level")
    return {
        "findings": inquiry.select("findings-of", thing=description.thing),
        "coverage": inquiry.select("coverage-of-level", level=levels) if levels else [],
        "matches": inquiry.select("matches", thing=[description.thing, *near]),
    }


def _present(material: Material) -> Mapping[str, object]:
    domains = _objects(material.description, "inDomain")
    groups = by_profile(material, material.answers["findings"])
    coverage = material.answers["coverage"]
    return {
        "domain": (material.order(domains[0]), material.show(domains[0])) if domains else None,
        "sub_domains": material.show_all(_objects(material.description, "inSubDomain")),
        "statuses": [
            (material.show(NamedNode(f"{IGM}{name}")), material.show(status), _definition(material, status))
            for name in _STATUSES
            for status in _objects(material.description, name)
        ],
        "absences": [
            (material.show(absence), _definition(material, absence))
            for absence in _objects(material.description, "lacks")
        ],
        "groups": groups,
        "assessed": number(coverage[0], "profiles") if coverage else 0,
        "read": number(coverage[0], "withFindings") if coverage else 0,
        "matches": present_matches(material),
    }


def _objects(description: Description, name: str) -> list[NamedNode]:
    found = (quad.object for quad in description.statements if quad.predicate.value == f"{IGM}{name}")
    return list(dict.fromkeys(term for term in found if isinstance(term, NamedNode)))


def _definition(material: Material, term: NamedNode) -> object:
    return material.sentence(term, DEFINITION.value)


INDICATORS = tuple(
    Kind(name, ("igm:level", "igm:inDomain", "igm:inSubDomain", "dct:source"), _ask, _present, "indicator")
    for name in ("NationalIndicator", "LocalIndicator", "Indicator")
)
