"""Which list of which domain a line belongs to, in every form in which pages print them."""

from collections import Counter

import pytest

from igmgraph.errors import InputError
from igmgraph.ingest.headings import DOMAINS, KINDS, load_headings
from igmgraph.ingest.layout import Page, read_page
from igmgraph.ingest.text import read_lines
from igmgraph.languages import LANGUAGES
from tests.ingest.example import PAGES, page

ES = read_lines(PAGES / "es.txt")


def read(lines: list[str]) -> Page:
    return read_page("page.txt", lines)


def without(*unwanted: str) -> list[str]:
    return [line for line in ES if line not in unwanted]


@pytest.mark.parametrize(
    ("name", "language", "counts"),
    [("es.txt", "es", [2, 1, 2, 1, 2, 1]), ("fr.txt", "fr", [2, 1, 1, 1, 1, 1]), ("en.html", "en", [2, 1, 1, 1, 1, 1])],
)
def test_every_finding_is_in_its_domain_and_list(name: str, language: str, counts: list[int]) -> None:
    found = page(name)
    assert found.language == language
    per_list = Counter((bullet.domain, bullet.kind) for bullet in found.bullets)
    lists = [(domain, kind) for domain in DOMAINS for kind in KINDS]
    assert per_list == dict(zip(lists, [*counts, 1, 1, 1, 1, 1, 1], strict=True))


def test_a_finding_knows_its_place() -> None:
    second = page("es.txt").bullets[1]
    assert second.key == "migrants-rights/w2"
    assert second.section == "DERECHOS DE LAS PERSONAS MIGRANTES"
    assert ES[second.line - 1].endswith(second.text)


def test_a_broken_line_is_one_finding() -> None:
    (found,) = [bullet for bullet in page("es.txt").bullets if bullet.key == "whole-of-government/w1"]
    assert found.text.endswith("de Puerto Ejemplo publican cifras cada año.")


def test_introduction_furniture_and_what_follows_are_no_findings() -> None:
    texts = " ".join(bullet.text for name in ("es.txt", "en.html") for bullet in page(name).bullets)
    for text in ("Imaginaria", "Key findings", "Octubre", "prueba", "not a finding"):
        assert text not in texts


@pytest.mark.parametrize("mark", ["•", "-", "\u2013", "*", "1.", "2)", "\uf0b7", "• •"])
def test_bullets_take_many_forms(mark: str) -> None:
    found = read([line.replace("•", mark) for line in ES])
    assert [bullet.text for bullet in found.bullets] == [bullet.text for bullet in page("es.txt").bullets]


@pytest.mark.parametrize(
    "heading",
    [
        "Alianzas:",
        "3. ALIANZAS",
        "alianzas",
        "ALIANZAS Y ASOCIACIONES",
    ],
)
def test_headings_are_known_whatever_their_case_and_punctuation(heading: str) -> None:
    found = read([heading if line == "ALIANZAS" else line for line in ES])
    assert "partnerships/w2" in [bullet.key for bullet in found.bullets]


def test_the_table_of_headings_is_whole() -> None:
    headings = load_headings()
    assert {(kind, language) for kind, language in headings.lists.values()} == {
        (kind, language) for kind in KINDS for language in LANGUAGES
    }
    assert not headings.lists.keys() & headings.domains.keys()


GAP_HEADING = "Áreas con potencial para un desarrollo adicional:"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["Una noticia", "• con una lista"], "page.txt: not the layout of a profile page"),
        (["Ejemplos de áreas bien desarrolladas", "• uno"], "page.txt:1: a list begins before any heading"),
        (without("ALIANZAS"), r"page.txt:47: a second list .* for whole-of-government, after that of line 35; is the"),
        ([line.lstrip("• ") for line in ES], "page.txt:23: no bullet .* follows .Gobernanza de la migración"),
        (ES[:45], "no list for partnerships: well-developed areas; partnerships: areas with potential .*; safe"),
        ([*ES[:81], *ES[85:]], "page.txt: no list for safe-orderly-regular: well-developed areas$"),
        (
            ["Areas with potential for further development" if line == GAP_HEADING else line for line in ES],
            "the headings of the lists are in several languages: en, es",
        ),
    ],
    ids=["other layout", "no domain", "domain lost", "no bullets", "cut off", "one list lost", "languages mixed"],
)
def test_a_page_that_is_not_whole_is_refused(lines: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(lines)
