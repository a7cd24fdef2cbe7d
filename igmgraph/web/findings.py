"""Findings side by side: well developed next to with potential, in the order of their source; never a ranking."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from pyoxigraph import Literal, NamedNode

from igmgraph.engine.base import Solution
from igmgraph.namespaces import IGM
from igmgraph.web.names import Text
from igmgraph.web.state import State
from igmgraph.web.statements import Presenter, Value

__all__ = ["STATEMENT", "Finding", "FindingList", "Group", "find_findings"]

#: Property that holds the sentence of a finding.
STATEMENT = NamedNode(f"{IGM}statement")
#: The two kinds of findings, in the order in which profiles present them.
_KINDS = (NamedNode(f"{IGM}WellDevelopedArea"), NamedNode(f"{IGM}AreaForDevelopment"))
#: Class of a thing that has findings to list, to what its list is grouped by.
_GROUPED_BY = {f"{IGM}Profile": "domain", f"{IGM}Domain": "profile"}


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding in a list: its sentence, its page, and its position in the source, "" if it has none."""

    text: Text
    link: str | None
    order: str


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one profile in one domain: both kinds, each with the name of the kind."""

    heading: Value
    kinds: list[tuple[Text, list[Finding]]]


@dataclass(frozen=True, slots=True)
class FindingList:
    """The findings of a profile, by domain, or of a domain, by profile."""

    rows: list[Solution]
    by: str

    @property
    def findings(self) -> set[NamedNode]:
        """The findings in it."""
        return {_iri(row, "finding") for row in self.rows}

    def nodes(self) -> list[NamedNode]:
        """Everything whose name is needed to show the list."""
        return [*_KINDS, *(term for row in self.rows for term in row.values() if isinstance(term, NamedNode))]

    def groups(self, presenter: Presenter) -> list[Group]:
        """Present the findings."""
        found: dict[NamedNode, dict[NamedNode, list[Finding]]] = {}
        for row in self.rows:
            heading, kind, finding = (_iri(row, name) for name in (self.by, "kind", "finding"))
            found.setdefault(heading, {}).setdefault(kind, []).append(_finding(finding, row, presenter))
        return [_group(heading, kinds, presenter) for heading, kinds in found.items()]


def find_findings(state: State, thing: NamedNode, classes: Iterable[str]) -> FindingList:
    """Look up the findings to list for a thing of these classes: none unless it is a profile or a domain."""
    for class_ in classes:
        if by := _GROUPED_BY.get(class_):
            bound = "profile" if by == "domain" else "domain"
            return FindingList(state.select("findings", **{bound: thing}), by)
    return FindingList([], "domain")


def _group(heading: NamedNode, kinds: Mapping[NamedNode, list[Finding]], presenter: Presenter) -> Group:
    labelled = [(presenter.names.label(kind.value), kinds.get(kind, [])) for kind in _KINDS]
    return Group(presenter.value(heading), labelled)


def _finding(finding: NamedNode, row: Solution, presenter: Presenter) -> Finding:
    shown = presenter.value(finding)
    order = row.get("order")
    sentence = presenter.names.text(finding.value, STATEMENT.value)
    return Finding(sentence or shown.text, shown.link, order.value if isinstance(order, Literal) else "")


def _iri(row: Solution, name: str) -> NamedNode:
    # The query lets nothing but IRIs through.
    return cast("NamedNode", row[name])
