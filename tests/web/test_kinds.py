import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from igmgraph.namespaces import BASE

Read = Callable[[str], BeautifulSoup]
PROFILE = "/doc/profile/cl-monte-patria-2024"
FINDING = "/doc/finding/cl-monte-patria-2024/migrants-rights/w1"


def links(tag: Tag | BeautifulSoup | None, selector: str = "a") -> list[str]:
    assert tag
    return [str(link["href"]) for link in tag.select(selector)]


def section(page: BeautifulSoup, name: str) -> Tag:
    found = page.select_one(f"[aria-labelledby={name}]")
    assert found, name
    return found


def counts(groups: list[Tag]) -> list[tuple[int, ...]]:
    return [tuple(len(kind.select("li")) for kind in group.select(".kind")) for group in groups]


def test_a_profile_shows_its_findings_side_by_side_in_the_order_of_the_source(read: Read) -> None:
    page = read(PROFILE)
    groups = page.select("section.group")
    assert counts(groups) == [(4, 2), (3, 4), (3, 1), (4, 2), (3, 3), (2, 3)]
    for kind in page.select(".kind"):
        order = [int(str(item["value"])) for item in kind.select("li")]
        assert order == sorted(order)


def test_the_wheel_of_a_profile_has_a_mark_for_each_finding(read: Read) -> None:
    page = read(PROFILE)
    assert len(page.select("svg.wheel a.dot.filled")) == 19
    assert len(page.select("svg.wheel a.dot.ring")) == 15
    assert set(links(page, "svg.wheel a.dot")) == set(links(page, ".kind a"))
    assert links(page, "svg.wheel a:not(.dot)") == [f"#domain-{number}" for number in range(1, 7)]
    assert page.select("svg.wheel a.empty") == []


def test_a_domain_that_a_profile_says_nothing_of_is_an_outline_in_its_wheel(read: Read) -> None:
    empty = read("/doc/profile/lk-2021").select("svg.wheel a.empty")
    assert empty
    assert all("None in this graph" in str(link["aria-label"]) for link in empty)


def test_of_the_indicators_of_two_levels_those_are_open_that_there_are(read: Read) -> None:
    (shown,) = section(read("/doc/subdomain/migrants-rights/child-protection"), "indicators").select("details[open]")
    assert links(shown, "a[href*='/id/indicator/local/']")


def test_a_profile_joins_institutions_to_domains(read: Read) -> None:
    page = read(PROFILE)
    actors = section(page, "actors")
    drawn = [href for href in links(actors, "svg a") if "/institution/" in href]
    assert drawn == links(actors, "tbody th a")
    assert "/id/institution/cl-monte-patria/oficina-de-inclusion" in drawn
    (row,) = [row for row in actors.select("tbody tr") if "oficina-de-la-mujer" in str(row)]
    assert "/id/domain/socioeconomic-wellbeing" in links(row)
    assert "led by" in row.text


@pytest.mark.parametrize("code", ["en", "es", "fr"])
def test_names_in_the_drawing_of_a_profile_are_whole(read: Read, code: str) -> None:
    page = read(f"{PROFILE}?lang={code}")
    names = section(page, "actors").select("svg text:not(.order)")
    assert names
    for name in names:
        title = name.title
        assert title
        assert " ".join(line.text for line in name.select("tspan")) == title.text


def test_what_an_institution_leads_is_said_by_the_heading_alone(read: Read) -> None:
    page = read("/doc/institution/cl-monte-patria/oficina-de-inclusion")
    assert links(section(page, "leads"))
    assert "led by" not in section(page, "leads").text


def test_a_profile_without_findings_says_why(read: Read) -> None:
    page = read("/doc/profile/az-undated")
    assert not page.select("svg.wheel")
    assert "Findings not in the graph yet" in section(page, "absences").text


def test_a_profile_tells_source_and_edition(read: Read) -> None:
    facts = read(f"{PROFILE}?lang=es").select_one("aside.facts")
    assert facts
    assert {"/id/source/igm-monte-patria-2024?lang=es", "/id/place/cl-monte-patria?lang=es"} <= set(links(facts))
    assert "septiembre de 2024" in facts.text


def test_a_domain_shows_levels_sub_domains_indicators_and_findings_across_profiles(read: Read) -> None:
    page = read("/doc/domain/whole-of-government")
    # Albania, Monte Patria, Accra, Sri Lanka.
    assert counts(page.select("section.group")) == [(1, 0), (3, 4), (0, 2), (0, 1)]
    assert len(links(section(page, "parts"))) >= 2
    assert len(section(page, "scopes").select("p")) == 2
    assert [int(each.text) for each in section(page, "indicators").select("summary small")] == [14, 7]


def test_the_framework_shows_what_puts_each_principle_into_practice(read: Read) -> None:
    page = read("/doc/framework/migof")
    aims = {links(item)[0]: links(item)[1:] for item in page.select("ol.aims > li")}
    assert len(aims) == 6
    assert aims["/id/principle/3"] == ["/id/domain/partnerships"]
    assert "/id/domain/partnerships" in links(read("/doc/principle/3"), "section.group h3 a")


def test_an_indicator_tells_question_status_absence_matches_and_findings(read: Read) -> None:
    page = read("/doc/indicator/local/L1-5")
    assert "procedures that protect migrant" in page.select_one("p.lead.question").text  # type: ignore[union-attr]
    assert links(section(page, "findings"), "li a") == ["/id/finding/cl-monte-patria-2024/migrants-rights/g1"]
    assert "Of 38 profiles of this level" in section(page, "findings").text
    assert "/ontology#Attested" in links(section(page, "statuses"))
    assert "Official wording not published" in section(page, "absences").text
    assert "by way of" in section(page, "matches").text


