"""`igmgraph ingest` as a person types it: files, reports, exit statuses; and what it never leaves behind."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from igmgraph.cli import main
from igmgraph.rdf.turtle import format_turtle
from tests.ingest.example import HERE, PAGES, PLACE, ingest

ES = PAGES / "es.txt"
FOR = ("--place", PLACE, "--edition", "2024")


def test_a_draft_is_written_and_the_report_told(tmp_path: Path) -> None:
    output = tmp_path / "draft.ttl"
    done = ingest(ES, *FOR, "--output", output)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "- findings: 15" in done.stderr
    text = output.read_text("utf-8")
    assert text == format_turtle(text, "draft.ttl")
    assert f"id/profile/{PLACE}-2024>" in text
    assert list(tmp_path.iterdir()) == [output]


@pytest.mark.parametrize("name", ["fr.txt", "en.html"])
def test_other_languages_and_html(tmp_path: Path, name: str) -> None:
    done = ingest(PAGES / name, *FOR, "--output", tmp_path / "draft.ttl")
    assert done.exit_code == 0
    assert "- findings: 13" in done.stderr


def test_the_report_may_be_a_file(tmp_path: Path) -> None:
    done = ingest(ES, *FOR, "--output", tmp_path / "draft.ttl", "--report", tmp_path / "report.md")
    assert (done.exit_code, done.output) == (0, "")
    assert "# To decide" in (tmp_path / "report.md").read_text("utf-8")


def test_an_older_draft_is_replaced_whole(tmp_path: Path) -> None:
    output = tmp_path / "draft.ttl"
    output.write_text("old")
    assert ingest(ES, *FOR, "--output", output).exit_code == 0
    assert output.read_text("utf-8").startswith("@prefix")


def test_the_level_is_that_of_the_place_unless_it_is_said(tmp_path: Path) -> None:
    output = tmp_path / "draft.ttl"
    for arguments, level in [((), "Local"), (("--level", "national"), "National")]:
        assert ingest(ES, *FOR, *arguments, "--output", output).exit_code == 0
        assert f"igm:level igm:{level} ;" in output.read_text("utf-8")
    assert ingest(ES, "--place", "xx", "--edition", "2024", "--output", output).exit_code == 0
    assert "igm:level igm:National ;" in output.read_text("utf-8")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "page.txt: holds no text"),
        (b"Una noticia\n", "page.txt: not the layout of a profile page"),
        ("áreas".encode("latin-1"), "page.txt:1: not UTF-8"),
        (ES.read_bytes().replace(b"ALIANZAS", b""), "is the heading of a domain missing before it?"),
        (ES.read_bytes()[: len(ES.read_bytes()) // 2], "page.txt: no list for"),
    ],
)
def test_a_page_at_fault_is_told_and_leaves_the_old_draft(tmp_path: Path, content: bytes, message: str) -> None:
    page, output = tmp_path / "page.txt", tmp_path / "draft.ttl"
    page.write_bytes(content)
    output.write_text("old")
    done = ingest(page, *FOR, "--output", output)
    assert done.exit_code == 1
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert output.read_text() == "old"
    assert sorted(tmp_path.iterdir()) == [output, page]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = ingest(ES, *FOR, "--output", tmp_path / "none" / "draft.ttl", "--report", tmp_path / "report.md")
    assert done.exit_code == 1
    assert "draft.ttl: No such file or directory" in done.stderr


def test_an_unknown_place_is_told(tmp_path: Path) -> None:
    done = ingest(ES, "--place", "xx-nowhere", "--edition", "2024", "--output", tmp_path / "draft.ttl")
    assert done.exit_code == 1
    assert "no place https://w3id.org/igm/id/place/xx-nowhere in the data" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "give a PAGE, or --indicators FILE"),
        ((ES, "--output", "d.ttl"), "needs --place and --edition"),
        ((ES, *FOR), "needs --output for a draft, or --evaluate"),
        ((ES, *FOR, "--output", "d.ttl", "--evaluate", HERE / "gold.ttl"), "not both"),
        ((ES, *FOR, "--output", ES), "would be read and written over"),
        ((ES, *FOR, "--output", "d.ttl", "--report", "./d.ttl"), "are one file"),
        ((ES, "--place", PLACE, "--edition", "24", "--output", "d.ttl"), "2000<=x<=2099"),
        ((ES, "--indicators", "list.csv", "--output", "d.ttl"), "takes no PAGE"),
        (("--indicators", "list.csv"), "--indicators needs --output"),
    ],
)
def test_wrong_usage_exits_with_2(arguments: tuple[str | Path, ...], message: str) -> None:
    done = CliRunner().invoke(main, ["ingest", *map(str, arguments)])
    assert done.exit_code == 2
    assert message in done.output


def test_a_draft_is_scored_both_ways() -> None:
    done = ingest(ES, *FOR, "--evaluate", HERE / "gold.ttl")
    assert done.exit_code == 0
    assert "| cold | findings | 3 | 15 | 3 | 100.0% | 20.0% |" in done.stdout
    assert "| cold | years | 3 | 7 | 2 | 66.7% | 28.6% |" in done.stdout
    assert "| with known labels | institutions | 3 | 13 | 2 | 66.7% | 15.4% |" in done.stdout
    assert "- cold: years: partnerships/w1 misses 2017" in done.stdout


def test_a_profile_of_another_place_cannot_be_scored_against() -> None:
    done = ingest(ES, "--place", "xx-tres-islas", "--edition", "2024", "--evaluate", HERE / "gold.ttl")
    assert done.exit_code == 1
    assert "no finding of <https://w3id.org/igm/id/profile/xx-tres-islas-2024>" in done.stderr


def test_serving_needs_no_spacy() -> None:
    code = "import sys, igmgraph.cli, igmgraph.web; sys.exit(bool({'spacy', 'bs4'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert subprocess.run([sys.executable, "-c", f"import igmgraph.ingest.run; {code}"], check=False).returncode == 1


def test_an_output_that_cannot_be_replaced_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "draft.ttl"
    folder.mkdir()
    done = ingest(ES, *FOR, "--output", folder)
    assert done.exit_code == 1
    assert "draft.ttl: Is a directory" in done.stderr
    assert list(tmp_path.iterdir()) == [folder]


def test_a_hand_made_profile_tells_of_which_place_and_edition_it_is(tmp_path: Path) -> None:
    gold = tmp_path / "gold.ttl"
    made = (HERE / "gold.ttl").read_text("utf-8")
    assert ingest(ES, "--evaluate", HERE / "gold.ttl").exit_code == 1, "it says neither"
    profile = f"<https://w3id.org/igm/id/profile/{PLACE}-2024>"
    place, year = f"<https://w3id.org/igm/id/place/{PLACE}>", '"2024"^^<http://www.w3.org/2001/XMLSchema#gYear>'
    gold.write_text(f"{made}\n{profile} igm:assesses {place} ; igm:edition {year} .\n", "utf-8")
    told = ingest(ES, "--evaluate", gold)
    assert (told.exit_code, told.stdout) == (0, ingest(ES, *FOR, "--evaluate", gold).stdout)
