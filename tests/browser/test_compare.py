"""Profiles are chosen and compared, and questions run, with and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import Violations


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_a_visitor_chooses_profiles_and_reads_them_side_by_side(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Compare", exact=True).click()
    page.get_by_role("button", name="Compare").click()
    page.get_by_label("Monte Patria, 2024").check()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("alert")).to_contain_text("from 2 to 6")
    page.get_by_label("Accra, 2019").check()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("columnheader", name="Accra, 2019")).to_be_visible()
    expect(page.get_by_role("cell", name="not in the graph yet").first).to_be_visible()


@pytest.mark.parametrize(
    "page",
    [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"viewport": {"width": 320, "height": 640}}],
    ids=["light", "dark", "phone"],
    indirect=True,
)
@pytest.mark.parametrize(
    "address",
    [
        "/compare",
        "/compare?profile=cl-monte-patria-2024&profile=gh-accra-2019&profile=al-2023",
        "/queries",
        "/queries/leadership",
    ],
)
def test_axe_finds_nothing(page: Page, violations: Violations, address: str) -> None:
    page.goto(address)
    assert not violations()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
