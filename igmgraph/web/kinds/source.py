"""The page about a source document: what the graph draws from it, passage by passage."""

from collections.abc import Mapping, Sequence

from pyoxigraph import NamedNode

from igmgraph.engine.values import Solution, Term
from igmgraph.web.facts.names import sort_key
from igmgraph.web.facts.resources import Description
from igmgraph.web.facts.statements import Value
from igmgraph.web.kinds.kind import Answers, Kind, Material, iri_in, number
from igmgraph.web.listing.inquiry import Inquiry

__all__ = ["SOURCE_DOCUMENT"]


#: How many profiles a page lists.
_PROFILES = 60


def _ask(inquiry: Inquiry, description: Description) -> Answers:
    source = description.thing
    profiles = inquiry.recall("source-profiles", source=source)
    return {
        "source-profiles": inquiry.page("profiles", profiles, _PROFILES, iri_in("profile")),
        "source-passages": inquiry.recall("source-passages", source=source),
        "source-uses": inquiry.recall("source-uses", source=source),
    }


def _present(material: Material) -> Mapping[str, object]:
    sections: dict[str, tuple[Value | None, list[tuple[str, Value, list[Value]]]]] = {}
    for passage, rows in _by_passage(material.answers["source-passages"]).items():
        section = rows[0].get("section")
        heading = material.show(section) if section else None
        findings = material.show_all(row["derived"] for row in rows if "derived" in row)
        listed = sections.setdefault(heading.text.text if heading else "", (heading, []))[1]
        listed.append((getattr(rows[0].get("bullet"), "value", ""), material.show(passage), findings))
    return {
        "profiles": material.show_all(material.column("source-profiles", "profile")),
        "uses": sorted(
            (
                (material.show(row["class"]), number(row, "things"))
                for row in material.answers["source-uses"]
                if isinstance(row["class"], NamedNode)
            ),
            key=lambda use: sort_key(use[0].text.text),
        ),
        "sections": list(sections.values()),
    }


def _by_passage(rows: Sequence[Solution]) -> Mapping[Term, Sequence[Solution]]:
    found: dict[Term, list[Solution]] = {}
    for row in rows:
        found.setdefault(row["passage"], []).append(row)
    return found


SOURCE_DOCUMENT = Kind(
    "SourceDocument",
    (
        "dct:title",
        "dct:creator",
        "dct:publisher",
        "dct:issued",
        "dct:date",
        "dct:language",
        "foaf:page",
        "dct:license",
        "skos:editorialNote",
    ),
    _ask,
    _present,
    "source",
)
