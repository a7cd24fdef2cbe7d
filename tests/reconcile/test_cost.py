"""What one request to `/reconcile` may cost, whatever it asks."""

import json
import sys

import pytest
from flask.testing import FlaskClient

from igmgraph.engine.base import Engine
from igmgraph.errors import DeadlineExceeded
from igmgraph.namespaces import BASE, RDFS
from igmgraph.reconcile.index import Entity, Index
from igmgraph.reconcile.matching import Wanted, match_all
from igmgraph.reconcile.names import plain
from igmgraph.settings import Settings
from igmgraph.web import create_app
from igmgraph.web.reconcile import knowledge
from igmgraph.web.reconcile.requests import read_queries

CHILE, LABEL, RDFS_LABEL = f"{BASE}id/place/cl", "rdfs:label", f"{RDFS}label"
INDEX = Index(
    Entity(f"urn:x:{number}", ["urn:t:Place"], {"en": name}, frozenset([name]), frozenset([f"X{number}"]))
    for number, name in enumerate(["San José", "San Jose", "Santiago"])
)


def test_a_batch_has_the_time_of_a_query(engine: Engine) -> None:
    client = create_app(Settings(query_timeout=0.001), engine).test_client()
    batch = {str(number): {"query": f"ministry of health {number}"} for number in range(1_000)}
    answer = client.post("/reconcile", data={"queries": json.dumps(batch)})
    assert (answer.status_code, answer.get_json()["type"]) == (504, f"{BASE}problems/query-timeout")


def test_so_has_a_data_extension(engine: Engine) -> None:
    client = create_app(Settings(query_timeout=0.001), engine).test_client()
    things = [entity["id"] for entity in client.get("/reconcile/suggest/entity?prefix=m").get_json()["result"]]
    extension = {"ids": things, "properties": [{"id": LABEL}, {"id": "igm:partOf"}]}
    answer = client.post("/reconcile", data={"extend": json.dumps(extension)})
    assert (answer.status_code, answer.get_json()["type"]) == (504, f"{BASE}problems/query-timeout")


@pytest.mark.parametrize("steps", range(4))
def test_values_are_looked_up_in_steps(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    left = [None] * steps

    def go_on() -> None:
        if not left:
            raise DeadlineExceeded("it is time")
        left.pop()

    monkeypatch.setattr(knowledge, "_STEP", 1)
    places = [f"{BASE}id/place/{slug}" for slug in ("cl", "gh", "lk")]
    with client.application.test_request_context():
        if steps < len(places):
            with pytest.raises(DeadlineExceeded):
                knowledge.lookup(places, [RDFS_LABEL], go_on)
        else:
            found = knowledge.lookup(places, [RDFS_LABEL], go_on)
            assert found == knowledge.lookup(places, [RDFS_LABEL])
            assert len(found) == 3


@pytest.mark.parametrize("steps", range(4))
def test_matching_stops_at_any_step(steps: int) -> None:
    left = [None] * steps

    def go_on() -> None:
        if not left:
            raise DeadlineExceeded("it is time")
        left.pop()

    # Two searches, and two candidates of the second.
    wanted = {"a": Wanted("Nowhere"), "b": Wanted("San José", limit=2)}
    with pytest.raises(DeadlineExceeded):
        match_all(INDEX, wanted, lambda _things, _properties: {}, go_on)


def test_properties_alone_are_looked_up_and_compared_with_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("igmgraph.reconcile.index.likeness", lambda _one, _other: pytest.fail("compared"))
    wanted = {"q": Wanted("", properties={"urn:p": ["san jose", "X2", "Santiag"]})}
    found = match_all(INDEX, wanted, lambda _things, _properties: {})["q"]
    assert [(each.entity.iri, each.features["exact"], each.features["code"]) for each in found] == [
        ("urn:x:0", True, False),
        ("urn:x:1", True, False),
        ("urn:x:2", False, True),
    ]


def test_a_property_has_fifty_values_however_often_it_is_named() -> None:
    query = {"query": "Chile", "properties": [{"pid": LABEL, "v": ["a"] * 40}] * 3}
    (values,) = read_queries(json.dumps({"q": query}))["q"].properties.values()
    assert len(values) == 50


def test_an_identifier_that_is_too_long_is_refused(client: FlaskClient) -> None:
    extension = {"ids": [CHILE], "properties": [{"id": "http://e.org/" + "x" * 500}]}
    answer = client.post("/reconcile", data={"extend": json.dumps(extension)})
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


@pytest.mark.parametrize("kind", ["entity", "type", "property"])
def test_of_what_was_typed_the_beginning_is_read(client: FlaskClient, kind: str) -> None:
    typed = {"prefix": f"p{' ' * 500}what nothing is called"}
    assert client.get(f"/reconcile/suggest/{kind}", query_string=typed).get_json()["result"]


def test_a_long_text_is_not_remembered() -> None:
    text = " ".join(map(str, range(100)))
    plain(text)
    # That of the variable, and that of the call, if it has one.
    assert sys.getrefcount(text) <= 2
