from html import unescape

import pytest
from flask.testing import FlaskClient

PAGE = {"Accept": "text/html"}


def test_the_editor_completes_what_the_data_use(client: FlaskClient) -> None:
    terms = client.get("/sparql/terms").get_json()
    assert terms["prefixes"]["igm"] == "https://w3id.org/igm/ontology#"
    assert "https://w3id.org/igm/ontology#Finding" in terms["classes"]
    assert "https://w3id.org/igm/ontology#ledBy" in terms["properties"]


@pytest.mark.parametrize("address", ["/sparql", "/sparql?query=ASK{}", "/sparql?query=ASK"])
def test_the_policy_of_its_page_has_one_exception_known_by_its_hash(client: FlaskClient, address: str) -> None:
    policy = client.get(address, headers=PAGE).headers["Content-Security-Policy"]
    directives = dict(directive.split(" ", 1) for directive in policy.split("; "))
    assert directives["script-src"] == directives["connect-src"] == "'self'"
    kept, exception = directives["style-src"].split()
    assert kept == "'self'"
    assert exception.startswith("'sha256-")
    assert "unsafe" not in policy


def test_answers_for_programs_allow_nothing_more(client: FlaskClient) -> None:
    policy = client.get("/sparql?query=ASK{}&format=json").headers["Content-Security-Policy"]
    assert "script-src" not in policy


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "The query is not SPARQL"), ("es", "La consulta no es SPARQL"), ("fr", "La requête n'est pas du SPARQL")],
)
def test_a_query_without_an_answer_stays_on_the_page_with_advice(
    client: FlaskClient, language: str, title: str
) -> None:
    query = 'SELECT * { ?a ?b "</textarea><script>" '
    response = client.get("/sparql", query_string={"query": query, "lang": language, "format": "html"}, headers=PAGE)
    assert response.status_code == 400
    field = response.text.partition('<textarea id="query"')[2].partition(">")[2].partition("</textarea>")[0]
    assert unescape(field) == query
    assert title in unescape(response.text)
    assert "<script>" not in response.text.partition("<main")[2]


def test_programs_get_the_problem_document_as_before(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": "SELECT"}, headers={"Accept": "application/json"})
    assert response.mimetype == "application/problem+json"
