"""Where ontology/, data/ and queries/ are: in a checkout, or inside the installed wheel."""

from pathlib import Path

__all__ = ["CANDIDATES", "CATALOG", "DATA", "ONTOLOGY_FILES", "QUERIES", "RELEASED", "SHAPE_FILES"]

_PACKAGE = Path(__file__).parent
_IN_WHEEL = _PACKAGE / "shipped_data"
_ROOT = _IN_WHEEL if _IN_WHEEL.is_dir() else _PACKAGE.parent

DATA = _ROOT / "data" / "ttl"
QUERIES = _ROOT / "queries"

#: Folder that keeps the releases of the data, as a store does.
RELEASED = _ROOT / "data"

#: Name of the file that makes a folder an igm dataset: it says which file is which named graph.
CATALOG = "catalog.ttl"

#: In the name of a file, `links.candidates.ttl`: what waits for a person's decision, and is no data yet.
CANDIDATES = ".candidates"

#: Slug of the named graph to the file that holds it.
ONTOLOGY_FILES = {
    "ontology": _ROOT / "ontology" / "igm.ttl",
    "alignment": _ROOT / "ontology" / "alignment.ttl",
}

SHAPE_FILES = (_ROOT / "ontology" / "shapes.ttl", _ROOT / "ontology" / "house.ttl")
