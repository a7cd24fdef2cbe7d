"""Findings on the pages of what they speak of: profile by profile, both kinds, in the order of their source."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from igmgraph.engine.values import Solution
from igmgraph.web.facts.mentions import speakers_of
from igmgraph.web.facts.names import Text
from igmgraph.web.facts.resources import iris
from igmgraph.web.facts.statements import STATEMENT, Value
from igmgraph.web.kinds.kind import Answers, Material, igm, number
from igmgraph.web.listing.inquiry import Inquiry

__all__ = ["KINDS", "Finding", "Group", "ask_findings", "by_domain", "by_profile", "profiles_on_page", "speaking_of"]

#: The two kinds of findings, in the order in which profiles present them.
KINDS = (igm("WellDevelopedArea"), igm("AreaForDevelopment"))
#: How many profiles a page of findings has.
_PROFILES = 10
_SPEAKING = "profiles-that-speak-of"


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding in a list: its name, its sentence, its position in the source (0: none), and how it speaks."""

    name: Value
    sentence: Text | None
    order: int
    developed: bool
    roles: list[Value]


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one profile or one domain: both kinds, each with the name of the kind."""

    heading: Value
    order: int
    kinds: list[tuple[Text, list[Finding]]]

    @property
    def findings(self) -> list[Finding]:
        """All of them, the well developed first."""
        return [finding for _, findings in self.kinds for finding in findings]


def speaking_of(inquiry: Inquiry, thing: NamedNode) -> Sequence[str]:
    """IRIs of the profiles whose findings speak of a thing, in order."""
    inquiry.tell(_SPEAKING, thing=thing)
    found = speakers_of(inquiry.state, thing)
    return (
        [each.value for each in iris(inquiry.state.recall(_SPEAKING, thing=thing), "profile")]
        if found is None
        else found
    )


def profiles_on_page(inquiry: Inquiry, thing: NamedNode, size: int = _PROFILES) -> Sequence[NamedNode]:
    """Profiles with findings that speak of a thing: those that the request asks for, at most `size` of them."""
    return [NamedNode(iri) for iri in inquiry.page("profiles", speaking_of(inquiry, thing), size, str)]


def ask_findings(inquiry: Inquiry, thing: NamedNode) -> Answers:
    """Findings that speak of a thing, of the profiles on this page."""
    here = profiles_on_page(inquiry, thing)
    return {"findings": inquiry.recall("findings-of", thing=thing, profile=here) if here else []}


def by_profile(material: Material, rows: Iterable[Solution]) -> list[Group]:
    """Group the rows of an answer by ?profile."""
    return _grouped(material, rows, "profile")


def by_domain(material: Material, rows: Iterable[Solution]) -> list[Group]:
    """Group the rows of an answer by ?domain."""
    return sorted(_grouped(material, rows, "domain"), key=lambda group: group.order)


def _grouped(material: Material, rows: Iterable[Solution], by: str) -> list[Group]:
    found: dict[NamedNode, dict[NamedNode, list[Solution]]] = {}
    for row in rows:
        heading, finding = row[by], row["finding"]
        if isinstance(heading, NamedNode) and isinstance(finding, NamedNode):
            found.setdefault(heading, {}).setdefault(finding, []).append(row)
    return [_group(material, heading, findings) for heading, findings in found.items()]


def _group(material: Material, heading: NamedNode, findings: Mapping[NamedNode, list[Solution]]) -> Group:
    shown = [_finding(material, finding, rows) for finding, rows in findings.items()]
    shown.sort(key=lambda finding: finding.order)
    kinds = [
        (material.presenter.names.label(kind.value), [one for one in shown if one.developed == (kind == KINDS[0])])
        for kind in KINDS
    ]
    return Group(material.show(heading), material.order(heading), kinds)


def _finding(material: Material, finding: NamedNode, rows: list[Solution]) -> Finding:
    roles = {row["role"] for row in rows if "role" in row}
    if len(roles) > 1:
        # That an institution leads or joins says more than that it is involved.
        roles.discard(igm("involvesInstitution"))
    return Finding(
        material.show(finding),
        material.sentence(finding, STATEMENT.value),
        number(rows[0], "order"),
        rows[0].get("kind") == KINDS[0],
        material.show_all(sorted(roles, key=str)),
    )
