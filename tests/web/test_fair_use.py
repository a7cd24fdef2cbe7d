"""A client's queries have a budget of seconds, told in headers, that others cannot spend for it."""

import json

import pytest
from flask.testing import FlaskClient

from igmgraph.engine.base import Engine
from igmgraph.engine.processes.last_words import verdict_on
from igmgraph.errors import BudgetExhausted
from igmgraph.settings import Settings
from igmgraph.web import create_app
from igmgraph.web.monitoring.metrics import Metrics
from igmgraph.web.server.bridge import environ_of
from igmgraph.web.sparql.fair_use import Budget
from igmgraph.web.sparql.observation import Observer

ASK = {"query": "ASK {}"}


class Clock:
    """Time that passes when a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_budget_is_spent_and_comes_back(clock: Clock) -> None:
    budget = Budget(Settings(client_seconds_per_minute=60, client_burst_seconds=120), clock)
    budget.charge("a", 100)
    budget.check("a")
    budget.charge("a", 50)
    with pytest.raises(BudgetExhausted) as refused:
        budget.check("a")
    assert refused.value.retry_after == 30
    budget.check("b")
    clock.now = 31
    budget.check("a")
    clock.now = 10_000
    assert budget.balance("a") == 120


def test_the_wait_is_told_truly(clock: Clock) -> None:
    budget = Budget(Settings(client_seconds_per_minute=6, client_burst_seconds=10), clock)
    budget.charge("a", 11)
    with pytest.raises(BudgetExhausted) as refused:
        budget.check("a")
    clock.now += refused.value.retry_after + 0.1
    budget.check("a")


def test_headers_tell_what_is_left(clock: Clock) -> None:
    budget = Budget(Settings(), clock)
    budget.charge("a", 30)
    assert budget.headers("a") == {
        "RateLimit-Policy": '"query-time";q=120;qu="query-seconds";w=120',
        "RateLimit": '"query-time";r=90;t=30',
    }


def test_who_has_to_wait_is_told_of_one_moment(clock: Clock) -> None:
    budget = Budget(Settings(), clock)
    budget.charge("a", 130)
    with pytest.raises(BudgetExhausted) as refused:
        budget.check("a")
    # Retry-After does not come before the end of the window (draft-ietf-httpapi-ratelimit-headers-11, section 6.4).
    assert budget.headers("a")["RateLimit"] == f'"query-time";r=0;t={refused.value.retry_after}'


def test_no_limit_is_no_limit(clock: Clock) -> None:
    budget = Budget(Settings(client_seconds_per_minute=0), clock)
    budget.charge("a", 1e9)
    budget.check("a")
    assert budget.headers("a") == {}


def test_a_query_that_costs_a_process_is_not_free(engine: Engine) -> None:
    app = create_app(Settings(client_seconds_per_minute=1, client_burst_seconds=1), engine)
    client = app.test_client()
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d) }"
    asked = {"query": endless, "timeout": "1e-6"}
    statuses = [client.get("/sparql", query_string=asked).status_code for _ in range(40)]
    assert set(statuses) <= {503, 504, 429}
    assert 429 in statuses


@pytest.mark.parametrize("said", [b"comparison does not implement a total order", b"panicked at lib.rs", b""])
def test_a_query_that_ends_a_process_costs_as_much_whatever_the_process_says(clock: Clock, said: bytes) -> None:
    budget = Budget(Settings(client_seconds_per_minute=1, client_burst_seconds=1), clock)
    Observer(Metrics(), budget).begin("ASK {}", "192.0.2.7", 60).end(verdict_on(said))
    assert budget.balance("192.0.2.7/32") == 0.9


def test_many_clients_do_not_fill_the_memory(clock: Clock) -> None:
    budget = Budget(Settings(), clock)
    for number in range(60_000):
        budget.charge(str(number), 1)
    assert len(budget._buckets) == 50_000
    assert budget.balance("59999") == 119


@pytest.fixture
def poor(engine: Engine) -> FlaskClient:
    """A service that grants next to nothing, behind one proxy."""
    settings = Settings(client_seconds_per_minute=0.001, client_burst_seconds=0.000_001, trusted_proxies=1)
    return create_app(settings, engine).test_client()


def forwarded(*addresses: str) -> dict[str, str]:
    return {"X-Forwarded-For": ", ".join(addresses)}


def test_who_has_used_it_up_is_told_when_to_come_back(poor: FlaskClient) -> None:
    assert poor.get("/sparql", query_string=ASK, headers=forwarded("192.0.2.1")).status_code == 200
    refused = poor.get("/sparql", query_string=ASK, headers=forwarded("192.0.2.1"))
    assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")
    assert json.loads(refused.data)["type"].endswith("/problems/query-budget")
    assert int(refused.headers["Retry-After"]) >= 1
    assert refused.headers["RateLimit"].startswith('"query-time";r=0;')
    assert refused.headers["RateLimit-Policy"]
    assert "RateLimit" in refused.headers["Access-Control-Expose-Headers"]
    for free in ("/", "/healthz", "/sparql", "/doc/place/cl.ttl"):
        assert poor.get(free, headers=forwarded("192.0.2.1")).status_code == 200


def test_a_client_cannot_choose_its_address(poor: FlaskClient) -> None:
    def status(*addresses: str) -> int:
        return poor.get("/sparql", query_string=ASK, headers=forwarded(*addresses)).status_code

    assert status("203.0.113.1", "192.0.2.1") == 200
    assert status("203.0.113.2", "192.0.2.1") == 429, "what stands left of the proxy's entry is the client's word"
    assert status("203.0.113.1", "192.0.2.2") == 200


@pytest.mark.parametrize("written", ['8.8.8.8, "z', '"', "8.8.8.8, 'z", 'a="b', "\\"])
def test_a_quotation_mark_hides_no_address(poor: FlaskClient, written: str) -> None:
    headers = {"X-Forwarded-For": f"{written}, 192.0.2.77"}
    assert poor.get("/sparql", query_string=ASK, headers=headers).status_code == 200
    assert poor.get("/sparql", query_string=ASK, headers=forwarded("192.0.2.77")).status_code == 429


@pytest.mark.parametrize(
    ("told", "scheme"),
    [("https", "https"), ("HTTPS", "https"), ("ftp, https", "https"), ("javascript", "http"), ("wss", "http")],
)
def test_a_scheme_is_one_that_we_speak(poor: FlaskClient, told: str, scheme: str) -> None:
    answer = poor.get("/sparql", headers={"X-Forwarded-Proto": told})
    assert (answer.status_code, f"<{scheme}://localhost/sparql>" in answer.text) == (200, True)


@pytest.mark.parametrize("name", ["X_Forwarded_For", "X-Forwarded_For"])
def test_no_other_header_is_taken_for_that_of_the_proxy(name: str) -> None:
    """Of Flask, both have one name; the server passes on those that have but one meaning."""
    headers = [(b"x-forwarded-for", b"192.0.2.1"), (name.lower().encode(), b"8.8.8.8")]
    scope = {"type": "http", "method": "GET", "path": "/", "scheme": "http", "query_string": b"", "http_version": "1.1"}
    assert environ_of({**scope, "headers": headers})["HTTP_X_FORWARDED_FOR"] == "192.0.2.1"


def test_neighbours_in_one_ipv6_network_are_one_client(poor: FlaskClient) -> None:
    def status(address: str) -> int:
        return poor.get("/sparql", query_string=ASK, headers=forwarded(address)).status_code

    assert [status("2001:db8::1"), status("2001:db8::2"), status("2001:db8:0:1::1")] == [200, 429, 200]


def test_without_trusted_proxies_the_header_means_nothing(engine: Engine) -> None:
    settings = Settings(client_seconds_per_minute=0.001, client_burst_seconds=0.000_001)
    client = create_app(settings, engine).test_client()
    answers = [client.get("/sparql", query_string=ASK, headers=forwarded(f"192.0.2.{end}")) for end in (1, 2)]
    assert [answer.status_code for answer in answers] == [200, 429]
