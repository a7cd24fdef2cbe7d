"""What operators see: counts at /metrics, and one line of the log for each query."""

import json
import logging
from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from igmgraph.build.snapshot import Snapshot
from igmgraph.engine.base import Engine
from igmgraph.errors import Unavailable
from igmgraph.settings import Settings
from igmgraph.web import create_app
from igmgraph.web.snapshots.absent import AbsentEngine
from igmgraph.web.sparql.journal import LOG

TRIPLES = "CONSTRUCT { ?s a ?type } WHERE { ?s a ?type } LIMIT 3"


@pytest.fixture
def fresh(engine: Engine) -> FlaskClient:
    """A service that has counted nothing yet."""
    return create_app(Settings(workers=2), engine).test_client()


def sample(client: FlaskClient, name: str, **labels: str) -> float | None:
    for family in text_string_to_metric_families(client.get("/metrics").text):
        for found in family.samples:
            if found.name == name and labels.items() <= found.labels.items():
                return float(found.value)
    return None


def test_answers_are_counted_by_route_not_by_path(fresh: FlaskClient) -> None:
    for path in ("/id/place/cl", "/id/place/nowhere", "/id/nothing/at/all", "/no/such/route", "/no/other"):
        fresh.get(path)
    fresh.open("/", method="BREW")
    routes = {
        found.labels["route"]
        for family in text_string_to_metric_families(fresh.get("/metrics").text)
        for found in family.samples
        if found.name == "igmgraph_http_requests_total"
    }
    assert not {route for route in routes if "place" in route or "such" in route}
    assert sample(fresh, "igmgraph_http_requests_total", route="none", status="404") == 2
    assert sample(fresh, "igmgraph_http_requests_total", method="other") == 1


def test_queries_are_timed_by_form_and_outcome(fresh: FlaskClient) -> None:
    fresh.get("/sparql", query_string={"query": "ASK {}"})
    fresh.get("/sparql", query_string={"query": "SELECT * {"})
    assert sample(fresh, "igmgraph_query_seconds_count", form="ASK", outcome="answered") == 1
    assert sample(fresh, "igmgraph_query_seconds_count", form="SELECT", outcome="malformed-query") == 1
    assert sample(fresh, "igmgraph_queries_running") == 0
    assert sample(fresh, "igmgraph_queries_waiting") == 0
    assert sample(fresh, "igmgraph_query_workers") == 2


def test_kills_are_counted_by_cause(fresh: FlaskClient) -> None:
    assert sample(fresh, "igmgraph_query_kills_total", cause="query-timeout") == 0
    late = {"query": "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }", "timeout": "0.05"}
    assert fresh.get("/sparql", query_string=late).status_code == 504
    assert sample(fresh, "igmgraph_query_kills_total", cause="query-timeout") == 1


def test_the_snapshot_is_told(fresh: FlaskClient, snapshot: Snapshot) -> None:
    assert sample(fresh, "igmgraph_snapshot_info", snapshot=snapshot.id) == 1
    assert fresh.get("/metrics").headers["Cache-Control"] == "no-store"
    idle = create_app(Settings(), AbsentEngine(Unavailable("nothing to serve"))).test_client()
    assert sample(idle, "igmgraph_snapshot_info", snapshot="") == 1


@pytest.mark.parametrize(
    ("query", "form", "expected"),
    [
        (TRIPLES, "nt", {"form": "CONSTRUCT", "format": "application/n-triples", "rows": 3, "status": 200}),
        ("SELECT * { VALUES ?x { 1 'a\\nb' } }", "tsv", {"form": "SELECT", "rows": 2, "outcome": "answered"}),
        ("SELECT * { VALUES ?x { '}},{' UNDEF 3 } }", "json", {"form": "SELECT", "rows": 3, "status": 200}),
        ("SELECT * { VALUES ?x { 1 'a\\r\\nb' } }", "csv", {"form": "SELECT", "rows": 2, "status": 200}),
        ("SELECT * { VALUES ?x { 1 2 } }", "html", {"form": "SELECT", "rows": 2, "status": 200}),
        ("ASK {}", "json", {"form": "ASK", "rows": None, "status": 200}),
        ("CLEAR ALL", "csv", {"status": 403, "outcome": "query-refused", "form": ""}),
        ("ASK {}", "ttl", {"status": 406, "outcome": "not-acceptable", "form": "ASK", "format": ""}),
        ("SELECT nothing", "csv", {"status": 400, "outcome": "malformed-query", "bytes": 0}),
    ],
)
def test_a_query_leaves_one_line(
    fresh: FlaskClient, caplog: pytest.LogCaptureFixture, query: str, form: str, expected: Mapping[str, object]
) -> None:
    with caplog.at_level(logging.INFO, LOG.name):
        fresh.get("/sparql", query_string={"query": query, "format": form}, environ_base={"REMOTE_ADDR": "192.0.2.77"})
    (line,) = [record.getMessage() for record in caplog.records if record.name == LOG.name]
    told = json.loads(line)
    assert told.items() >= expected.items()
    assert told["seconds"] >= 0
    assert told["client"] == "192.0.2.0/24"
    assert "192.0.2.77" not in line
    assert query not in line


def test_the_same_query_has_the_same_hash(fresh: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, LOG.name):
        for text in ("ASK {}", "ASK {}", "ASK { }"):
            fresh.get("/sparql", query_string={"query": text})
    first, second, third = [json.loads(record.getMessage())["query"] for record in caplog.records]
    assert first == second != third


def test_a_query_that_is_not_evaluated_is_no_query_to_operators(fresh: FlaskClient) -> None:
    asked = {"query": "ASK {}"}
    tag = fresh.get("/sparql", query_string=asked).headers["ETag"]
    assert fresh.get("/sparql", query_string=asked, headers={"If-None-Match": tag}).status_code == 304
    assert sample(fresh, "igmgraph_query_seconds_count", form="ASK") == 1
    assert sample(fresh, "igmgraph_http_requests_total", route="/sparql", status="304") == 1
