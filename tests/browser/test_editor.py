"""The editor: run an example, see it as table, chart, graph and map, share it, and keep it when it fails."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import Violations


def run(page: Page) -> None:
    expect(page.locator(".CodeMirror")).to_be_visible()
    page.get_by_role("button", name="Run").click()


def show(page: Page, plugin: str) -> None:
    page.locator(".yasr_btn", has_text=plugin).click()


def test_a_visitor_runs_an_example_and_sees_it_as_table_chart_and_map(page: Page) -> None:
    page.goto("/queries/towns-on-a-map")
    page.get_by_role("link", name="Open it in the editor").click()
    run(page)
    expect(page.locator(".yasr table")).to_contain_text("Monte Patria")
    show(page, "Map")
    expect(page.locator(".picture svg circle").first).to_be_visible()
    assert page.evaluate("fetch(document.querySelector('.picture image').href.baseVal).then((land) => land.ok)")
    expect(page.locator(".picture")).to_contain_text("no opinion on the legal status")
    page.goto("/sparql?example=strengths-by-domain")
    run(page)
    show(page, "Chart")
    expect(page.locator(".picture svg")).to_contain_text("Migrants' rights")


SCHEMES = pytest.mark.parametrize(
    "page", [{"color_scheme": "light"}, {"color_scheme": "dark"}], ids=["light", "dark"], indirect=True
)
#: How many pixels of the canvases of a drawing are not empty.
DRAWN = """() => [...document.querySelectorAll(".network canvas")].map((canvas) =>
  canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.filter((_, at) => at % 4 === 3)
).flatMap((alphas) => [...alphas]).filter((alpha) => alpha > 0).length"""


@SCHEMES
def test_a_graph_is_drawn(page: Page, violations: Violations) -> None:
    page.goto("/sparql?query=CONSTRUCT WHERE { ?part <http://www.w3.org/ns/org%23unitOf> ?whole }")
    run(page)
    # The answer is there once its first form is.
    expect(page.locator(".yasr_results > *").first).to_be_visible()
    show(page, "Graph")
    expect(page.locator(".network canvas").first).to_be_visible()
    page.wait_for_function(f"({DRAWN})() > 500")
    assert not violations()


@SCHEMES
def test_a_word_is_completed_from_a_list_that_everyone_can_read(page: Page, violations: Violations) -> None:
    page.goto("/sparql")
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("PREFIX igm: <https://w3id.org/igm/ontology#>\nSELECT * WHERE {\n?finding igm:in")
    page.keyboard.press("Control+Space")
    expect(page.get_by_role("listbox", name="Ways to complete the word").get_by_role("option")).to_have_text(
        ["igm:inDomain", "igm:inSubDomain", "igm:involvesInstitution"]
    )
    assert not violations()
    page.keyboard.press("Enter")
    expect(page.locator(".CodeMirror-code")).to_contain_text("?finding igm:inDomain")


def test_the_address_of_an_answer_can_be_shared(page: Page) -> None:
    page.goto("/sparql?example=leadership")
    run(page)
    expect(page.locator(".yasr table")).to_contain_text("Oficina")
    shared = page.url
    assert "query=" in shared
    assert str(page.get_by_role("link", name="Link to this query").get_attribute("href")) in shared
    page.goto(shared)
    expect(page.locator("#served table")).to_contain_text("Oficina")
    expect(page.locator(".CodeMirror")).to_contain_text("VALUES ?institution")


def test_so_it_can_in_the_language_that_was_chosen(page: Page) -> None:
    page.goto("/sparql?example=leadership&lang=fr")
    expect(page.locator(".CodeMirror")).to_be_visible()
    page.get_by_role("button", name="Exécuter").click()
    expect(page.locator(".yasr table")).to_contain_text("Oficina")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "fr")


@pytest.mark.parametrize(
    "page",
    [{}, {"color_scheme": "dark", "viewport": {"width": 320, "height": 640}}],
    ids=["light", "dark-phone"],
    indirect=True,
)
def test_an_answer_can_be_cited(page: Page, violations: Violations) -> None:
    page.goto("/sparql?example=leadership")
    expect(page.locator(".CodeMirror")).to_be_visible()
    page.get_by_role("button", name="Cite this answer").click()
    page.wait_for_url("**/q/**")
    expect(page.locator("main")).to_contain_text("VALUES ?institution")
    assert not violations()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def type_at_the_end(page: Page, text: str) -> None:
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+End")
    for letter in text:
        page.keyboard.press("Backspace" if letter == "\b" else letter)


@pytest.mark.parametrize("page", [{"told_status": 400}], indirect=True)
@pytest.mark.parametrize("address", ["/sparql?query=SELECT (1 AS ?n) {}&format=html", "/sparql?example=leadership"])
def test_below_a_failure_stand_no_rows_of_the_query_before(page: Page, address: str) -> None:
    page.goto(address)
    if "format" not in address:
        run(page)
    answer = page.locator("#served table, .yasr table")
    expect(answer).to_be_visible()
    type_at_the_end(page, " nonsense")
    run(page)
    expect(page.get_by_role("alert")).to_contain_text("not SPARQL")
    expect(answer).not_to_be_visible()
    type_at_the_end(page, "\b" * len("nonsense"))
    run(page)
    expect(page.locator(".yasr table")).to_be_visible()


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_the_form_runs_the_query_and_keeps_it_when_it_fails(page: Page) -> None:
    page.goto("/sparql?example=leadership")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#served table")).to_contain_text("Oficina")
    page.get_by_label("Query", exact=True).fill("SELECT * {")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_contain_text("not SPARQL")
    expect(page.get_by_label("Query", exact=True)).to_have_value("SELECT * {")


@pytest.mark.parametrize(
    "page",
    [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"viewport": {"width": 320, "height": 640}}],
    ids=["light", "dark", "phone"],
    indirect=True,
)
def test_axe_finds_nothing_before_and_after_a_query_is_run(page: Page, violations: Violations) -> None:
    page.goto("/sparql?query=SELECT ('Ovalle' AS ?name) (1 AS ?n) (-30.6 AS ?lat) (-71.2 AS ?long) {}&format=html")
    expect(page.locator(".CodeMirror")).to_be_visible()
    assert not violations()
    run(page)
    for form, seen in (
        ("Table", "table"),
        ("Chart", ".vega-embed svg"),
        ("Map", "svg.world"),
        ("As sent", ".CodeMirror"),
    ):
        show(page, form)
        expect(page.locator(f".yasr_results {seen}").first).to_be_visible()
        assert not violations()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_answer_is_downloaded_as_csv(page: Page) -> None:
    page.goto("/sparql?example=leadership")
    expect(page.locator(".CodeMirror")).to_be_visible()
    page.get_by_label("Format").select_option("csv")
    with page.expect_response(lambda answer: "format=csv" in answer.url) as answered, page.expect_download():
        page.get_by_role("button", name="Run").click()
    assert answered.value.headers["content-type"].startswith("text/csv")


def test_tab_goes_into_the_editor_and_out_again(page: Page) -> None:
    page.goto("/sparql")
    expect(page.locator(".CodeMirror")).to_be_visible()
    page.locator("nav.languages a").last.focus()
    page.keyboard.press("Tab")
    expect(page.locator(".CodeMirror-focused")).to_be_visible()
    before = page.locator(".CodeMirror-code").inner_text()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Format")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".CodeMirror-focused")).to_be_visible()
    assert page.locator(".CodeMirror-code").inner_text() == before
    page.keyboard.press("Control+Enter")
    expect(page.locator(".yasr table")).to_be_visible()
