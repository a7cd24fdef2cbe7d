"""Without a mouse: the skip link comes first on each page, focus can be seen, and what clicks do, keys do."""

import pytest
from playwright.sync_api import Page, expect

from .addresses import ADDRESSES

#: Tabs through the page; gives the elements that show no sign of having the focus, and how many had it.
UNSEEN = """(element) => {
  const style = getComputedStyle(element);
  const inside = [...element.querySelectorAll("path, circle")].some((it) => getComputedStyle(it).strokeWidth !== "0px");
  return !(style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) && !inside;
}"""
WALKED = ("home", "list", "profile", "nothing-found", "comparison", "questions", "problem")


def walk_to(page: Page, selector: str) -> None:
    """Tab until the focus is on the element."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


@pytest.mark.parametrize("name", ADDRESSES)
def test_the_skip_link_comes_first_and_leads_to_the_content(page: Page, name: str) -> None:
    page.goto(ADDRESSES[name])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("name", WALKED)
def test_wherever_the_focus_is_it_can_be_seen(page: Page, name: str) -> None:
    page.goto(ADDRESSES[name])
    unseen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and focused.evaluate(UNSEEN):
            unseen.append(focused.evaluate("(element) => element.outerHTML"))
    assert not unseen


def test_a_facet_is_chosen_and_let_go(page: Page) -> None:
    page.goto("/search?q=children")
    walk_to(page, ".search-facets a[href*='kind=Finding']")
    page.keyboard.press("Enter")
    page.wait_for_url("**kind=Finding**")
    expect(page.locator(".search-result")).to_have_count(1)
    walk_to(page, ".search-facets a.chosen")
    page.keyboard.press("Enter")
    expect(page.locator(".search-result")).not_to_have_count(1)


def test_a_list_is_paged_and_left_for_a_thing(page: Page) -> None:
    page.goto("/browse/profiles")
    walk_to(page, "a[rel~='next']")
    page.keyboard.press("Enter")
    page.wait_for_url("**after=**")
    walk_to(page, ".listing a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/doc/profile/**")


def test_a_profile_is_walked_from_its_wheel_to_a_finding(page: Page) -> None:
    page.goto(ADDRESSES["profile"])
    walk_to(page, "svg.wheel a[aria-label^='3. ']")
    page.keyboard.press("Enter")
    assert page.url.endswith("#domain-3")
    walk_to(page, "#domain-3 li a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/doc/finding/cl-monte-patria-2024/partnerships/**")


def test_profiles_are_chosen_and_compared(page: Page) -> None:
    page.goto("/compare")
    for slug in ("gh-accra-2019", "cl-monte-patria-2024"):
        walk_to(page, f"input[value='{slug}']")
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="Accra, 2019")).to_be_visible()


def test_a_neighbourhood_grows_from_its_list(page: Page) -> None:
    page.goto("/neighbours?thing=https://w3id.org/igm/id/institution/cl-monte-patria/oficina-de-la-mujer")
    walk_to(page, "#draw")
    page.keyboard.press("Enter")
    buttons = page.locator("#things button")
    expect(buttons.first).to_be_visible()
    before = buttons.count()
    walk_to(page, "#things button[aria-pressed='false']")
    name = page.locator(":focus").inner_text()
    page.keyboard.press("Enter")
    expect(buttons.nth(before)).to_be_visible()
    expect(page.locator(":focus")).to_have_text(name)


def test_the_language_is_switched(page: Page) -> None:
    page.goto(ADDRESSES["finding"])
    walk_to(page, "nav.languages a[lang='fr']")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("heading", level=1)).to_have_text("Soins de santé quel que soit le statut migratoire")
