from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup

Read = Callable[[str], BeautifulSoup]
SLUGS = [
    "migrants-rights",
    "whole-of-government",
    "partnerships",
    "socioeconomic-wellbeing",
    "mobility-in-crises",
    "safe-orderly-regular",
]


def test_the_wheel_leads_to_the_six_domains_in_order_and_to_the_framework(read: Read) -> None:
    wheel = read("/").select_one("svg.wheel")
    assert wheel
    links = [str(link["href"]) for link in wheel.select("a")]
    assert links == [*(f"/id/domain/{slug}" for slug in SLUGS), "/id/framework/migof"]
    assert all(link["aria-label"] for link in wheel.select("a"))


def test_the_level_is_switched_without_a_script(read: Read) -> None:
    local, national = (read(f"/?level={level}").select("ol.domains li") for level in ("local", "national"))
    assert len(local) == len(national) == 6
    assert "city" in local[2].text
    assert "States" in national[2].text
    assert "5 indicators" in local[2].text
    switch = read("/?level=national&lang=es").select_one("nav.switch")
    assert switch
    assert [link["href"] for link in switch.select("a")] == [
        "/?lang=es&level=local#domains",
        "/?lang=es&level=national#domains",
    ]
    assert [link.text for link in switch.select("[aria-current]")] == ["nacional"]


def test_numbers_lead_to_lists_as_long_as_they_say(read: Read) -> None:
    numbers = {str(entry.a["href"]): int(entry.dd.text) for entry in read("/").select("dl.numbers > div")}  # type: ignore[index,union-attr]
    assert (numbers["/browse/profiles"], numbers["/browse/domains"], numbers["/browse/findings"]) == (69, 6, 42)
    for address in ("/browse/findings", "/browse/domains"):
        assert len(read(address).select("ul.listing > li")) == numbers[address]


def test_the_lists_are_listed_with_how_long_they_are(read: Read) -> None:
    page, home = (read(address).select_one("dl.numbers") for address in ("/browse?lang=es", "/?lang=es"))
    assert page
    assert page == home


def test_a_long_list_comes_in_pages_that_together_hold_everything(read: Read) -> None:
    first = read("/browse/profiles")
    following = str(first.select_one("a[rel=next]")["href"])  # type: ignore[index]
    second = read(following)
    listed = [[str(link["href"]) for link in page.select("ul.listing a")] for page in (first, second)]
    assert [len(page) for page in listed] == [60, 9]
    assert len({*listed[0], *listed[1]}) == 69
    assert following == f"/browse/profiles?after={listed[0][-1].removeprefix('/id/')}"
    assert not second.select_one("a[rel=next]")
    assert [each.select_one("nav.paging span").text for each in (first, second)] == ["1 to 60 of 69", "61 to 69 of 69"]  # type: ignore[union-attr]
    back = read(str(second.select_one("a[rel=prev]")["href"]))  # type: ignore[index]
    assert back.select("ul.listing a") == first.select("ul.listing a")


def test_a_numbered_page_that_somebody_noted_is_still_there(read: Read) -> None:
    second = read("/browse/profiles?part=2")
    assert second.select_one("nav.paging span").text == "61 to 69 of 69"  # type: ignore[union-attr]
    assert read("/browse/profiles?part=99").select("ul.listing a") == second.select("ul.listing a")


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("after=profile/gb-", "/id/profile/gh"),
        ("after=zzz", "/id/profile/zw"),
        ("after=", "/id/profile/al"),
        ("before=profile/a", "/id/profile/al"),
        ("after=%22%3E%3Cb%3E", "/id/profile/al"),
    ],
)
def test_a_page_begins_where_it_is_told_to_though_no_such_thing_is_there(read: Read, query: str, first: str) -> None:
    assert str(read(f"/browse/profiles?{query}").select("ul.listing a")[0]["href"]).startswith(first)


@pytest.mark.parametrize("page", ["-1", "0", "x", "9" * 40, "1e3"])
def test_a_senseless_page_number_is_taken_for_one_there_is(read: Read, page: str) -> None:
    assert read(f"/browse/profiles?part={page}").select("ul.listing a")


def test_the_map_shows_each_place_with_a_profile_and_the_list_names_it(read: Read) -> None:
    page = read("/")
    places = {str(link["href"]) for link in page.select("section[aria-labelledby=places] details a")}
    drawn = {str(link["href"]) for link in page.select("svg.world a")}
    assert {"/id/place/cl-monte-patria", "/id/place/al", "/id/place/gh-accra"} <= drawn <= places
    assert len(places) == 65
    assert "imply no opinion on the legal status" in page.text


def test_the_search_form_keeps_the_language(read: Read) -> None:
    form = read("/?lang=fr").select_one("form[role=search]")
    assert form
    assert str(form["action"]).startswith("/search")
    assert [(field["name"], field.get("value")) for field in form.select("input")] == [("q", None), ("lang", "fr")]


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_the_language_switch_keeps_the_page_and_its_query(read: Read, language: str) -> None:
    page = read(f"/browse/findings?part=1&lang={language}")
    links = [str(link["href"]) for link in page.select("link[hreflang]")]
    assert links == [f"/browse/findings?part=1&lang={code}" for code in ("en", "es", "fr")]
    assert [str(link["href"]) for link in page.select("nav.languages a")] == links


def test_the_languages_page_counts_each_language_and_lists_what_lacks(read: Read) -> None:
    page = read("/about/languages")
    (row,) = page.select("table.coverage tr:has(a[href$='#Finding']):has(a[href$='#statement'])")
    assert [cell.text for cell in row.select("td.number")] == ["42", "42", "42", "42"]
    assert "every text of the graph is there in all three languages" in page.text


def test_what_a_municipality_does_about_migrant_children_is_two_clicks_away(read: Read) -> None:
    form = read("/?lang=es").select_one("form[role=search]")
    assert form
    fields = {str(field["name"]): str(field.get("value", "")) for field in form.select("input")}
    results = read(f"{form['action']}&{urlencode({**fields, 'q': 'niños migrantes'})}")
    links = [str(link["href"]) for link in results.select(".search-result h3 a")]
    (finding,) = (link for link in links if "/finding/cl-monte-patria-2024/" in link)
    assert "niñez migrante" in read(finding.replace("/id/", "/doc/")).select("h1")[0].text.lower()
