"""`format` at `/sparql`, as clients write it."""

import pytest
from flask.testing import FlaskClient

ROWS, GRAPH = "ASK{}", "DESCRIBE<urn:none>"


@pytest.mark.parametrize(
    ("query", "name", "expected"),
    [
        (ROWS, "application/sparql-results+json", "application/sparql-results+json"),
        (ROWS, "application/sparql-results%2Bxml", "application/sparql-results+xml"),
        (ROWS, "srj", "application/sparql-results+json"),
        (ROWS, "SRX", "application/sparql-results+xml"),
        (GRAPH, "application/ld+json", "application/ld+json"),
        (GRAPH, "rdf+xml", "application/rdf+xml"),
        (GRAPH, "rdfxml", "application/rdf+xml"),
        (GRAPH, "turtle", "text/turtle"),
        (GRAPH, "ntriples", "application/n-triples"),
        (GRAPH, "n-triples", "application/n-triples"),
        (GRAPH, "nquads", "application/n-quads"),
        (GRAPH, "json-ld", "application/ld+json"),
    ],
)
def test_a_format_has_the_names_that_clients_give_it(client: FlaskClient, query: str, name: str, expected: str) -> None:
    answers = [
        client.get(f"/sparql?query={query}&format={name}"),
        client.post("/sparql", data=f"query={query}&format={name}", content_type="application/x-www-form-urlencoded"),
    ]
    assert [(answer.status_code, answer.mimetype) for answer in answers] == [(200, expected)] * 2


@pytest.mark.parametrize(("query", "names"), [(ROWS, "json, xml, csv, tsv, html"), (GRAPH, "ttl, nt, rdf, jsonld")])
def test_who_asks_for_another_is_told_which_there_are(client: FlaskClient, query: str, names: str) -> None:
    answer = client.get(f"/sparql?query={query}&format=application/sparql+odd", headers={"Accept": "application/json"})
    problem = answer.json or {}
    assert answer.status_code == 406
    assert "format=application/sparql+odd: " in problem["detail"]
    assert names in problem["detail"]
    assert "format parameter" in problem["advice"]


@pytest.mark.parametrize(
    ("query", "accept", "offered"),
    [
        (GRAPH, "application/sparql-results+json", "text/turtle"),
        (ROWS, "text/turtle", "application/sparql-results+json"),
    ],
)
def test_who_accepts_what_a_query_has_not_is_told_what_it_has(
    client: FlaskClient, query: str, accept: str, offered: str
) -> None:
    answer = client.get(f"/sparql?query={query}", headers={"Accept": accept})
    assert answer.status_code == 406
    assert offered in (answer.json or {})["detail"]


@pytest.mark.parametrize(
    "address",
    [
        f"query={ROWS}&format=json&format=csv",
        f"query={ROWS}&format=json&format=odd",
        f"query={ROWS}&format=html&format=tsv",
        f"query={GRAPH}&format=ttl&format=nt",
        "format=ttl&format=nt",
        f"query={ROWS}&timeout=1&timeout=2",
        f"query={ROWS}&lang=es&lang=fr",
    ],
)
def test_of_two_values_that_differ_none_is_chosen(client: FlaskClient, address: str) -> None:
    name = address.rpartition("&")[2].partition("=")[0]
    answer = client.get(f"/sparql?{address}", headers={"Accept": "application/json"})
    assert answer.status_code == client.head(f"/sparql?{address}").status_code == 400
    assert (answer.json or {})["detail"].startswith(f"{name}: ")


def test_an_address_and_a_form_may_not_differ_either(client: FlaskClient) -> None:
    answers = [
        client.post(f"/sparql?{name}={one}", data={"query": ROWS, name: other})
        for name, one, other in [("format", "csv", "json"), ("timeout", "1", "2")]
    ]
    assert [answer.status_code for answer in answers] == [400, 400]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (f"query={ROWS}&format=csv&format=text/csv&format=csv&timeout=1&timeout=1.0&lang=es&lang=es", "text/csv"),
        (f"query={GRAPH}&format=json-ld&format=application/ld%2Bjson,application/x-json%2Bld", "application/ld+json"),
        (f"query={ROWS}&format=tsv&format=", "text/tab-separated-values"),
    ],
)
def test_two_values_that_mean_the_same_are_one(client: FlaskClient, address: str, expected: str) -> None:
    answer = client.get(f"/sparql?{address}")
    assert (answer.status_code, answer.mimetype) == (200, expected)
