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
OPERATIONS = [(path, method) for path, methods in DESCRIBED["paths"].items() for method in methods]


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
    assert {(path, method) for path, methods in described["paths"].items() for method in methods} == rules
    assert described["servers"] == [{"url": "http://localhost"}]


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
