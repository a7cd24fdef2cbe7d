"""Every version has the addresses that the current one has, below its own."""

import gzip
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.namespaces import BASE, PREFIXES
from igmgraph.settings import Settings
from igmgraph.web import create_app
from tests.versions.conftest import DAYS, Releases


def get(client: FlaskClient, path: str, accept: str = "text/turtle", **headers: str):  # type: ignore[no-untyped-def]
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(path, headers={"Accept": accept, **named}, buffered=True)


def test_a_document_says_what_its_version_said(reader: FlaskClient) -> None:
    old, new = (get(reader, f"/version/{number}/doc/place/cl.nt").text for number in ("1.0.0", "1.10.0"))
    assert '"Chili"@fr' not in old
    assert f"<{BASE}id/place/yu>" in old
    assert '"Chili"@fr' in new
    assert new == get(reader, "/doc/place/cl.nt").text


def test_a_version_that_there_is_no_room_for_is_told_to_operators(
    reader: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    opened = reader.application.extensions["igmgraph.versions"]
    opened.close()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for at_fault in (tempfile, "TemporaryDirectory"), (subprocess, "run"):
        with monkeypatch.context() as patch:
            patch.setattr(*at_fault, full)
            assert get(reader, "/version/1.0.0/doc/place/cl.nt").status_code == 503
    with monkeypatch.context() as patch:
        # As RocksDB ends a process that may begin no thread.
        patch.setattr(sys, "executable", "false")
        assert get(reader, "/version/1.0.0/doc/place/cl.nt").status_code == 503
    assert "No space left" in caplog.text
    assert "unpacking ended with status 1" in caplog.text
    assert not list(tmp_path.iterdir())
    assert get(reader, "/version/1.0.0/doc/place/cl.nt").status_code == 200


def full(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_thing_leads_to_its_document_within_the_version(reader: FlaskClient) -> None:
    answer = get(reader, "/version/1.0.0/id/place/yu")
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/version/1.0.0/doc/place/yu.ttl")
    assert "Yugoslavia" in get(reader, answer.headers["Location"]).text


def test_links_of_a_page_stay_within_the_version(reader: FlaskClient) -> None:
    page = get(reader, "/version/1.0.0/doc/place/cl", "text/html")
    assert page.status_code == 200
    assert 'href="/version/1.0.0/id/place/yu"' in page.text
    assert "You are reading version 1.0.0 of the data" in page.text
    assert '<a href="/doc/place/cl">As it is today</a>' in page.text
    assert "You are reading" not in get(reader, "/doc/place/cl", "text/html").text
    assert get(reader, "/version/1.0.0/static/style.css", "text/css").status_code == 200


def test_so_do_its_linksets(reader: FlaskClient) -> None:
    page = get(reader, "/version/1.0.0/doc/place/yu", "text/html")
    (address,) = re.findall(r'<(\S+)>; rel="linkset"; type="application/linkset\+json"', page.headers["Link"])
    answer = get(reader, address, "application/linkset+json")
    assert (answer.status_code, answer.mimetype) == (200, "application/linkset+json")
    links = {context["anchor"]: context for context in answer.json["linkset"]}
    here = links["http://localhost/version/1.0.0/doc/place/yu"]
    assert here["cite-as"] == [{"href": f"{BASE}id/place/yu"}]
    assert "http://localhost/version/1.0.0/doc/place/yu.ttl" in {each["href"] for each in here["describedby"]}


def test_a_version_stays_as_it_is_for_caches(reader: FlaskClient) -> None:
    answer = get(reader, "/version/1.0.0/doc/place/cl.ttl")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Memento-Datetime"] == "Wed, 01 Jan 2025 00:00:00 GMT"
    tag = answer.headers["ETag"]
    again = get(reader, "/version/1.0.0/doc/place/cl.ttl", If_None_Match=tag)
    assert again.status_code == 304
    assert "immutable" in again.headers["Cache-Control"]
    assert get(reader, "/version/1.9.0/doc/place/cl.ttl", If_None_Match=tag).status_code == 200
    assert "immutable" not in get(reader, "/doc/place/cl.ttl").headers["Cache-Control"]
    assert "Memento-Datetime" not in get(reader, "/doc/place/cl.ttl").headers


@pytest.mark.parametrize("path", ["/dataset.ttl", "/graph/places.ttl"])
def test_dataset_and_graphs(reader: FlaskClient, path: str) -> None:
    texts = {number: get(reader, f"/version/{number}{path}").text for number in DAYS}
    assert len(set(texts.values())) == 3
    # Only what is in service has files besides the N-Quads.
    assert path == "/dataset.ttl" or get(reader, path).text == texts["1.10.0"]
    assert all(number in text for number, text in texts.items() if path == "/dataset.ttl")


def test_a_version_answers_queries(reader: FlaskClient) -> None:
    query = "SELECT ?label { ?place a ?class ; ?property ?label FILTER(STRSTARTS(STR(?label), 'Yu')) }"
    for number, rows in (("1.0.0", ["Yugoslavia"]), ("1.9.0", []), ("1.10.0", [])):
        answer = reader.get(f"/version/{number}/sparql", query_string={"query": query, "format": "csv"}, buffered=True)
        assert answer.text.split()[1:] == rows
    posted = reader.post("/version/1.0.0/sparql", data={"query": query}, headers={"Accept": "text/csv"}, buffered=True)
    assert posted.text.split() == ["label", "Yugoslavia"]
    assert reader.get("/version/1.0.0/sparql", query_string={"query": "nonsense"}).status_code == 400


def test_the_data_of_a_version_can_be_taken_away(reader: FlaskClient, releases: Releases) -> None:
    for number, content in releases.canonical.items():
        answer = get(reader, f"/version/{number}/download/igm.nq.gz")
        assert gzip.decompress(answer.data) == content
        listed = get(reader, f"/version/{number}/download", "application/json").json
        assert [(entry["url"], entry["byteSize"]) for entry in listed] == [
            (f"/version/{number}/download/igm.nq.gz", len(answer.data))
        ]
        assert "immutable" in answer.headers["Cache-Control"]
        told = {
            str(quad.predicate)[1:-1]: quad.object.value
            for quad in parse(input=get(reader, f"/version/{number}/dataset.nt").data, format=RdfFormat.N_TRIPLES)
        }
        assert told[f"{PREFIXES['dcat']}downloadURL"] == f"{BASE}version/{number}/download/igm.nq.gz"
        assert told[f"{PREFIXES['spdx']}checksumValue"] == sha256(answer.data).hexdigest()


def test_so_can_those_of_a_store_whose_path_is_relative(releases: Releases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(releases.store.parent)
    settings = Settings(store=Path(releases.store.name), workers=1)
    engine = EmbeddedEngine(releases.snapshots["1.10.0"].path, settings)
    app = create_app(settings, engine)
    answer = get(app.test_client(), "/version/1.0.0/download/igm.nq.gz")
    app.extensions["igmgraph.versions"].close()
    engine.close()
    assert answer.status_code == 200
    assert gzip.decompress(answer.data) == releases.canonical["1.0.0"]


@pytest.mark.parametrize("path", ["", "/doc/place/cl", "/sparql", "/download", "/dataset"])
@pytest.mark.parametrize("number", ["3.0.0", "1.0", "..", "%2e%2e", "1.0.0-draft", "current"])
def test_a_version_that_is_not_kept_is_not_found(reader: FlaskClient, number: str, path: str) -> None:
    assert get(reader, f"/version/{number}{path}", "application/json").status_code == 404


def test_what_there_is_only_once_is_outside(reader: FlaskClient) -> None:
    answer = get(reader, "/version/1.0.0/problems/not-found?lang=fr")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/problems/not-found?lang=fr")
    assert get(reader, "/version/1.0.0").headers["Location"] == "/version/1.0.0/dataset"
    assert get(reader, "/version/1.0.0/").headers["Location"] == "/"
    assert get(reader, "/version/1.0.0//e.org/x").status_code == 404


def test_versions_take_turns(reader: FlaskClient) -> None:
    """Two versions are open at a time here; requests for others wait or are told to come again, and none hangs."""
    paths = [f"/version/{number}/doc/place/cl.nt" for number in ("1.0.0", "1.9.0") for _ in range(2)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda path: reader.application.test_client().get(path, buffered=True), paths))
    assert {answer.status_code for answer in answers} <= {200, 503}
    assert 200 in {answer.status_code for answer in answers}
    assert [get(reader, path).status_code for path in paths] == [200] * 4


def test_who_has_a_version_opened_pays_for_it(releases: Releases) -> None:
    settings = Settings(store=releases.store, workers=1, client_burst_seconds=1e-9, client_seconds_per_minute=1e-9)
    engine = EmbeddedEngine(releases.snapshots["1.10.0"].path, settings)
    app = create_app(settings, engine)
    try:
        client = app.test_client()
        assert get(client, "/version/1.0.0/doc/place/cl.nt").status_code == 200
        # It is open now; another has to be opened.
        assert get(client, "/version/1.0.0/dataset.nt").status_code == 200
        refused = get(client, "/version/1.9.0/doc/place/cl.nt")
        assert (refused.status_code, "Retry-After" in refused.headers) == (429, True)
        other = {"REMOTE_ADDR": "192.0.2.7"}
        assert client.get("/version/1.9.0/doc/place/cl.nt", environ_overrides=other).status_code == 200
    finally:
        app.extensions["igmgraph.versions"].close()
        engine.close()


def test_the_list_of_versions(reader: FlaskClient, releases: Releases) -> None:
    listed = get(reader, "/version", "application/json").json
    assert [(each["version"], each["modified"]) for each in listed["versions"]] == [
        ("1.10.0", "2026-05-01"),
        ("1.9.0", "2026-02-01"),
        ("1.0.0", "2025-01-01"),
    ]
    assert listed["current"]["version"] == "1.10.0"
    assert listed["current"]["sha256"] == listed["versions"][0]["sha256"]
    for each in listed["versions"]:
        assert get(reader, each["url"]).status_code == get(reader, each["download"]).status_code == 200
    for language, heading in (
        ("en", "Versions of the data"),
        ("es", "Versiones de los datos"),
        ("fr", "Versions des données"),
    ):
        page = get(reader, "/version", "text/html", Accept_Language=language)
        assert f"<h1>{heading}</h1>" in page.text
        assert 'href="/diff/1.0.0/1.9.0"' in page.text
    quads = list(parse(input=get(reader, "/version").data, format=RdfFormat.TURTLE))
    assert len([quad for quad in quads if quad.predicate.value.endswith("#hasVersion")]) == 3
    assert len([quad for quad in quads if quad.predicate.value.endswith("#previousVersion")]) == 2
