"""The pages about domains and sub-domains: what they look at, their indicators, and findings across profiles."""

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from igmgraph.engine.values import Solution
from igmgraph.namespaces import IGM
from igmgraph.web.facts.resources import Description
from igmgraph.web.facts.statements import Value
from igmgraph.web.kinds.findings import ask_findings, by_profile, profiles_on_page
from igmgraph.web.kinds.framework import scope
from igmgraph.web.kinds.kind import Answers, Kind, Material, igm
from igmgraph.web.kinds.matches import present_matches
from igmgraph.web.listing.inquiry import Inquiry

__all__ = ["DOMAIN_PAGE", "SUB_DOMAIN"]

#: How many profiles a page of findings has: each has several in a domain.
_PROFILES = 5
_LEVELS = (igm("National"), igm("Local"))


@dataclass(frozen=True, slots=True)
class Indicators:
    """Indicators of one sub-domain on one level, each with its code."""

    sub_domain: Value
    indicators: list[tuple[str, Value]]


def _ask_domain(inquiry: Inquiry, description: Description) -> Answers:
    domain = description.thing
    here = profiles_on_page(inquiry, domain, _PROFILES)
    return {
        "sub-domains": inquiry.recall("sub-domains", domain=domain),
        "indicators": inquiry.recall("indicators", domain=domain),
        "findings": inquiry.recall("findings", domain=domain, profile=here) if here else [],
        "matches": inquiry.recall("matches", thing=domain),
    }


def _present_domain(material: Material) -> Mapping[str, object]:
    return {
        "order": material.order(material.thing),
        "scopes": [
            (material.show(level), scope(material, material.thing, level.value.rpartition("#")[2])) for level in _LEVELS
        ],
        "parts": material.show_all(material.column("sub-domains", "thing")),
        "levels": [(material.show(level), _indicators(material, level)) for level in _LEVELS],
        "groups": by_profile(material, material.answers["findings"]),
        "matches": present_matches(material),
    }


def _ask_sub_domain(inquiry: Inquiry, description: Description) -> Answers:
    return {
        "indicators": inquiry.recall("indicators", subDomain=description.thing),
        **ask_findings(inquiry, description.thing),
        "matches": inquiry.recall("matches", thing=description.thing),
    }


def _present_sub_domain(material: Material) -> Mapping[str, object]:
    domains = [term for term in material.stated(f"{IGM}inDomain") if isinstance(term, NamedNode)]
    return {
        "domain": (material.order(domains[0]), material.show(domains[0])) if domains else None,
        "levels": [(material.show(level), _indicators(material, level)) for level in _LEVELS],
        "groups": by_profile(material, material.answers["findings"]),
        "matches": present_matches(material),
    }


def _indicators(material: Material, level: NamedNode) -> list[Indicators]:
    found: dict[NamedNode, list[Solution]] = {}
    for row in material.answers["indicators"]:
        sub_domain = row["subDomain"]
        if row["level"] == level and isinstance(sub_domain, NamedNode):
            found.setdefault(sub_domain, []).append(row)
    return [
        Indicators(material.show(sub_domain), [(_code(row), material.show(row["indicator"])) for row in rows])
        for sub_domain, rows in found.items()
    ]


def _code(row: Solution) -> str:
    return getattr(row.get("notation"), "value", "")


DOMAIN_PAGE = Kind(
    "Domain", ("igm:operationalizes", "igm:partOf", "dct:source"), _ask_domain, _present_domain, "domain"
)
SUB_DOMAIN = Kind(
    "SubDomain",
    ("igm:inDomain", "igm:sourcingStatus", "igm:level", "dct:source"),
    _ask_sub_domain,
    _present_sub_domain,
    "sub-domain",
)
