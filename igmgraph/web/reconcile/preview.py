"""What is worth knowing of a thing at a glance."""

from igmgraph.namespaces import IGM, PREFIXES, SKOS
from igmgraph.reconcile.index import Entity
from igmgraph.web.reconcile.extension import cells
from igmgraph.web.reconcile.knowledge import Knowledge, knowledge, values_of
from igmgraph.web.reconcile.showing import Shown

__all__ = ["rows_of"]

_DCT = PREFIXES["dct"]
#: Properties that say in a sentence what a thing is, the best first.
_TEXTS = (f"{IGM}question", f"{SKOS}definition", f"{IGM}nationalScope", f"{_DCT}description")
#: Properties that tell things of one name apart.
_ROWS = (
    *(f"{IGM}{name}" for name in ("assesses", "edition", "partOf")),
    f"{_DCT}spatial",
    *(f"{IGM}{name}" for name in ("inSubDomain", "inDomain", "year", "level")),
)


def rows_of(entity: Entity) -> tuple[str, list[tuple[str, str]]]:
    """A sentence about a thing, "" when there is none, and names of properties with their values."""
    known: Knowledge = knowledge()
    found = {
        property_: [str(cell.get("name", next(iter(cell.values())))) for cell in cells(rows)]
        for (_, property_), rows in values_of([entity.iri], [*_TEXTS, *_ROWS]).items()
    }
    shown = Shown(known, _ROWS)
    text = next((found[property_][0] for property_ in _TEXTS if found.get(property_)), "")
    return text, [(shown.name(each), ", ".join(found[each])) for each in _ROWS if found.get(each)]
