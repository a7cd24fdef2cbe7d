"""`/sparql` by the SPARQL 1.1 Protocol, as a client meets it."""

import json
from collections.abc import Mapping
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

ASK, SELECT = "ASK {}", "SELECT ?s { ?s a <https://w3id.org/igm/ontology#Profile> }"
GRAPH = "CONSTRUCT { ?s ?p 1 } WHERE { VALUES (?s ?p) { (<http://e.org/s> <http://e.org/p>) } }"
PROFILE = "https://w3id.org/igm/id/profile/cl-monte-patria-2024"
DIRECT = "application/sparql-query"


def url(query: str, **parameters: str) -> str:
    parts = {"query": query, **parameters}
    return "/sparql?" + "&".join(f"{name}={quote(value)}" for name, value in parts.items())


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        (SELECT, None, "application/sparql-results+json"),
        (SELECT, "*/*", "application/sparql-results+json"),
        (SELECT, "application/json", "application/json"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "text/csv", "text/csv"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values"),
        (SELECT, "text/html,*/*;q=0.8", "text/html"),
        (ASK, "application/sparql-results+json", "application/sparql-results+json"),
        (ASK, "text/html", "text/html"),
        (GRAPH, None, "text/turtle"),
        (GRAPH, "application/n-triples", "application/n-triples"),
        (GRAPH, "application/rdf+xml", "application/rdf+xml"),
        (GRAPH, "application/ld+json", "application/ld+json"),
        (GRAPH, "application/trig", "application/trig"),
        (GRAPH, "application/n-quads", "application/n-quads"),
        (GRAPH, "text/html", "text/html"),
        ("DESCRIBE <http://e.org/>", "text/turtle", "text/turtle"),
    ],
)
def test_the_answer_has_the_media_type_asked_for(
    client: FlaskClient, query: str, accept: str | None, expected: str
) -> None:
    answer = client.get(url(query), headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.mimetype) == (200, expected)
    assert "Accept" in answer.vary
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("form", ["ttl", "nt", "rdf", "jsonld", "trig", "nq"])
def test_every_graph_format_says_the_same(client: FlaskClient, form: str) -> None:
    answer = client.get(url(GRAPH, format=form))
    parsed = ox.parse(answer.data, format=ox.RdfFormat.from_media_type(answer.mimetype or ""))
    p = ox.NamedNode("http://e.org/p")
    assert [quad.triple for quad in parsed] == [ox.Triple(ox.NamedNode("http://e.org/s"), p, ox.Literal(1))]


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_every_result_format_has_the_row(client: FlaskClient, form: str) -> None:
    assert PROFILE in client.get(url(SELECT, format=form), headers={"Accept": "text/html"}).text


def test_the_three_ways_to_send_a_query(client: FlaskClient) -> None:
    answers = [
        client.get(url(SELECT, format="json")),
        client.post("/sparql", data={"query": SELECT, "format": "json"}),
        client.post("/sparql?format=json", data=SELECT, content_type=DIRECT),
        client.post("/sparql?format=json", data=SELECT, content_type=f"{DIRECT}; charset=UTF-8"),
    ]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert {answer.data for answer in answers} == {answers[0].data}
    assert PROFILE in answers[0].text


def test_head_is_get_without_a_body(client: FlaskClient) -> None:
    answer = client.head(url(ASK))
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "application/sparql-results+json", b"")


def test_text_is_decoded_exactly_once(client: FlaskClient) -> None:
    query = "SELECT (<http://e.org/a%20b> AS ?iri) ('ñ+%2B&=' AS ?text) {}"
    for answer in (
        client.get(url(query, format="csv")),
        client.post("/sparql", data={"query": query, "format": "csv"}),
    ):
        assert answer.text == "iri,text\r\nhttp://e.org/a%20b,ñ+%2B&=\r\n"


