"""The page about an institution: the bodies above and below it, what it leads and what it joins."""

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from igmgraph.web.facts.names import sort_key
from igmgraph.web.facts.resources import Description
from igmgraph.web.facts.statements import Value
from igmgraph.web.kinds.findings import ask_findings, by_profile
from igmgraph.web.kinds.kind import Answers, Kind, Material, igm, text
from igmgraph.web.listing.inquiry import Inquiry

__all__ = ["INSTITUTION"]

_LEADS = igm("ledBy")


@dataclass(frozen=True, slots=True)
class Unit:
    """A body in the chart, with those that belong to it; `here` marks the one that the page is about."""

    body: Value
    here: bool
    units: list["Unit"]


def _ask(inquiry: Inquiry, description: Description) -> Answers:
    thing = description.thing
    return {
        "units": inquiry.select("institution-units", institution=thing),
        **ask_findings(inquiry, thing),
        "instruments": inquiry.select("institution-instruments", institution=thing),
    }


def _present(material: Material) -> Mapping[str, object]:
    rows = material.answers["findings"]
    leads = {row["finding"] for row in rows if row.get("role") == _LEADS}
    return {
        "chart": _chart(material),
        "leads_findings": by_profile(material, [row for row in rows if row["finding"] in leads]),
        "joins": by_profile(material, [row for row in rows if row["finding"] not in leads]),
        "instruments": [
            (text(row, "year"), material.show(row["instrument"])) for row in material.answers["instruments"]
        ],
    }


def _chart(material: Material) -> list[Unit]:
    """The bodies at the top, each with what is below it; nothing when the institution stands alone."""
    below: dict[NamedNode, list[NamedNode]] = {}
    for row in material.answers["units"]:
        parent, unit = row["parent"], row["unit"]
        if isinstance(parent, NamedNode) and isinstance(unit, NamedNode):
            below.setdefault(parent, []).append(unit)
    units = {unit for children in below.values() for unit in children}
    tops = [parent for parent in below if parent not in units]
    return [_unit(material, top, below, frozenset()) for top in tops]


def _unit(
    material: Material, body: NamedNode, below: Mapping[NamedNode, list[NamedNode]], above: frozenset[NamedNode]
) -> Unit:
    # A body that is said to belong to itself, however indirectly, ends there.
    children = [] if body in above else below.get(body, [])
    units = [_unit(material, child, below, above | {body}) for child in children]
    units.sort(key=lambda unit: sort_key(unit.body.text.text))
    return Unit(material.show(body), body == material.thing, units)


INSTITUTION = Kind(
    "Institution",
    (
        "org:classification",
        "dct:spatial",
        "org:unitOf",
        "org:subOrganizationOf",
        "org:memberOf",
        "org:hasMember",
        "foaf:homepage",
        "dct:source",
        "skos:editorialNote",
    ),
    _ask,
    _present,
    "institution",
)