def test_a_finding_tells_who_what_and_where_in_the_source(read: Read) -> None:
    page = read(FINDING)
    assert "Duplas Sociosanitarias" in page.select_one("p.lead.statement").text  # type: ignore[union-attr]
    assert links(section(page, "institutions"), "li a") == ["/id/institution/cl-monte-patria/oficina-de-inclusion"]
    assert section(page, "instruments").select_one("li").text.split()[0] == "2023"  # type: ignore[union-attr]
    assert "DERECHOS DE LAS PERSONAS MIGRANTES" in section(page, "source").text
    assert "bullet 1" in section(page, "source").text
    assert "/id/indicator/local/L1-1" in links(section(page, "indicators"))
    assert counts([section(page, "beside")]) == [(4, 2)]


def test_an_institution_shows_the_chart_around_it_and_what_it_leads(read: Read) -> None:
    page = read("/doc/institution/cl-monte-patria/oficina-de-inclusion")
    tree = section(page, "chart")
    assert links(tree) == ["/id/institution/cl-monte-patria/municipalidad-de-monte-patria"]
    assert [here.text for here in tree.select("[aria-current]")] == ["Inclusion Office"]
    assert "/id/finding/cl-monte-patria-2024/migrants-rights/w1" in links(section(page, "leads"))
    above = read("/doc/institution/cl-monte-patria/municipalidad-de-monte-patria")
    assert "/id/institution/cl-monte-patria/oficina-de-inclusion" in links(section(above, "chart"))


def test_an_instrument_stands_in_a_timeline(read: Read) -> None:
    page = read("/doc/instrument/cl-monte-patria/nadie-es-ilegal")
    years = [year.text for year in section(page, "timeline").select(".year")]
    assert years == sorted(years)
    (entry,) = section(page, "timeline").select("ol > li:has([aria-current])")
    assert entry.text.split()[0] == "2022"
    assert "/id/finding/cl-monte-patria-2024/migrants-rights/w2" in links(section(page, "findings"))


def test_a_place_shows_where_it_lies_and_its_profiles(read: Read) -> None:
    page = read("/doc/place/cl-monte-patria")
    assert links(page.select_one("nav.trail"))[-2:] == ["/id/place/cl", "/id/place/cl-co"]
    point = page.select_one("svg.world circle.point")
    assert point
    assert (point["cx"], point["cy"]) == ("316", "352")
    assert "/id/profile/cl-monte-patria-2024" in links(section(page, "profiles"))
    assert "/id/profile/cl-monte-patria-2024" in links(section(read("/doc/place/cl"), "profiles"))


def test_a_source_lists_its_passages_and_what_is_drawn_from_them(read: Read) -> None:
    page = read("/doc/source/igm-monte-patria-2024")
    assert FINDING.replace("/doc", "/id") in links(section(page, "passages"))
    assert links(section(page, "profiles")) == ["/id/profile/cl-monte-patria-2024"]


@pytest.mark.parametrize("address", [PROFILE, FINDING, "/doc/place/cl", "/doc/domain/partnerships"])
def test_all_statements_are_one_click_away_and_back(read: Read, address: str) -> None:
    page = read(f"{address}?lang=es")
    (there,) = links(page, "section.use a[href*='view=statements']")
    assert "lang=es" in there
    statements = read(there)
    assert statements.select("dl.rows")
    assert f"{address}?lang=es" in links(statements, "section.use a")


@pytest.mark.parametrize("address", [PROFILE, FINDING, "/doc/place/cl", "/doc/gcm-objective/7", "/graph/framework"])
def test_each_page_can_be_used(read: Read, address: str) -> None:
    use = section(read(address), "use")
    iri = use.select_one("input#iri")
    assert iri
    assert str(iri["value"]).startswith("https://w3id.org/igm/")
    cited = use.select_one("textarea#cite")
    assert cited
    assert str(iri["value"]) in cited.text
    assert len(use.select("a[rel=alternate]")) == 6
    assert [href for href in links(use) if href.startswith("/sparql?query=")]


@pytest.mark.parametrize("address", [PROFILE, "/doc/domain/partnerships", "/doc/source/igm-monte-patria-2024"])
def test_the_queries_behind_a_page_are_shown_and_run(read: Read, address: str) -> None:
    asked = read(f"{address}?lang=fr").select("details.asked section")
    assert len(asked) >= 3
    for each in asked:
        assert each.p
        assert each.p.text.endswith("?")
        (link,) = links(each)
        assert read(link).select_one("table")


@pytest.mark.parametrize(
    "address",
    [
        "/doc/framework/migof",
        "/doc/principle/1",
        "/doc/domain/migrants-rights",
        "/doc/subdomain/migrants-rights/basic-services",
        "/doc/indicator/local/L1-5",
        PROFILE,
        "/doc/finding/cl-monte-patria-2024/migrants-rights/w1",
        "/doc/institution/cl-monte-patria/oficina-de-inclusion",
        "/doc/instrument/cl-monte-patria/nadie-es-ilegal",
        "/doc/place/cl-monte-patria",
        "/doc/source/igm-monte-patria-2024",
    ],
)
def test_the_queries_behind_a_page_find_all_that_it_tells(read: Read, client: FlaskClient, address: str) -> None:
    page = read(address)
    found = {f"{BASE}id/{address.removeprefix('/doc/')}"}
    for link in links(page, "details.asked a"):
        found |= set(
            re.findall(r"https://\S+", client.get(link, headers={"Accept": "text/csv"}).text.replace(",", " "))
        )
    told = {BASE + link.removeprefix("/") for link in links(page, ".story a[href^='/id/']")}
    assert told
    assert not told - found
