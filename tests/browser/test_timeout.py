"""A query that takes too long, at a real service: it stays on the page, with advice in the language of the page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from igmgraph.build.snapshot import Snapshot
from tests.serving import serve

from .conftest import Violations

HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h }"
IN = {
    "en-GB": ("The query took too long", "Narrow it down, add a LIMIT"),
    "es-CL": ("La consulta tardó demasiado", "Acótela, añada un LIMIT"),
    "fr-FR": ("La requête a duré trop longtemps", "Restreignez-la, ajoutez un LIMIT"),
}
EACH = pytest.mark.parametrize(
    ("page", "told"),
    [({"locale": locale, "told_status": 504}, told) for locale, told in IN.items()],
    ids=IN,
    indirect=["page"],
)


@pytest.fixture(scope="module")
def site(snapshot: Snapshot) -> Iterator[str]:
    """Root URL of a service that gives a query a fifth of a second."""
    with serve(snapshot, "--workers", "1", "--query-timeout", "0.2") as root:
        yield root


@EACH
def test_the_editor_keeps_the_query_and_says_what_to_do(page: Page, told: tuple[str, str]) -> None:
    page.goto("/sparql?example=leadership")
    expect(page.locator(".CodeMirror")).to_be_visible()
    page.evaluate("query => document.querySelector('.CodeMirror').CodeMirror.setValue(query)", HEAVY)
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        page.locator("form.query button").first.click()
    assert answered.value.status == 504
    for text in told:
        expect(page.get_by_role("alert")).to_contain_text(text)
    expect(page.locator(".CodeMirror-code")).to_contain_text("?g ?s ?h")


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_the_page_of_the_failure_holds_the_query(page: Page) -> None:
    page.goto("/sparql")
    page.get_by_label("Query", exact=True).fill(HEAVY)
    with page.expect_response(lambda answer: "query=" in answer.url) as answered:
        page.get_by_role("button", name="Run").click()
    assert answered.value.status == 504
    expect(page.get_by_role("alert")).to_contain_text("The query took too long")
    expect(page.get_by_label("Query", exact=True)).to_have_value(HEAVY)


def test_the_advice_is_open_to_everyone_and_the_query_can_be_mended(page: Page, violations: Violations) -> None:
    page.goto(f"/sparql?query={HEAVY}&format=html")
    expect(page.get_by_role("alert")).to_contain_text("The query took too long")
    expect(page.locator(".CodeMirror")).to_be_visible()
    assert not violations()
    page.evaluate("document.querySelector('.CodeMirror').CodeMirror.setValue('SELECT (1 AS ?n) {}')")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".yasr table")).to_contain_text("1")
    expect(page.locator("#failure")).to_be_hidden()
