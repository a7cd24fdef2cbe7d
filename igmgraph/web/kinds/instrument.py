"""The page about an instrument: when it was, among the others of its place, and which findings cite it."""

from collections.abc import Mapping

from pyoxigraph import NamedNode

from igmgraph.namespaces import IGM
from igmgraph.web.facts.resources import Description
from igmgraph.web.facts.statements import Value
from igmgraph.web.kinds.findings import ask_findings, by_profile
from igmgraph.web.kinds.kind import Answers, Kind, Material, text
from igmgraph.web.listing.inquiry import Inquiry

__all__ = ["INSTRUMENTS"]

_FACTS = (
    "igm:year",
    "dct:date",
    "eli:date_document",
    "eli:id_local",
    "dct:spatial",
    "igm:involvesInstitution",
    "igm:ledBy",
    "igm:partneredWith",
    "igm:beneficiary",
    "igm:promulgates",
    "eli:based_on",
    "igm:concernsProfile",
    "foaf:page",
    "dct:source",
    "skos:editorialNote",
)


def _ask(inquiry: Inquiry, description: Description) -> Answers:
    return {
        "beside": inquiry.select("instruments-beside", instrument=description.thing),
        **ask_findings(inquiry, description.thing),
    }


def _present(material: Material) -> Mapping[str, object]:
    own = [getattr(year, "value", "") for year in material.stated(f"{IGM}year")]
    entries = [(text(row, "year"), row["other"]) for row in material.answers["beside"]]
    entries += [(year, material.thing) for year in own if (year, material.thing) not in entries]
    years: dict[str, list[tuple[Value, bool]]] = {}
    for year, other in sorted(entries, key=lambda entry: (entry[0], str(entry[1]))):
        if isinstance(other, NamedNode):
            years.setdefault(year, []).append((material.show(other), other == material.thing))
    return {
        "timeline": list(years.items()),
        "dated": bool(own),
        "groups": by_profile(material, material.answers["findings"]),
    }


#: One kind of page for every kind of instrument; a more special class comes first.
INSTRUMENTS = tuple(
    Kind(name, _FACTS, _ask, _present, "instrument")
    for name in (
        "AssessmentStep",
        "FollowUp",
        "Convention",
        "Policy",
        "Plan",
        "Programme",
        "Law",
        "Event",
        "Training",
        "Publication",
        "Instrument",
    )
)
