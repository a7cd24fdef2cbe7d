"""What a client's budget pays for: the work of a process, and neither the wait for one nor what others do."""

import threading
from collections.abc import Iterator
from io import RawIOBase
from typing import Any

import pytest
from flask import Flask

from igmgraph.build.snapshot import Snapshot
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.processes.abandonment import Abandonment, abandonment
from igmgraph.settings import Settings
from igmgraph.web import create_app
from igmgraph.web.sparql import bodies
from igmgraph.web.sparql.fair_use import client_network
from tests.web.test_observation import sample

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d) }"


@pytest.fixture
def app(snapshot: Snapshot) -> Iterator[Flask]:
    """A service with one worker."""
    settings = Settings(workers=1)
    engine = EmbeddedEngine(snapshot.path, settings)
    yield create_app(settings, engine)
    engine.close()


def ask(app: Flask, address: str, text: str, **parameters: str) -> int:
    asked = {"query": text, **parameters}
    return app.test_client().get("/sparql", query_string=asked, environ_base={"REMOTE_ADDR": address}).status_code


def left(app: Flask, address: str) -> float:
    """Seconds that a client may still use."""
    seconds: float = app.extensions["igmgraph.budget"].balance(client_network(address))
    return seconds


def test_who_waits_for_a_worker_does_not_pay_for_who_has_it(app: Flask) -> None:
    engine, busy = app.extensions["igmgraph"].now.engine, []
    # The second has the process that is there for who has none.
    for number, address in enumerate(("192.0.2.1", "192.0.2.2"), 1):
        busy.append(threading.Thread(target=ask, args=(app, address, ENDLESS), kwargs={"timeout": "3"}))
        busy[-1].start()
        while engine.load.running < number:
            busy[-1].join(0.01)
    assert ask(app, "192.0.2.3", "ASK {}", timeout="0.5") == 503
    assert left(app, "192.0.2.3") == 120
    assert ask(app, "192.0.2.3", "ASK { ?s ?p ?o }") == 200
    assert left(app, "192.0.2.3") > 119
    for each in busy:
        each.join()
    assert left(app, "192.0.2.1") < 118


def test_a_client_that_leaves_a_page_is_counted_as_one_that_leaves(app: Flask) -> None:
    client = app.test_client()
    gone = Abandonment()
    gone.abandon()
    token = abandonment.set(gone)
    try:
        client.get("/sparql", query_string={"query": ENDLESS}, headers={"Accept": "text/html"})
    finally:
        abandonment.reset(token)
    assert sample(client, "igmgraph_query_kills_total", cause="abandoned") == 1


def test_a_condition_that_does_not_hold_is_no_fault_of_the_service(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/sparql", query_string={"query": "ASK {}"}, headers={"If-Match": '"x"'}).status_code == 412
    assert sample(client, "igmgraph_query_seconds_count", outcome="precondition-failed") == 1
    assert sample(client, "igmgraph_query_seconds_count", outcome="internal-error") is None


class Dripping(RawIOBase):
    """A body of which each letter takes four seconds, and the clock that tells them."""

    seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.seconds += 4
        buffer[:1] = b" "
        return 1


def test_a_body_that_drips_is_given_up_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    body = Dripping()
    monkeypatch.setattr(bodies, "time", body)
    sent = {"wsgi.input": body, "CONTENT_LENGTH": "600", "CONTENT_TYPE": "application/sparql-query"}
    answer = app.test_client().post("/sparql", environ_overrides=sent)
    assert answer.status_code == 400
    assert "10 seconds" in answer.text
    assert body.seconds == 12
