"""Numbers as the language of the page writes them, and the addresses of those that the dataset tells of itself."""

import re

import pytest
from babel.numbers import format_decimal
from flask.testing import FlaskClient

from igmgraph.namespaces import BASE

LANGUAGES = pytest.mark.parametrize("language", ["en", "es", "fr"])


@LANGUAGES
def test_digits_are_grouped_where_a_number_is_stated(client: FlaskClient, language: str) -> None:
    query = f"SELECT ?n {{ <{BASE}graph/ontology> <http://rdfs.org/ns/void#triples> ?n }}"
    counted = client.get("/sparql", query_string={"query": query, "format": "csv"}, buffered=True).text.split()[-1]
    told = format_decimal(int(counted), locale=language)
    page = client.get(f"/graph/ontology?lang={language}", headers={"Accept": "text/html"}).text
    assert len(told) > len(counted)
    assert re.search(rf"<dd><span title=\"xsd:integer\">{told}</span>", page)


def test_coordinates_can_be_copied_from_every_page(client: FlaskClient) -> None:
    pages = [client.get(f"/doc/place/cl-monte-patria.html?lang={each}").text for each in ("en", "es", "fr")]
    assert all(">-30.69496<" in page for page in pages)


@pytest.mark.parametrize(("language", "said"), [("en", "100%"), ("es", "100\u00a0%"), ("fr", "100\u00a0%")])
def test_so_is_a_share(client: FlaskClient, language: str, said: str) -> None:
    page = client.get(f"/dataset?lang={language}", headers={"Accept": "text/html"}).text
    assert re.search(f'id="labels-{language}">.*<td class="number">{said}</td>', page)


def test_the_iri_of_a_number_leads_to_its_row(client: FlaskClient) -> None:
    page = client.get("/dataset?lang=en", headers={"Accept": "text/html"}).text
    anchors = re.findall('<tr id="([^"]+)">', page)
    assert len(anchors) == len(set(anchors))
    assert {"property-year", "class-Finding", "labels-es", "links-of-Country"} <= set(anchors)
    led = re.findall(r'href="/dataset\?lang=en#((?:labels|links-of)-[^"]+)"', page)
    assert set(led) <= set(anchors)


@pytest.mark.parametrize(("language", "said"), [("en", "1,000 of 1,001"), ("es", "1.000 de 1.001")])
def test_so_is_how_many_rows_there_are(client: FlaskClient, language: str, said: str) -> None:
    asked = {"query": "SELECT * { ?s ?p ?o } LIMIT 1001", "format": "html", "lang": language}
    assert said in client.get("/sparql", query_string=asked, buffered=True).text


def test_one_row_is_no_plural(client: FlaskClient) -> None:
    asked = {"query": "SELECT (1 AS ?x) {}", "format": "html", "lang": "en"}
    page = client.get("/sparql", query_string=asked, buffered=True).text
    assert "Rows: 1 of 1" in page
    assert "1 rows" not in page


def test_texts_of_an_answer_whose_language_is_not_known_are_marked_so(client: FlaskClient) -> None:
    assert '<tbody lang="">' in client.get("/queries/leadership?lang=fr").text
