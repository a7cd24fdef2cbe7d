"""Search as people use it: with accents, from the keyboard, with and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import Violations

NO_SCRIPT = [{"java_script_enabled": False}]


def test_a_visitor_types_and_takes_a_suggestion_by_keyboard(page: Page, violations: Violations) -> None:
    page.goto("/search?lang=es")
    box = page.get_by_role("combobox")
    box.press_sequentially("Oficina de la múj")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Oficina de la Mujer")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert not violations()
    box.press("Enter")
    page.wait_for_url("**/doc/institution/cl-monte-patria/oficina-de-la-mujer**")
    expect(page.get_by_role("heading", level=1)).to_have_text("Oficina de la Mujer")


def test_escape_closes_the_suggestions_and_keeps_what_was_typed(page: Page) -> None:
    page.goto("/search")
    box = page.get_by_role("combobox")
    box.press_sequentially("monte")
    expect(page.get_by_role("listbox")).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("monte")
    box.press("Enter")
    page.wait_for_url("**/search?q=monte**")


@pytest.mark.parametrize("page", NO_SCRIPT, indirect=True)
def test_words_with_accents_find_without_any_script(page: Page) -> None:
    page.goto("/search?lang=fr")
    page.get_by_role("searchbox").fill("protéction des enfants")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name="Constat").click()
    page.get_by_role("link", name="Protection des enfants migrants").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Protection des enfants migrants")


@pytest.mark.parametrize(
    "page",
    [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"viewport": {"width": 320, "height": 640}}],
    ids=["light", "dark", "phone"],
    indirect=True,
)
def test_axe_finds_nothing(page: Page, violations: Violations) -> None:
    page.goto("/search?q=muncipalidad&kind=Finding")
    assert not violations()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
