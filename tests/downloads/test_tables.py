"""Tables: a header in each language, a row for each thing, nothing that a spreadsheet runs."""

import csv
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from igmgraph.build.snapshot import Snapshot
from igmgraph.downloads.index import FOLDER
from igmgraph.downloads.tables import guard, write_tables
from igmgraph.languages import LANGUAGES
from igmgraph.namespaces import BASE, IGM, RDF, RDFS

HEADERS = {"en": "statement", "es": "enunciado", "fr": "énoncé"}
THINGS = {"findings": "Finding", "institutions": "Institution", "instruments": "Instrument", "indicators": "Indicator"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", THINGS)
def test_a_table_has_every_thing_of_its_kind(snapshot: Snapshot, table: str, language: str) -> None:
    found = rows(snapshot.path / FOLDER / f"{table}.{language}.csv")
    store = Store.read_only(str(snapshot.store))
    kind = NamedNode(f"{IGM}{THINGS[table]}")
    things = {str(quad.subject)[1:-1] for quad in store.quads_for_pattern(None, NamedNode(f"{RDF}type"), kind)}
    assert {next(iter(row.values())) for row in found} == things
    assert len(things) > 30


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_and_header_are_in_the_language(snapshot: Snapshot, language: str) -> None:
    store = Store.read_only(str(snapshot.store))
    found = rows(snapshot.path / FOLDER / f"findings.{language}.csv")
    statements = {
        quad.object.value
        for quad in store.quads_for_pattern(None, NamedNode(f"{IGM}statement"), None)
        if "/id/finding/" in str(quad.subject) and isinstance(quad.object, Literal) and quad.object.language == language
    }
    assert {row[HEADERS[language]] for row in found} == statements
    assert len(found[0]) == 11


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('=HYPERLINK("http://e")', '\'=HYPERLINK("http://e")'),
        ("+1 and more", "'+1 and more"),
        ("-71.2", "-71.2"),
        ("+4e3", "+4e3"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(text: str, cell: str) -> None:
    assert guard(text) == cell


def test_a_hostile_label_reaches_no_formula(tmp_path: Path) -> None:
    store, thing = Store(), NamedNode(f"{BASE}id/institution/x/y")
    store.add(Quad(thing, NamedNode(f"{RDF}type"), NamedNode(f"{IGM}Institution")))
    store.add(Quad(thing, NamedNode(f"{RDFS}label"), Literal('=cmd|"/c calc"!A1\n,x', language="es")))
    list(write_tables(store, tmp_path))
    (row,) = rows(tmp_path / "institutions.es.csv")
    assert row["nombre"] == '\'=cmd|"/c calc"!A1\n,x'
    assert rows(tmp_path / "institutions.en.csv")[0]["name"] == ""
