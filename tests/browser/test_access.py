"""Every kind of page is open to everyone: for axe-core, by keyboard, on a phone, on paper."""

import pytest
from playwright.sync_api import Page

from .addresses import ADDRESSES
from .conftest import Violations

SCHEMES = pytest.mark.parametrize(
    "page",
    [{"color_scheme": "light"}, {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}}],
    ids=["light", "dark-phone"],
    indirect=True,
)


@SCHEMES
@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
def test_axe_finds_nothing_even_with_all_details_open(page: Page, violations: Violations, address: str) -> None:
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    assert not violations()


@pytest.mark.parametrize("page", [{"viewport": {"width": 320, "height": 640}}], ids=["320px"], indirect=True)
@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
def test_nothing_runs_over_the_edge_of_a_small_phone(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_keyboard_walks_from_the_skip_link_around_the_wheel(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    passed = []
    for _ in range(9):
        page.keyboard.press("Tab")
        passed.append(page.evaluate("document.activeElement.ariaLabel || document.activeElement.id || 'button'"))
    assert passed[:2] == ["q", "button"]
    assert [name.partition(".")[0] for name in passed[2:8]] == list("123456")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/doc/domain/safe-orderly-regular**")


def test_focus_can_be_seen_on_the_wheel(page: Page) -> None:
    page.goto("/")
    sector = page.locator("svg.wheel a").first
    before = sector.locator("path").evaluate("(path) => getComputedStyle(path).stroke")
    page.locator("form.search button").focus()
    page.keyboard.press("Tab")
    assert sector.locator("path").evaluate("(path) => getComputedStyle(path).stroke") != before


def test_paper_shows_the_findings_without_what_only_a_screen_needs(page: Page) -> None:
    page.goto(ADDRESSES["profile"])
    page.emulate_media(media="print")
    assert page.locator("header.site").is_hidden()
    assert page.locator("details.asked").is_hidden()
    assert page.locator(".kind li").first.is_visible()
