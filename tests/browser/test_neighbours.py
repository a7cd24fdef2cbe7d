"""A neighbourhood grows by the buttons of its list."""

from playwright.sync_api import Page, expect

from .conftest import Violations


def test_a_neighbourhood_grows(page: Page, violations: Violations) -> None:
    page.goto("/neighbours?thing=https://w3id.org/igm/id/institution/cl-monte-patria/oficina-de-la-mujer")
    page.get_by_role("button", name="Draw it").click()
    expect(page.locator("#network canvas").first).to_be_visible()
    buttons = page.locator("#things button")
    before = buttons.count()
    assert not violations()
    buttons.filter(has_text="Municipality of Monte Patria").first.press("Enter")
    expect(buttons.nth(before)).to_be_visible()
