"""The shape of the code base: sizes, public names, one prefix table, and nothing that tells where it was written."""

import re
from pathlib import Path

import pytest

from igmgraph.namespaces import PREFIXES

ROOT = Path(__file__).parents[1]
MODULES = sorted(path for folder in ("igmgraph", "bench", "tests") for path in (ROOT / folder).rglob("*.py"))
RDF_TEXTS = sorted(path for folder in ("ontology", "data", "queries") for path in (ROOT / folder).rglob("*.[tr][tqr]*"))
DECLARATION = re.compile(r"^\s*(?:@prefix|PREFIX)\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)


def test_there_is_something_to_check() -> None:
    assert len(MODULES) > 30
    assert len(RDF_TEXTS) > 60


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_has_one_job(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 250, "a module that nears 250 lines has two jobs: split it by noun"


@pytest.mark.parametrize("path", sorted(ROOT.glob("igmgraph/**/*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_public_names_are_listed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith('"""'), "a module says what it is for"
    assert "__all__" in text or path.name == "__init__.py"


@pytest.mark.parametrize("path", RDF_TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_prefixes_come_from_the_one_table(path: Path) -> None:
    for prefix, namespace in DECLARATION.findall(path.read_text(encoding="utf-8")):
        assert PREFIXES.get(prefix, namespace) == namespace
        assert prefix in PREFIXES or namespace not in PREFIXES.values()


def test_sparql_lives_in_query_files() -> None:
    # SQL has no brace after WHERE.
    query = re.compile(r"\b(?:SELECT|CONSTRUCT)\b[^\"']*\bWHERE\s*\{", re.DOTALL)
    offenders = [path for path in ROOT.glob("igmgraph/**/*.py") if query.search(path.read_text(encoding="utf-8"))]
    assert not offenders
