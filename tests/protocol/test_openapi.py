"""The OpenAPI document is true: it lists the routes that there are, and generated requests get what it promises."""

import re
from typing import Any

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from igmgraph.engine.base import Engine
from igmgraph.errors import Unavailable
from igmgraph.settings import Settings
from igmgraph.web import create_app
from igmgraph.web.snapshots.absent import AbsentEngine

IDLE = create_app(Settings(), AbsentEngine(Unavailable("nothing to serve")))
DESCRIBED = IDLE.test_client().get("/openapi.json").json or {}
#: What a path says besides of its methods.
ABOUT = {"description"}
OPERATIONS = [
    (path, method) for path, methods in DESCRIBED["paths"].items() for method in methods if method not in ABOUT
]
#: Methods that each address has.
EVERYWHERE = {"head", "options"}

QUERY = {"query_string": {"query": "ASK {}"}}
DESCRIBED_SPARQL = DESCRIBED["paths"]["/sparql"]
THEN = {"Accept-Datetime": "Thu, 01 Jan 2026 00:00:00 GMT"}
READ = [
    (200, QUERY),
    (200, {}),
    (302, {**QUERY, "headers": THEN}),
    (304, {**QUERY, "headers": {"If-None-Match": "*"}}),
    (400, {"query_string": {"query": "ASK"}}),
    (403, {"query_string": {"query": "CLEAR ALL"}}),
    (404, {"query_string": {"example": "none"}, "headers": {"Accept": "text/html"}}),
    (406, {**QUERY, "headers": {"Accept": "image/png"}}),
    (412, {**QUERY, "headers": {"If-Match": '"other"'}}),
    (413, {"query_string": {"query": "ASK {}" + " " * 100_000}}),
]
SENT = {"content_type": "application/sparql-query"}
#: Requests to /sparql and what they are answered with.
ASKED = [
    *((method, *each) for method in ("get", "head") for each in READ),
    ("options", 200, {}),
    ("options", 200, {"headers": THEN}),
    ("options", 400, {"headers": {"Host": "a b"}}),
    ("post", 200, {**SENT, "data": "ASK {}"}),
    ("post", 307, {**SENT, "data": "ASK {}", "headers": THEN}),
    ("post", 400, {**SENT, "data": "ASK"}),
    ("post", 403, {**SENT, "data": "CLEAR ALL"}),
    ("post", 406, {**SENT, "data": "ASK {}", "headers": {"Accept": "image/png"}}),
    ("post", 412, {**SENT, "data": "ASK {}", "headers": {"If-Match": '"other"'}}),
    ("post", 413, {**SENT, "data": "ASK {}" + " " * 100_000}),
    ("post", 415, {"content_type": "text/plain", "data": "ASK {}"}),
]
#: What other tests see: of the connection, of budgets, of query processes.
ELSEWHERE = {"414", "429", "431", "503", "504"}


@pytest.fixture(scope="module")
def interface(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Any:
    app = create_app(Settings(client_seconds_per_minute=0, state=tmp_path_factory.mktemp("state")), engine)
    return schemathesis.openapi.from_wsgi("/openapi.json", app)


def test_every_route_is_described_and_the_reverse(client: FlaskClient) -> None:
    described = client.get("/openapi.json").json
    assert described is not None
    rules = {
        (re.sub(r"<(?:[^<>:]+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in client.application.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint != "static"
    }
    assert {(path, method) for path, method in OPERATIONS if method not in EVERYWHERE} == rules
    assert described["servers"] == [{"url": "http://localhost"}]


@pytest.mark.parametrize(("method", "status", "request_"), ASKED)
def test_what_sparql_answers_is_described(
    client: FlaskClient, method: str, status: int, request_: dict[str, Any]
) -> None:
    assert client.open("/sparql", method=method.upper(), **request_).status_code == status
    assert str(status) in DESCRIBED_SPARQL[method]["responses"]


def test_what_sparql_is_said_to_answer_it_answers(client: FlaskClient) -> None:
    allowed = client.put("/sparql").headers["Allow"].lower().split(", ")
    assert set(allowed) == set(DESCRIBED_SPARQL) - ABOUT
    assert "405" in DESCRIBED_SPARQL["description"]
    for method in allowed:
        answered = {str(status) for asked, status, _ in ASKED if asked == method}
        assert set(DESCRIBED_SPARQL[method]["responses"]) - ELSEWHERE == answered


def headers_of(response: dict[str, Any]) -> set[str]:
    name = response.get("$ref", "").rpartition("/")[2]
    return set((DESCRIBED["components"]["responses"][name] if name else response)["headers"])


@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_what_sparql_tells_in_headers_is_described(engine: Engine, method: str) -> None:
    told = {"ETag", "Igmgraph-Truncated", "RateLimit", "RateLimit-Policy", "Retry-After"}
    poor = Settings(client_seconds_per_minute=0.001, client_burst_seconds=0.000_001)
    client, query = create_app(poor, engine).test_client(), "SELECT * { ?s ?p ?o }"
    request = {**SENT, "data": query} if method == "post" else {"query_string": {"query": query}}
    for status in (200, 429):
        with client.open("/sparql", method=method.upper(), **request) as answer:
            assert answer.status_code == status
        assert told & set(answer.headers.keys()) == headers_of(DESCRIBED_SPARQL[method]["responses"][str(status)])


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_generated_requests_get_what_is_promised(interface: Any, path: str, method: str) -> None:
    @settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=interface[path][method].as_strategy())
    def keeps_promise(case: Any) -> None:
        promises = [status_code_conformance, content_type_conformance, response_schema_conformance]
        response = case.call(headers={"Accept-Encoding": "identity"})
        # That the service is busy, or has stopped a query, is an answer; any other 5xx is a fault.
        checks = promises if response.status_code in {503, 504} else [not_a_server_error, *promises]
        case.validate_response(response, checks=checks)

    keeps_promise()
