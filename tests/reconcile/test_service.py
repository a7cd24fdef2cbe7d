"""`/reconcile` as its clients meet it: the messages of the Reconciliation Service API 0.2, in three languages."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest
import yaml
from flask.testing import FlaskClient

from igmgraph.engine.base import Engine
from igmgraph.languages import LANGUAGES
from igmgraph.namespaces import BASE, IGM, PREFIXES, RDFS
from igmgraph.settings import Settings
from igmgraph.web import create_app
from igmgraph.web.reconcile.knowledge import knowledge

SCHEMAS = yaml.safe_load(Path(__file__).with_name("schemas.yaml").read_text("utf-8"))
CHILE, PLACE, COUNTRY = f"{BASE}id/place/cl", f"{IGM}Place", f"{IGM}Country"
PART_OF, IDENTIFIER = f"{IGM}partOf", f"{PREFIXES['dct']}identifier"
MARKUP = "<script>alert('reflected')</script>"


def valid(message: Any, schema: str) -> Any:
    jsonschema.validate(message, SCHEMAS[schema], jsonschema.Draft202012Validator)
    return message


def ask(client: FlaskClient, query: dict[str, Any], lang: str = "en") -> list[dict[str, Any]]:
    answer = client.post(f"/reconcile?lang={lang}", data={"queries": json.dumps({"q": query})})
    assert answer.status_code == 200
    found: list[dict[str, Any]] = valid(answer.json, "results")["q"]["result"]
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_manifest_leads_to_addresses_that_answer(client: FlaskClient, lang: str) -> None:
    manifest = valid(client.get(f"/reconcile?lang={lang}").json, "manifest")
    for kind, iri in (("entity", CHILE), ("type", PLACE), ("property", PART_OF)):
        service = manifest["suggest"][kind]
        found = client.get(f"{service['service_path']}&prefix=a").json
        assert valid(found, {"entity": "entities", "type": "types", "property": "properties"}[kind])["result"]
        flyout = client.get(service["flyout_service_path"].replace("${id}", iri.replace("#", "%23")))
        assert (flyout.json or {})["id"] == iri
        assert valid(flyout.json, "flyout")["html"].startswith("<div")
    for url in (manifest["preview"]["url"], manifest["view"]["url"], manifest["documentation"], manifest["logo"]):
        place = urlsplit(url.replace("{{id}}", CHILE))
        answer = client.get(f"{place.path}?{place.query}", buffered=True)
        assert answer.status_code in {200, 303}
    proposed = client.get(
        f"{manifest['extend']['propose_properties']['service_path']}&type={COUNTRY.replace('#', '%23')}"
    )
    assert PART_OF in [each["id"] for each in valid(proposed.json, "proposed")["properties"]]
    assert {each["id"] for each in manifest["defaultTypes"]} >= {PLACE, f"{IGM}Institution", f"{IGM}Indicator"}


@pytest.mark.parametrize(
    ("lang", "name", "kind"), [("en", "Chile", "country"), ("es", "Chile", "país"), ("fr", "Chili", "pays")]
)
def test_names_are_those_of_the_language(client: FlaskClient, lang: str, name: str, kind: str) -> None:
    first, *_ = ask(client, {"query": "chilli", "type": COUNTRY}, lang)
    assert (first["id"], first["name"], first["match"]) == (CHILE, name, False)
    assert first["type"][0] == {"id": COUNTRY, "name": kind}
    assert first["description"].startswith(kind)


@pytest.mark.parametrize(
    ("query", "iri"),
    [
        ({"query": "monte-patria"}, f"{BASE}id/place/cl-monte-patria"),
        ({"query": "Chili", "type": PLACE}, CHILE),
        ({"query": "CHL", "type": PLACE}, CHILE),
        ({"query": "152", "type": [PLACE], "type_strict": "all"}, CHILE),
        ({"query": "Q298"}, CHILE),
        ({"query": "http://www.wikidata.org/entity/Q298"}, CHILE),
        ({"query": "10.7", "type": "http://metadata.un.org/sdg/ontology#Target"}, "http://metadata.un.org/sdg/10.7"),
        ({"query": "partenariats", "type": f"{IGM}Domain"}, f"{BASE}id/domain/partnerships"),
        ({"query": "Oficina de la Mujer"}, f"{BASE}id/institution/cl-monte-patria/oficina-de-la-mujer"),
        ({"query": "Accra", "properties": [{"pid": PART_OF, "v": "Ghana"}]}, f"{BASE}id/place/gh-accra"),
        ({"query": "Accra", "properties": [{"pid": PART_OF, "v": {"id": f"{BASE}id/place/gh"}}]},
         f"{BASE}id/place/gh-accra"),
        ({"properties": [{"pid": IDENTIFIER, "v": ["CL"]}]}, CHILE),
    ],
)  # fmt: skip
def test_what_is_sure_is_matched(client: FlaskClient, query: dict[str, Any], iri: str) -> None:
    assert [each["id"] for each in ask(client, query) if each["match"]] == [iri]


@pytest.mark.parametrize(
    "query",
    [
        {"query": "Accra", "properties": [{"pid": PART_OF, "v": "Togo"}]},
        {"query": "CL"},
        {"query": "Monte Patrai"},
        {"query": "Chile", "type": f"{IGM}Institution"},
        {"query": MARKUP},
    ],
)
def test_what_is_not_sure_is_not_matched(client: FlaskClient, query: dict[str, Any]) -> None:
    assert not any(each["match"] for each in ask(client, query))


def test_every_name_and_code_of_the_graph_leads_to_its_thing(client: FlaskClient) -> None:
    with client.application.test_request_context():
        entities = knowledge().index.entities.values()
    asked = [(entity, text) for entity in entities for text in (*entity.names, *entity.codes)]
    assert len(asked) > 1_000
    for start in range(0, len(asked), 1_000):
        part = asked[start : start + 1_000]
        batch = {str(number): {"query": text, "type": entity.types[0]} for number, (entity, text) in enumerate(part)}
        answer = valid(client.post("/reconcile", data={"queries": json.dumps(batch)}).json, "results")
        for number, (entity, text) in enumerate(part):
            best = [each for each in answer[str(number)]["result"] if each["score"] == 100]
            assert entity.iri in [each["id"] for each in best], text
            assert [each["match"] for each in best] == [True] * len(best) if len(best) == 1 else True


def test_a_batch_by_get_is_the_same_batch(client: FlaskClient) -> None:
    queries = {"queries": json.dumps({"a": {"query": "Chile", "limit": 1}, "b": {"query": "Ghana"}})}
    by_get = client.get("/reconcile", query_string=queries)
    assert by_get.json == client.post("/reconcile", data=queries).json
    assert len(valid(by_get.json, "results")["a"]["result"]) == 1
    assert by_get.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("lang", "region"), [("en", "South America"), ("es", "América del Sur"), ("fr", "Amérique du Sud")]
)
def test_columns_are_fetched(client: FlaskClient, lang: str, region: str) -> None:
    matches = f"{PREFIXES['skos']}exactMatch"
    properties: list[dict[str, Any]] = [
        {"id": PART_OF},
        {"id": f"{RDFS}label"},
        {"id": matches, "settings": {"limit": 2}},
        {"id": "no IRI"},
    ]
    query = {"extend": json.dumps({"ids": [CHILE, "urn:unknown", "no IRI"], "properties": properties})}
    answer = valid(client.post(f"/reconcile?lang={lang}", data=query).json, "extension")
    assert [each["id"] for each in answer["meta"]] == [each["id"] for each in properties]
    row = answer["rows"][CHILE]
    assert row[PART_OF] == [{"id": f"{BASE}id/place/m49-005", "name": region}]
    assert row[f"{RDFS}label"] == [{"str": "Chili" if lang == "fr" else "Chile"}]
    assert len(row[matches]) == 2
    assert answer["rows"]["urn:unknown"] == answer["rows"]["no IRI"] == {each["id"]: [] for each in properties}


def test_numbers_and_years_keep_their_kind(client: FlaskClient) -> None:
    place, profile = f"{BASE}id/place/cl-monte-patria", f"{BASE}id/profile/cl-monte-patria-2024"
    latitude, edition = f"{PREFIXES['wgs84']}lat", f"{IGM}edition"
    query = {"ids": [place, profile], "properties": [{"id": latitude}, {"id": edition}]}
    rows = valid(client.post("/reconcile", data={"extend": json.dumps(query)}).json, "extension")["rows"]
    assert -31 < rows[place][latitude][0]["float"] < -30
    assert rows[profile][edition] == [{"str": "2024"}]


def test_the_preview_alone_may_be_framed_and_runs_nothing(client: FlaskClient) -> None:
    preview = client.get("/reconcile/preview", query_string={"id": CHILE, "lang": "fr"})
    policy = preview.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "Chili" in preview.text
    assert "Amérique du Sud" in preview.text
    for path in ("/", "/sparql", "/reconcile", "/id/place/cl"):
        policy = client.get(path, headers={"Accept": "text/html"}, follow_redirects=True).headers[
            "Content-Security-Policy"
        ]
        assert "frame-ancestors 'none'" in policy


def test_the_view_leads_nowhere_else(client: FlaskClient) -> None:
    assert client.get("/reconcile/view", query_string={"id": CHILE}).headers["Location"] == "/id/place/cl"
    for iri in ("https://evil.example/", "//evil.example", "javascript:alert(1)", "", MARKUP):
        for path in ("view", "preview", "flyout/entity", "flyout/type", "flyout/property"):
            answer = client.get(f"/reconcile/{path}", query_string={"id": iri}, headers={"Accept": "text/html"})
            assert answer.status_code == 404
            assert MARKUP not in answer.text


def test_suggestions_go_on_where_they_ended(client: FlaskClient) -> None:
    first, second = (
        client.get("/reconcile/suggest/entity", query_string={"prefix": "m", "cursor": cursor}).json or {}
        for cursor in ("0", "20")
    )
    assert len(first["result"]) == 20
    assert second["result"]
    assert not {each["id"] for each in first["result"]} & {each["id"] for each in second["result"]}


@pytest.mark.parametrize(
    "queries",
    [
        "", "x", "[]", "{", "1", '"a"', "NaN", '{"q": 1}', '{"q": {}}', '{"q": {"query": 1}}', '{"q": {"query": ""}}',
        '{"q": {"query": "a", "type": 1}}', '{"q": {"query": "a", "type": [1]}}',
        '{"q": {"query": "a", "type_strict": "no"}}',
        '{"q": {"query": "a", "properties": 1}}', '{"q": {"query": "a", "properties": [{"v": "x"}]}}', "[" * 100_000,
        '{"q": {"query": "a", "limit": NaN}}', "{" + ",".join(f'"{n}": {{"query": "a"}}' for n in range(1_001)) + "}",
        "9" * 5_000,
    ],
    ids=lambda text: text[:40],
)  # fmt: skip
def test_what_is_no_batch_is_refused(client: FlaskClient, queries: str) -> None:
    for name in ("queries", "extend"):
        answer = client.post("/reconcile", data={name: queries})
        assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


@pytest.mark.parametrize(
    "query",
    [
        {"query": "a" * 100_000}, {"query": "\ud800\x00"}, {"query": "a", "limit": -5}, {"query": "a", "limit": 1e300},
        {"query": "Chile", "properties": [{"pid": PART_OF, "v": [None, [], {}, True, 1.5]}]},
    ],
)  # fmt: skip
def test_odd_queries_are_answered(client: FlaskClient, query: dict[str, Any]) -> None:
    ask(client, query)


def test_the_time_of_matching_counts(engine: Engine) -> None:
    client = create_app(Settings(client_seconds_per_minute=0.001, client_burst_seconds=1e-9), engine).test_client()
    batch = {"queries": json.dumps({"q": {"query": "Chile"}})}
    assert client.post("/reconcile", data=batch).status_code == 200
    refused = client.post("/reconcile", data=batch)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


def test_a_body_that_is_no_form_is_refused(client: FlaskClient) -> None:
    assert client.post("/reconcile", json={"queries": {}}).status_code == 415
    assert client.get("/reconcile", query_string={"query": "Chile"}).status_code == 400
    assert client.get("/reconcile", query_string="queries=%7B%7D&queries=%7B%7D").status_code == 400
    callback = client.get("/reconcile", query_string={"callback": "alert"})
    assert callback.mimetype == "application/json"
    assert not callback.text.startswith("alert")


@pytest.mark.parametrize("property_", ["http://e.org/\ud800", "a b:c", ""])
def test_what_is_no_iri_has_no_values(client: FlaskClient, property_: str) -> None:
    things = [CHILE, "\ud800"]
    answer = client.post("/reconcile", data={"extend": json.dumps({"ids": things, "properties": [{"id": property_}]})})
    assert answer.status_code == 200
    assert answer.get_json()["rows"] == {thing: {property_: []} for thing in things}
