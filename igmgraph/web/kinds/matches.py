"""Matches of a thing with terms of other schemes: goals and targets, objectives of the Compact, subject terms."""

from dataclasses import dataclass

from pyoxigraph import NamedNode

from igmgraph.namespaces import BASE, PREFIXES
from igmgraph.web.facts.names import Text
from igmgraph.web.facts.statements import Value
from igmgraph.web.http.translations import gettext, marked
from igmgraph.web.kinds.kind import Material, text

__all__ = ["Match", "present_matches"]

#: Where the target's IRI begins, to what its scheme is called.
_SCHEMES = {
    f"{BASE}id/gcm-objective/": marked("Global Compact for Migration"),
    PREFIXES["sdg"]: marked("Sustainable Development Goals"),
    f"{BASE}id/indicator/": marked("Indicators"),
    PREFIXES["eurovoc"]: "EuroVoc",
}


@dataclass(frozen=True, slots=True)
class Match:
    """A term elsewhere, how it relates, of what, and who says so."""

    target: Value
    relation: Value
    subject: Value | None
    status: Value | None


def present_matches(material: Material) -> list[tuple[str, list[Match]]]:
    """Matches by scheme; `subject` is told where it is not the thing itself."""
    found: dict[str, list[Match]] = {}
    for row in material.answers["matches"]:
        target, subject = row["target"], row["thing"]
        if isinstance(target, NamedNode):
            shown = material.show(target)
            name = text(row, "name")
            if name and shown.text.text.startswith(("eurovoc:", "http")):
                shown = Value(Text(name, "en"), shown.link, shown.hint)
            status = row.get("status")
            match = Match(
                shown,
                material.show(row["relation"]),
                None if subject == material.thing else material.show(subject),
                material.show(status) if status else None,
            )
            found.setdefault(_scheme(target), []).append(match)
    order = [*map(gettext, _SCHEMES.values()), gettext("Other schemes")]
    return sorted(found.items(), key=lambda item: order.index(item[0]))


def _scheme(target: NamedNode) -> str:
    named = next((name for start, name in _SCHEMES.items() if target.value.startswith(start)), marked("Other schemes"))
    return gettext(named)
