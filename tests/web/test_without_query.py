"""`/sparql` without a query: the Service Description (SPARQL 1.1 Service Description, section 2), or the editor."""

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
TURTLE = "text/turtle"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        pytest.param(None, TURTLE, id="no Accept"),
        pytest.param("*/*", TURTLE, id="curl"),
        pytest.param("text/*", TURTLE, id="any text"),
        pytest.param("application/sparql-results+json, */*;q=0.1", TURTLE, id="a client of SPARQL"),
        pytest.param("application/n-triples, */*;q=0.1", "application/n-triples", id="triples"),
        pytest.param("application/rdf+xml, text/html;q=0.9", "application/rdf+xml", id="data before pages"),
        pytest.param("text/html;q=0.9, text/turtle;q=0.8", "text/html", id="pages before data"),
        pytest.param(FIREFOX, "text/html", id="Firefox"),
        pytest.param("application/xhtml+xml, */*;q=0.5", "text/html", id="XHTML"),
        pytest.param("*/*, text/html", "text/html", id="a page named"),
    ],
)
def test_only_who_names_pages_gets_the_editor(client: FlaskClient, accept: str | None, expected: str) -> None:
    answer = client.get("/sparql", headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.mimetype) == (200, expected)
    assert "accept" in answer.vary.as_set()
    assert ("accept-language" in answer.vary.as_set()) is (expected == "text/html")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("ttl", TURTLE), ("application/ld+json", "application/ld+json"), ("json-ld", "application/ld+json")],
)
@pytest.mark.parametrize("accept", [FIREFOX, "image/png"])
def test_the_format_parameter_wins_over_accept(client: FlaskClient, name: str, expected: str, accept: str) -> None:
    answer = client.get(f"/sparql?format={name}", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, expected)
    assert list(parse(input=answer.data, format=RdfFormat.from_media_type(expected)))


def test_a_format_that_there_is_not_is_refused(client: FlaskClient) -> None:
    answer = client.get("/sparql?format=csv")
    assert answer.status_code == 406
    assert "ttl, nt, rdf, jsonld, trig, nq, html" in (answer.json or {})["detail"]
    assert client.get("/sparql?format=html").mimetype == "text/html"


@pytest.mark.parametrize("accept", [TURTLE, "application/rdf+xml", FIREFOX])
def test_what_has_not_changed_is_not_sent_again(client: FlaskClient, accept: str) -> None:
    answer = client.get("/sparql", headers={"Accept": accept})
    assert answer.cache_control.max_age == 300
    again = client.get("/sparql", headers={"Accept": accept, "If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_editor_links_to_the_description(client: FlaskClient) -> None:
    page = BeautifulSoup(client.get("/sparql", headers={"Accept": FIREFOX}).text, "html.parser")
    (link,) = page.select('link[rel="alternate"][type="text/turtle"]')
    described = client.get(str(link["href"]), headers={"Accept": FIREFOX})
    assert described.mimetype == TURTLE
    assert "sd:Service" in described.text


@pytest.mark.parametrize(
    "parameters", ["graph=https://w3id.org/igm/graph/framework", "default", "Query=ASK{}", "QUERY=ASK{}&format=json"]
)
def test_what_asks_for_something_else_is_refused(client: FlaskClient, parameters: str) -> None:
    for accept in (TURTLE, FIREFOX):
        assert client.get(f"/sparql?{parameters}", headers={"Accept": accept}).status_code == 400


@pytest.mark.parametrize("parameters", ["lang=es", "example=leadership", "timeout=5", "utm_source=x"])
def test_any_other_parameter_changes_nothing(client: FlaskClient, parameters: str) -> None:
    assert client.get(f"/sparql?{parameters}").mimetype == TURTLE
    assert client.get(f"/sparql?{parameters}&query=ASK{{}}").status_code == 200
