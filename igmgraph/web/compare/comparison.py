"""Profiles side by side: what each finds in each sub-domain, and why there is nothing where it finds nothing.

No number is made of it, and nothing is put in an order but that of the framework: profiles give examples.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

from pyoxigraph import NamedNode

from igmgraph.engine.values import Solution
from igmgraph.namespaces import IGM
from igmgraph.web.facts.names import Text
from igmgraph.web.facts.statements import DEFINITION, STATEMENT, Presenter, Value
from igmgraph.web.pages.thing_page import presenter_for
from igmgraph.web.snapshots.state import State

__all__ = ["ABSENCES", "STANDINGS", "Cell", "Comparison", "Section", "compare_profiles"]

#: The two kinds of findings, in the order in which profiles present them.
STANDINGS = tuple(NamedNode(f"{IGM}{name}") for name in ("WellDevelopedArea", "AreaForDevelopment"))
#: Reasons for an empty cell, for the legend.
ABSENCES = tuple(NamedNode(f"{IGM}{name}") for name in ("NotInSource", "NotInGraph", "NotAssessed", "NotApplicable"))


@dataclass(slots=True)
class Cell:
    """What one profile says about one sub-domain: findings by kind, or else why there are none."""

    findings: dict[NamedNode, list[NamedNode]] = field(default_factory=dict)
    reasons: list[NamedNode] = field(default_factory=list)


@dataclass(slots=True)
class Section:
    """A domain, with a row of cells for each sub-domain; None stands for findings that no sub-domain holds."""

    domain: NamedNode
    rows: dict[NamedNode | None, dict[NamedNode, Cell]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Some profiles side by side."""

    profiles: Sequence[NamedNode]
    sections: Sequence[Section]
    presenter: Presenter

    def name(self, term: NamedNode) -> Value:
        """What to call a thing, and where its page is."""
        return self.presenter.value(term)

    def definition(self, term: NamedNode) -> Text:
        """What a term means, or else its name."""
        return self.presenter.names.text(term.value, DEFINITION.value) or self.name(term).text

    def statement(self, finding: NamedNode) -> Text:
        """The sentence of a finding, or else its label."""
        return self.presenter.names.text(finding.value, STATEMENT.value) or self.name(finding).text


def compare_profiles(state: State, profiles: Sequence[NamedNode]) -> Comparison:
    """Set profiles side by side."""
    # Each profile by itself: there are few of these questions, and many of groups of profiles. Each answer has all
    # sub-domains, in the order of the framework.
    queries = ("comparison", "comparison-without-sub-domain")
    rows = [row for query in queries for profile in profiles for row in state.recall(query, profile=profile)]
    nodes = {term for row in rows for term in row.values() if isinstance(term, NamedNode)}
    presenter = presenter_for(state, [*nodes, *profiles, *STANDINGS, *ABSENCES])
    return Comparison(profiles, list(_sections(rows)), presenter)


def _sections(rows: Iterable[Solution]) -> Iterable[Section]:
    sections: dict[NamedNode, Section] = {}
    for row in rows:
        domain, profile = (cast("NamedNode", row[name]) for name in ("domain", "profile"))
        section = sections.setdefault(domain, Section(domain))
        sub_domain = cast("NamedNode | None", row.get("subDomain"))
        _note(section.rows.setdefault(sub_domain, {}).setdefault(profile, Cell()), row)
    return sections.values()


def _note(cell: Cell, row: Solution) -> None:
    kind, finding, reason = (cast("NamedNode | None", row.get(name)) for name in ("kind", "finding", "reason"))
    if kind and finding and finding not in cell.findings.get(kind, ()):
        cell.findings.setdefault(kind, []).append(finding)
    elif reason and reason not in cell.reasons:
        cell.reasons.append(reason)
