"""Official lists of indicators: what is taken in, what is refused, and what is only suggested."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from igmgraph.build.pipeline import check
from igmgraph.errors import InputError
from igmgraph.ingest.indicators import COLUMNS, OPTIONAL, IndicatorList, read_indicators
from igmgraph.namespaces import compact
from igmgraph.shipped import DATA
from tests.ingest.example import ingest, known

EX_1 = "https://w3id.org/igm/id/indicator/local/EX-1"
ROW = {
    "code": "3.1",
    "level": "local",
    "domain": "partnerships",
    "label_en": "Cooperation, formal",
    "label_es": "Cooperación formal",
    "label_fr": "Coopération formelle",
    "source": "official-list",
}


def csv_of(*rows: Mapping[str, str]) -> str:
    columns = list(rows[0])
    lines = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    return "".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in lines)


def read(tmp_path: Path, text: str) -> IndicatorList:
    path = tmp_path / "list.csv"
    path.write_text(text, "utf-8")
    return read_indicators(path, known())


def stated(found: IndicatorList) -> set[tuple[str, str]]:
    return {(compact(quad.predicate.value), str(getattr(quad.object, "value", ""))) for quad in found.statements.quads}


def test_an_indicator_is_stated_as_the_list_has_it(tmp_path: Path) -> None:
    row = {**ROW, "question_en": "Is there formal cooperation?", "replaces": EX_1, "exact_match": ""}
    found = read(tmp_path, csv_of(row))
    assert {str(quad.subject) for quad in found.statements.quads} == {"<https://w3id.org/igm/id/indicator/local/3.1>"}
    assert stated(found) == {
        ("rdf:type", "https://w3id.org/igm/ontology#LocalIndicator"),
        ("igm:level", "https://w3id.org/igm/ontology#Local"),
        ("igm:inDomain", "https://w3id.org/igm/id/domain/partnerships"),
        ("igm:sourcingStatus", "https://w3id.org/igm/ontology#Official"),
        ("dct:source", "https://w3id.org/igm/id/source/official-list"),
        ("dct:replaces", EX_1),
        ("skos:notation", "3.1"),
        ("igm:question", "Is there formal cooperation?"),
        ("igm:notationStatus", "https://w3id.org/igm/ontology#AssignedBySource"),
        ("igm:domainAssignment", "https://w3id.org/igm/ontology#AssignedBySource"),
        ("skos:inScheme", "https://w3id.org/igm/id/scheme/mgi-indicators"),
        ("rdfs:label", "Cooperation, formal"),
        ("rdfs:label", "Cooperación formal"),
        ("rdfs:label", "Coopération formelle"),
    }


def test_a_match_that_the_list_does_not_state_is_suggested_and_not_stated(tmp_path: Path) -> None:
    row = {**ROW, "label_en": "Work with migrants' associations"}
    found = read(tmp_path, csv_of(row))
    (suggestion,) = found.suggestions
    assert f"<https://w3id.org/igm/id/indicator/local/3.1> skos:exactMatch <{EX_1}>, or dct:replaces" in suggestion
    assert {predicate for predicate, _ in stated(found)} & {"dct:replaces", "skos:exactMatch"} == set()
    assert read(tmp_path, csv_of({**row, "exact_match": EX_1})).suggestions == []
    assert read(tmp_path, csv_of(ROW)).suggestions == []


def test_what_is_taken_in_conforms(tmp_path: Path) -> None:
    asked = {"question_en": "Is there any?", "question_es": "\u00bfHay alguna?", "question_fr": "Y en a-t-il ?"}
    row = {**ROW, **asked, "source": "mgi-profiles", "subdomain": "local-cooperation"}
    rows = [row, {**row, "code": "N-1", "level": "national"}]
    (tmp_path / "list.csv").write_text(csv_of(*rows), "utf-8")
    output = tmp_path / "draft.ttl"
    done = ingest("--indicators", tmp_path / "list.csv", "--output", output)
    assert done.exit_code == 0
    assert "- indicators: 2" in done.stderr
    alone, with_the_data = check([output]), check([output, DATA])
    assert alone.violations == alone.warnings == ()
    assert with_the_data.violations == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"colour": "blue"}, "list.csv:1: unknown column 'colour'; known are code, level"),
        ({"code": "a b"}, "list.csv:2: code 'a b': letters and digits"),
        ({"code": ""}, "list.csv:2: no code"),
        ({"level": "regional"}, "list.csv:2: level 'regional': local or national"),
        ({"domain": "health"}, "list.csv:2: unknown domain 'health'; known are migrants-rights, mobility"),
        ({"subdomain": "nowhere"}, "list.csv:2: unknown subdomain 'nowhere' of partnerships"),
        ({"subdomain": "basic-services"}, "list.csv:2: unknown subdomain 'basic-services' of partnerships"),
        ({"source": "https://example.org/"}, "list.csv:2: source 'https://example.org/': the slug"),
        ({"code": "EX-1"}, f"list.csv:2: code EX-1 is taken by another indicator, <{EX_1}>"),
        ({"replaces": f"{EX_1} https://e.org/x"}, "list.csv:2: replaces: no indicator <https://e.org/x> in the data"),
        ({"exact_match": "EX-1"}, "list.csv:2: exact_match: no indicator <EX-1> in the data"),
        ({"label_fr": " "}, "list.csv:2: no label_fr"),
    ],
)
def test_a_value_at_fault_is_told_with_its_line(tmp_path: Path, change: Mapping[str, str], message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, csv_of({**ROW, **change}))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "list.csv:1: no column code, level, domain"),
        (",".join(COLUMNS) + "\n", "list.csv: no indicator under the header"),
        (";".join(COLUMNS) + "\n", "list.csv:1: unknown column 'code;level;"),
        (",".join([*COLUMNS, "code"]) + "\n", "list.csv:1: column code is there twice"),
        (",".join(COLUMNS) + "\na,b\n", "list.csv:2: has not as many values"),
        (csv_of(ROW) + '"3.2"' + ',"x"' * 7 + "\n", "list.csv:3: has not as many values"),
        (csv_of(ROW, ROW), "list.csv:3: code 3.1 is that of line 2"),
        (csv_of(ROW) + '"3.2', "not CSV"),
    ],
)
def test_a_file_at_fault_is_told(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert message in str(caught.value)


def test_a_list_at_fault_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(csv_of(ROW, {**ROW, "code": "3.2", "level": "x"}))
    done = ingest("--indicators", path, "--output", tmp_path / "draft.ttl")
    assert done.exit_code == 1
    assert "list.csv:3: level 'x'" in done.stderr
    assert list(tmp_path.iterdir()) == [path]


def test_no_column_is_both_required_and_not() -> None:
    assert not set(COLUMNS) & set(OPTIONAL)
