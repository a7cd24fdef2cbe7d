"""The page about an indicator: its question, how sure it is, what it matches, and which findings address it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from igmgraph.engine.values import Solution
from igmgraph.namespaces import IGM
from igmgraph.web.facts.resources import Description
from igmgraph.web.facts.statements import DEFINITION, Value
from igmgraph.web.kinds.findings import ask_findings, by_profile, speaking_of
from igmgraph.web.kinds.kind import Answers, Kind, Material, igm, iri_in, number
from igmgraph.web.kinds.matches import present_matches
from igmgraph.web.listing.inquiry import Inquiry

__all__ = ["INDICATORS"]

_STATUSES = ("notationStatus", "sourcingStatus", "domainAssignment")
#: How many profiles without a finding a page lists, and what chooses the page.
_SILENT, _SILENT_PART = 40, "silent"
#: Why a profile that states no other reason has no finding.
_NOT_IN_SOURCE = igm("NotInSource")


@dataclass(frozen=True, slots=True)
class Silent:
    """A profile without a finding on the indicator, its place, and why there is none."""

    place: Value
    profile: Value
    reason: Value


def _ask(inquiry: Inquiry, description: Description) -> Answers:
    near = _objects(description, "inSubDomain")
    levels = _objects(description, "level")
    return {
        **ask_findings(inquiry, description.thing),
        "silent": _ask_silent(inquiry, description.thing, levels),
        "coverage": inquiry.recall("coverage-of-level", level=levels) if levels else [],
        "matches": inquiry.recall("matches", thing=[description.thing, *near]),
    }


def _ask_silent(inquiry: Inquiry, indicator: NamedNode, levels: Sequence[NamedNode]) -> Sequence[Solution]:
    """Profiles of the indicator's level that have no finding on it, in the order of their IRIs."""
    speaking = {NamedNode(iri) for iri in speaking_of(inquiry, indicator)[:]}
    rows = inquiry.recall("profiles-of-level", level=levels) if levels else []
    silent = [row for row in rows if row["profile"] not in speaking]
    return inquiry.page("silent", silent, _SILENT, iri_in("profile"), _SILENT_PART)


def _present(material: Material) -> Mapping[str, object]:
    domains = _objects(material.description, "inDomain")
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
        "groups": by_profile(material, material.answers["findings"]),
        "silent": [
            Silent(
                material.show(row["place"]),
                material.show(row["profile"]),
                material.show(row.get("reason", _NOT_IN_SOURCE)),
            )
            for row in material.answers["silent"]
        ],
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