def test_graphs_of_the_protocol_override_from(client: FlaskClient) -> None:
    query = "SELECT (COUNT(*) > 0 AS ?some) FROM <https://w3id.org/igm/graph/sdg> { ?s a ?type }"
    empty = {"default-graph-uri": "http://e.org/none"}
    assert "true" in client.get(url(query, format="csv")).text
    assert "false" in client.get(url(query, format="csv", **empty)).text
    assert "false" in client.post("/sparql", data={"query": query, "format": "csv", **empty}).text
    direct = client.post("/sparql?format=csv&default-graph-uri=http://e.org/none", data=query, content_type=DIRECT)
    assert "false" in direct.text


def test_a_browser_may_ask_from_any_page(client: FlaskClient) -> None:
    asked = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = client.options("/sparql", headers=asked)
    assert answer.status_code in {200, 204}
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "content-type" in answer.headers["Access-Control-Allow-Headers"].lower()
    refused = client.get(url("nonsense"), headers={"Origin": "https://elsewhere.example"})
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert "Retry-After" in refused.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(
    ("request_", "status", "slug"),
    [
        pytest.param({"query_string": {"query": "SELECT *\n{ ?s"}}, 400, "malformed-query", id="syntax"),
        pytest.param({"query_string": {"query": ""}}, 400, "malformed-query", id="empty"),
        pytest.param({"query_string": "query=ASK{}&query=ASK{}"}, 400, "bad-request", id="two queries"),
        pytest.param({"query_string": {"x": "y"}, "headers": {"Accept": "text/csv"}}, 400, "bad-request", id="none"),
        pytest.param({"query_string": {"update": "CLEAR ALL"}}, 403, "query-refused", id="update parameter"),
        pytest.param({"query_string": {"query": "CLEAR ALL"}}, 403, "query-refused", id="update as query"),
        pytest.param({"method": "POST", "data": {"update": "CLEAR ALL"}}, 403, "query-refused", id="update form"),
        pytest.param(
            {"method": "POST", "data": "CLEAR ALL", "content_type": "application/sparql-update"},
            403,
            "query-refused",
            id="update direct",
        ),
        pytest.param(
            {"query_string": {"query": ASK}, "headers": {"Accept": "image/png"}}, 406, "not-acceptable", id="406"
        ),
        pytest.param({"query_string": {"query": ASK, "format": "ttl"}}, 406, "not-acceptable", id="format"),
        pytest.param(
            {"method": "POST", "data": ASK, "content_type": "text/plain"}, 415, "unsupported-media-type", id="415"
        ),
        pytest.param({"method": "POST", "data": ASK}, 415, "unsupported-media-type", id="no type"),
        pytest.param(
            {"method": "POST", "data": ASK.encode("utf-16"), "content_type": f"{DIRECT}; charset=UTF-16"},
            415,
            "unsupported-media-type",
            id="UTF-16",
        ),
        pytest.param(
            {"method": "POST", "data": b"ASK { ?s ?p '\xff' }", "content_type": DIRECT},
            400,
            "bad-request",
            id="not UTF-8",
        ),
        pytest.param({"method": "DELETE"}, 405, "method-not-allowed", id="405"),
        pytest.param({"method": "PUT", "data": ASK}, 405, "method-not-allowed", id="PUT"),
        pytest.param({"query_string": {"query": "#" * 100_001}}, 413, "query-too-long", id="long"),
        pytest.param({"method": "POST", "data": {"query": "#" * 2_000_000}}, 413, "query-too-long", id="long form"),
        pytest.param(
            {"method": "POST", "data": "#" * 2_000_000, "content_type": DIRECT}, 413, "query-too-long", id="long body"
        ),
        pytest.param(
            {"query_string": {"query": "ASK { SERVICE <http://127.0.0.1/> {} }"}}, 403, "query-refused", id="SERVICE"
        ),
        pytest.param({"query_string": {"query": ASK, "default-graph-uri": "no iri"}}, 400, "bad-request", id="graph"),
    ],
)
def test_what_is_wrong_is_said(client: FlaskClient, request_: Mapping[str, object], status: int, slug: str) -> None:
    answer = client.open("/sparql", **request_)  # type: ignore[arg-type]
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    problem = json.loads(answer.text)
    assert problem["type"] == f"https://w3id.org/igm/problems/{slug}"
    assert problem["status"] == status
    assert problem["title"]
    if status == 405:
        assert {"GET", "POST", "HEAD", "OPTIONS"} <= set(answer.headers["Allow"].split(", "))


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_byte_order_mark_before_a_query_is_no_part_of_it(client: FlaskClient, mark: str) -> None:
    query = f"{mark}ASK {{}}"
    answers = (
        client.get(url(query)),
        client.post("/sparql", data={"query": query}),
        client.post("/sparql", data=query.encode(), content_type="application/sparql-query"),
    )
    assert [json.loads(answer.text).get("boolean") for answer in answers] == [True] * 3


