"""A visitor reads: by clicks from the home page to a finding, in another language, with and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from .addresses import ADDRESSES

BARE = pytest.mark.parametrize(
    "page", [{}, {"java_script_enabled": False}], ids=["scripts", "no-scripts"], indirect=True
)


@BARE
def test_from_home_to_a_finding_in_two_clicks(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="1. Migrants' rights").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Migrants' rights")
    page.locator(".kind").get_by_role("link", name="Protection of migrant children").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Protection of migrant children")
    expect(page.locator(".lead.statement")).to_contain_text("Local procedures could protect migrant children")
    expect(page.locator(".place-in-source").first).to_contain_text("Monte Patria")


@BARE
def test_the_level_of_the_domains_is_switched(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="Level").get_by_role("link", name="national").click()
    expect(page.locator("ol.domains")).to_contain_text("Cooperation on migration with other States")


@BARE
def test_another_language_keeps_the_page_and_its_query(page: Page) -> None:
    page.goto("/browse/profiles?part=2")
    page.get_by_role("link", name="Français").click()
    page.wait_for_url("**/browse/profiles?part=2&lang=fr")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_text(re.compile(r"^[1-9]\d+ à \d+ sur \d+$"))).to_be_visible()
    page.get_by_role("link", name="Español").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Perfiles")
    page.locator("ul.listing a").last.click()
    expect(page.locator("html")).to_have_attribute("lang", "es")


@pytest.mark.parametrize("page", [{"locale": "es-CL"}], ids=["es-CL"], indirect=True)
def test_a_browser_that_speaks_spanish_gets_spanish(page: Page) -> None:
    page.goto(ADDRESSES["finding"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Atención de salud sin importar la condición migratoria")


def test_a_mark_in_the_wheel_of_a_profile_leads_to_its_finding(page: Page) -> None:
    page.goto(ADDRESSES["profile"])
    page.locator("svg.wheel a.dot circle").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Health care whatever the migration status")


@pytest.mark.parametrize(
    "page", [{"permissions": ["clipboard-read", "clipboard-write"]}], ids=["may-copy"], indirect=True
)
def test_the_iri_is_copied_with_one_button(page: Page) -> None:
    page.goto(ADDRESSES["finding"])
    iri = page.get_by_label("IRI").input_value()
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == iri


@BARE
def test_the_query_behind_a_page_opens_and_answers(page: Page) -> None:
    page.goto(ADDRESSES["institution"])
    page.get_by_text("Show the queries behind this page").click()
    page.locator("details.asked").get_by_role("link", name="Open in SPARQL").first.click()
    expect(page.locator("main")).to_contain_text("municipalidad-de-monte-patria")


@BARE
def test_all_statements_are_one_click_away(page: Page) -> None:
    page.goto(ADDRESSES["finding"])
    page.get_by_role("link", name="All statements").click()
    expect(page.get_by_role("heading", name="What is stated")).to_be_visible()
