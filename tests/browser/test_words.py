"""The editor speaks the language of the page in all that it says, not only where the text is ours."""

import re

import pytest
from playwright.sync_api import Page, expect

#: Words of YASGUI, DataTables and CodeMirror, and of our English; none is a word of Spanish or French.
ENGLISH = re.compile(
    r"\b(all|activate|answered|autocomplete|cannot|could|declared|defined|download|ellipse|entries|entry|expected|"
    r"filter|filtered|first|invalid|last|loading|matching|next|page size|press|previous|records?|render|results?|rows?|"
    r"response|search|seconds?|sent|show|showing|shows|simple|sort|table|the|true|view|visualization)\b",
    re.IGNORECASE,
)
#: What the editor shows and tells beside query and answer, and beside what the parser says, which is marked as English.
SAID = """() => {
  const data = "td, .dt-column-title, .CodeMirror-code, .CodeMirror-lines, svg text, [hidden], [lang=en]";
  const said = ["title", "aria-label", "placeholder"];
  const own = (each) => [...each.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((it) => it.data);
  return [...document.querySelectorAll("form.query, #results, form.query *, #results *")]
    .filter((each) => !each.closest(data))
    .flatMap((each) => [...own(each), ...said.map((name) => each.getAttribute(name) ?? "")])
    .map((text) => text.trim()).filter(Boolean);
}"""
QUERIES = {
    "rows": ("SELECT ?profile ?n { ?profile a <https://w3id.org/igm/ontology%23Profile> BIND(1 AS ?n) }", ["table"]),
    "pictures": ("SELECT ?name (1 AS ?n) (-30.7 AS ?lat) (-71 AS ?long) { BIND('x' AS ?name) }", ["chart", "map"]),
    "none": ("SELECT * { ?nothing a <https://example.org/Nothing> }", ["table", "response"]),
    "boolean": ("ASK { ?s ?p ?o }", ["response"]),
    "graph": ("CONSTRUCT WHERE { ?part <http://www.w3.org/ns/org%23unitOf> ?whole }", ["graph", "response"]),
}


def in_english(page: Page) -> list[str]:
    return [text for text in page.evaluate(SAID) if ENGLISH.search(text)]


@pytest.mark.parametrize("page", [{"locale": "es-CL"}, {"locale": "fr-FR"}], ids=["es", "fr"], indirect=True)
@pytest.mark.parametrize("name", QUERIES)
def test_no_english_is_left_around_an_answer(page: Page, name: str) -> None:
    query, forms = QUERIES[name]
    page.goto(f"/sparql?query={query}&format=html")
    expect(page.locator(".CodeMirror")).to_be_visible()
    page.locator("form.query button").first.click()
    expect(page.locator(".yasr_results > *").first).to_be_attached()
    assert not in_english(page)
    for form in forms:
        page.locator(f".select_{form}").dispatch_event("click")
        expect(page.locator(f".select_{form}")).to_have_class(re.compile("selected"))
        expect(page.locator(".yasr_results > *").first).to_be_attached()
        assert not in_english(page)


@pytest.mark.parametrize(
    ("page", "told"),
    [({"locale": "es-CL"}, "Filas 1 a 1 de 1"), ({"locale": "fr-FR"}, "Lignes 1 à 1 sur 1")],
    ids=["es", "fr"],
    indirect=["page"],
)
def test_the_table_counts_its_rows_and_says_when_none_fits(page: Page, told: str) -> None:
    page.goto("/sparql?query=SELECT (1 AS ?n) {}&format=html")
    expect(page.locator(".CodeMirror")).to_be_visible()
    page.locator("form.query button").first.click()
    expect(page.locator(".dt-info")).to_have_text(told)
    page.locator(".tableFilter").press_sequentially("zz")
    expect(page.locator("td.dt-empty")).not_to_be_empty()
    assert not in_english(page)
    assert not ENGLISH.search(page.locator("td.dt-empty").inner_text())


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ({"locale": "es-CL"}, ["#", "Sujeto", "Predicado", "Objeto"]),
        ({"locale": "fr-FR"}, ["#", "Sujet", "Prédicat", "Objet"]),
    ],
    ids=["es", "fr"],
    indirect=["page"],
)
def test_columns_of_a_graph_have_names_and_those_of_rows_are_variables(page: Page, names: list[str]) -> None:
    page.goto("/sparql?query=CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } LIMIT 2&format=html")
    expect(page.locator(".CodeMirror")).to_be_visible()
    page.locator("form.query button").first.click()
    expect(page.locator(".select_table")).to_be_attached()
    page.locator(".select_table").dispatch_event("click")
    expect(page.locator("thead .dt-column-title")).to_have_text(names)
    page.goto("/sparql?query=SELECT (1 AS ?subject) {}&format=html")
    expect(page.locator(".CodeMirror")).to_be_visible()
    page.locator("form.query button").first.click()
    expect(page.locator("thead .dt-column-title")).to_have_text(["#", "subject"])


@pytest.mark.parametrize(
    ("page", "told"),
    [({"locale": "es-CL"}, "no está declarado"), ({"locale": "fr-FR"}, "n'est pas déclaré")],
    ids=["es", "fr"],
    indirect=["page"],
)
def test_what_is_wrong_with_a_query_is_told_beside_its_line(page: Page, told: str) -> None:
    page.goto("/sparql?query=SELECT * { ?s nobody:knows ?o }")
    mark = page.locator(".parseErrorIcon")
    expect(mark).to_have_attribute("title", re.compile(told))
    mark.hover()
    page.goto("/sparql?query=SELECT * { } }")
    expect(mark).to_have_attribute("title", re.compile(r": LIMIT,.*GROUP"))
    assert not in_english(page)


def test_an_iri_in_an_answer_leads_to_its_page_here(page: Page) -> None:
    page.goto("/sparql?example=leadership")
    expect(page.locator(".CodeMirror")).to_be_visible()
    page.get_by_role("button", name="Run").click()
    page.locator(".yasr td a.iri").first.click()
    page.wait_for_url("**/doc/finding/cl-monte-patria-2024/**")