def test_a_syntax_error_is_placed(client: FlaskClient) -> None:
    problem = json.loads(client.get(url("SELECT *\nWHERE { ?s ?p }")).text)
    assert (problem["line"], problem["column"]) == (2, 15)
    assert "line 2, column 15" in problem["detail"]


def test_without_a_query_a_person_gets_a_form(client: FlaskClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/html"})
    assert answer.mimetype == "text/html"
    assert "<textarea" in answer.text


def test_the_form_offers_questions_in_the_visitor_s_language(client: FlaskClient) -> None:
    page = client.get("/sparql?lang=fr&example=leadership", headers={"Accept": "text/html"}).text
    assert "Que dirige une institution" in page
    assert "igm:ledBy ?institution" in page
    assert page.count("example=") >= 40
    assert client.get("/sparql?example=none", headers={"Accept": "text/html"}).status_code == 404


def test_without_a_query_a_program_gets_the_service_description(client: FlaskClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    sd = "http://www.w3.org/ns/sparql-service-description#"
    facts = {
        (quad.predicate.value.removeprefix(sd), quad.object.value.removeprefix(sd))
        for quad in ox.parse(answer.data, format=ox.RdfFormat.TURTLE)
        if isinstance(quad.object, ox.NamedNode)
    }
    assert ("endpoint", "http://localhost/sparql") in facts
    assert ("supportedLanguage", "SPARQL11Query") in facts
    assert ("feature", "UnionDefaultGraph") in facts
    assert ("feature", "BasicFederatedQuery") not in facts
    assert ("resultFormat", "http://www.w3.org/ns/formats/SPARQL_Results_CSV") in facts
    assert ("resultFormat", "http://www.w3.org/ns/formats/JSON-LD") in facts


def test_a_page_escapes_what_it_shows(client: FlaskClient) -> None:
    query = 'SELECT ("<script>alert(1)</script>" AS ?text) (<javascript:alert(1)> AS ?iri) {}'
    page = client.get(url(query), headers={"Accept": "text/html"}).text
    assert "<script>" not in page
    assert 'href="javascript' not in page
    assert "&lt;script&gt;" in page


def test_a_page_shows_solutions_graphs_and_booleans(client: FlaskClient) -> None:
    html = {"Accept": "text/html"}
    assert 'href="/id/profile/cl-monte-patria-2024"' in client.get(url(SELECT), headers=html).text
    assert "&lt;http://e.org/s&gt;" in client.get(url(GRAPH), headers=html).text
    assert "sí" in client.get(url(ASK, lang="es"), headers=html).text
    unbound = "SELECT ?x (<<( <http://e.org/a> <http://e.org/b> 1 )>> AS ?t) {}"
    assert "http://e.org/a" in client.get(url(unbound), headers=html).text


@pytest.mark.parametrize("expression", ["1", "RAND()", "NOW()", "STRUUID()"])
def test_a_kept_answer_is_asked_for_again(expression: str, client: FlaskClient) -> None:
    told = client.get(url(f"SELECT ({expression} AS ?x) {{}}"))
    assert told.cache_control.no_cache
    assert (told.headers.get("ETag") is not None) == (expression == "1")
