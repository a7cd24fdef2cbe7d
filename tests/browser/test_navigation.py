"""Wherever a visitor may want to go is two clicks from home at most, and the header is no hindrance on a phone."""

import pytest
from playwright.sync_api import Page, expect

FROM_HOME = ["/charts", "/compare", "/queries", "/sparql", "/search", "/browse", "/download", "/about/fair"]
PHONE = pytest.mark.parametrize("page", [{"viewport": {"width": 320, "height": 640}}], ids=["320px"], indirect=True)


def links(page: Page) -> list[str]:
    found: list[str] = page.evaluate("[...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href'))")
    return found


def test_each_part_of_the_service_is_one_click_from_home(page: Page) -> None:
    page.goto("/")
    assert not set(FROM_HOME) - set(links(page))


def test_a_profile_leads_to_its_comparison_and_to_charts(page: Page) -> None:
    page.goto("/doc/profile/cl-monte-patria-2024")
    assert "/charts/institutions-by-domain" in links(page)
    page.get_by_role("link", name="Compare with other profiles").click()
    expect(page.get_by_label("Monte Patria, 2024")).to_be_checked()
    page.get_by_label("Accra, 2019").check()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("columnheader", name="Monte Patria, 2024")).to_be_visible()


def test_an_institution_leads_to_its_neighbourhood(page: Page) -> None:
    page.goto("/doc/institution/cl-monte-patria/oficina-de-inclusion")
    page.get_by_role("link", name="See what is around it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Around Inclusion Office")


@PHONE
def test_the_header_leaves_the_page_room_and_fingers_find_its_links(page: Page) -> None:
    page.goto("/?lang=es")
    header = page.locator("header.site").bounding_box()
    assert header
    assert header["height"] < 640 / 3
    boxes = page.evaluate(
        "[...document.querySelectorAll('header a')].map((a) => a.getBoundingClientRect()).map((it) => it.toJSON())"
    )
    assert all(box["height"] >= 24 and box["left"] >= 0 and box["right"] <= 320 for box in boxes)
