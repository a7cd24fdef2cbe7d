"""The page about a source document: what the graph draws from it, passage by passage."""

from collections.abc import Mapping

from pyoxigraph import NamedNode

from igmgraph.web.kinds.kind import Kind, Material, ask_each, number
from igmgraph.web.statements import Value

__all__ = ["SOURCE_DOCUMENT"]


def _present(material: Material) -> Mapping[str, object]:
    sections: dict[str, tuple[Value | None, list[tuple[str, Value, list[Value]]]]] = {}
    for passage in material.column("source-passages", "passage"):
        rows = [row for row in material.answers["source-passages"] if row["passage"] == passage]
        section = rows[0].get("section")
        heading = material.show(section) if section else None
        findings = material.show_all(row["derived"] for row in rows if "derived" in row)
        listed = sections.setdefault(heading.text.text if heading else "", (heading, []))[1]
        listed.append((getattr(rows[0].get("bullet"), "value", ""), material.show(passage), findings))
    return {
        "profiles": material.show_all(material.column("source-profiles", "profile")),
        "uses": [
            (material.show(row["class"]), number(row, "things"))
            for row in material.answers["source-uses"]
            if isinstance(row["class"], NamedNode)
        ],
        "sections": list(sections.values()),
    }


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
    ask_each("source", "source-profiles", "source-passages", "source-uses"),
    _present,
    "source",
)
