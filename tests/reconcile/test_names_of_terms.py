"""Types and properties as clients name them: by IRI, by a name with a prefix, or by what is neither."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from igmgraph.namespaces import BASE, IGM
from tests.reconcile.test_service import CHILE, MARKUP, ask, valid

PATRIA = f"{BASE}id/place/cl-monte-patria"


@pytest.mark.parametrize(("place", "part_of"), [("igm:Place", "igm:partOf"), (f"{IGM}Place", f"{IGM}partOf")])
def test_a_name_with_a_prefix_does_as_well_as_an_iri(client: FlaskClient, place: str, part_of: str) -> None:
    query = {"query": "Monte Patria", "type": place, "properties": [{"pid": part_of, "v": "Chile"}]}
    first, *_ = ask(client, query)
    assert (first["id"], first["score"], first["match"]) == (PATRIA, 100, True)


def test_columns_are_fetched_by_names_with_a_prefix(client: FlaskClient) -> None:
    query = {"extend": json.dumps({"ids": [CHILE], "properties": [{"id": "igm:partOf"}]})}
    answer = valid(client.post("/reconcile?lang=en", data=query).json, "extension")
    assert answer["meta"] == [{"id": "igm:partOf", "name": "part of"}]
    assert answer["rows"][CHILE]["igm:partOf"] == [{"id": f"{BASE}id/place/m49-005", "name": "South America"}]


@pytest.mark.parametrize(
    ("wanted", "named"),
    [
        ({"type": "urn:no-such-type"}, "urn:no-such-type"),
        ({"type": ["igm:Place", "igm:Nonsense"]}, f"{IGM}Nonsense"),
        ({"type": MARKUP}, MARKUP),
        ({"properties": [{"pid": "country", "v": "Chile"}]}, "country"),
        ({"properties": [{"pid": "> } DROP", "v": MARKUP}]}, "> } DROP"),
    ],
)
def test_what_nothing_has_is_refused_by_name(client: FlaskClient, wanted: dict[str, Any], named: str) -> None:
    answer = client.post("/reconcile", data={"queries": json.dumps({"q": {"query": "Chile", **wanted}})})
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.get_json()["detail"].endswith(f" {named}")
