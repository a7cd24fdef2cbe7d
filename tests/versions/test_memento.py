"""Time travel by RFC 7089: a client names a date and gets the document as it was."""

import re

import pytest
from flask.testing import FlaskClient

EARLY, MIDDLE = "Tue, 01 Jul 2025 12:00:00 GMT", "Sun, 01 Mar 2026 00:00:00 GMT"


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("Sat, 01 Jan 2000 00:00:00 GMT", "1.0.0"),
        ("Wed, 01 Jan 2025 00:00:00 GMT", "1.0.0"),
        (EARLY, "1.0.0"),
        ("Sat, 31 Jan 2026 23:59:59 GMT", "1.0.0"),
        ("Sun, 01 Feb 2026 00:00:00 GMT", "1.9.0"),
        (MIDDLE, "1.9.0"),
        ("Fri, 01 Jan 2100 00:00:00 GMT", "1.10.0"),
    ],
)
def test_the_last_version_that_counted_then(reader: FlaskClient, asked: str, number: str) -> None:
    answer = reader.get("/doc/place/cl", headers={"Accept-Datetime": asked, "Accept": "text/turtle"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/version/{number}/doc/place/cl")
    assert "Accept-Datetime" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/id/place/yu", "/doc/place/yu"),
        ("/doc/place/yu.ttl", "/doc/place/yu.ttl"),
        ("/doc/place/a%20b/%C3%B1?lang=fr", "/doc/place/a%20b/%C3%B1?lang=fr"),
        ("/graph/places", "/graph/places"),
        ("/dataset.nt", "/dataset.nt"),
        ("/ontology", "/ontology"),
        ("/sparql?query=ASK%20%7B%7D", "/sparql?query=ASK%20%7B%7D"),
    ],
)
def test_every_kind_of_document_is_its_own_timegate(reader: FlaskClient, path: str, place: str) -> None:
    answer = reader.get(path, headers={"Accept-Datetime": EARLY})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/version/1.0.0{place}")


def test_a_thing_that_is_no_more_can_be_read_as_it_was(reader: FlaskClient) -> None:
    headers = {"Accept-Datetime": EARLY, "Accept": "text/turtle"}
    answer = reader.get("/id/place/yu", headers=headers, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.headers["Memento-Datetime"] == "Wed, 01 Jan 2025 00:00:00 GMT"
    assert "Yugoslavia" in answer.text


@pytest.mark.parametrize(
    ("asked", "number"), [(EARLY, "1.9.0"), (MIDDLE, "1.9.0"), ("Fri, 01 Jan 2100 00:00:00 GMT", "1.10.0")]
)
def test_before_its_first_memento_a_thing_is_as_in_that(reader: FlaskClient, asked: str, number: str) -> None:
    answer = reader.get("/id/place/rs", headers={"Accept-Datetime": asked})
    assert answer.headers["Location"] == f"/version/{number}/doc/place/rs"


def test_an_ontology_of_then_stays_as_it_is(client: FlaskClient) -> None:
    now = client.get("/ontology")
    assert links(now.headers["Link"])["timegate"] == "http://localhost/ontology"
    assert "Accept-Datetime" in now.headers["Vary"]
    then = client.get("/version/1.0.0/ontology", headers={"Accept": "text/turtle"})
    assert then.headers["Memento-Datetime"] == "Mon, 23 Nov 2026 21:27:02 GMT"
    assert then.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_query_travels_too(reader: FlaskClient) -> None:
    query = 'ASK { ?place ?property "Yugoslavia"@en }'
    for headers, told in (({}, "false"), ({"Accept-Datetime": EARLY}, "true")):
        answer = reader.post("/sparql", data={"query": query}, headers={**headers, "Accept": "text/csv"})
        if headers:
            assert answer.status_code == 307
            answer = reader.post(answer.headers["Location"], data={"query": query}, headers={"Accept": "text/csv"})
        assert answer.text.strip() == told


@pytest.mark.parametrize(
    "asked",
    [
        *("yesterday", "2025-01-01", "Wed, 99 Jan 2025 00:00:00 GMT", ""),
        *("Mon, 01 Jan 99999999999 00:00:00 GMT", f"Mon, 01 Jan 2025 00:00:00 +{'9' * 20}"),
    ],
)
def test_what_is_no_date_is_refused(reader: FlaskClient, asked: str) -> None:
    answer = reader.get("/doc/place/cl", headers={"Accept-Datetime": asked})
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


def links(header: str) -> dict[str, str]:
    found = re.findall(r'<([^>]*)>; rel="([^"]*)"', header)
    return {relation: uri for uri, relations in found for relation in relations.split()}


def test_documents_tell_of_their_timemap(reader: FlaskClient) -> None:
    now = reader.get("/doc/place/cl.ttl")
    assert "Accept-Datetime" in now.headers["Vary"]
    told = links(now.headers["Link"])
    assert told["timegate"] == told["original"] == "http://localhost/doc/place/cl.ttl"
    assert told["timemap"] == "http://localhost/timemap/doc/place/cl.ttl"
    assert told["version-history"] == "http://localhost/version"
    then = links(reader.get("/version/1.0.0/doc/place/cl.ttl").headers["Link"])
    assert {name: then[name] for name in ("original", "timegate", "timemap", "latest-version")} == {
        "original": "http://localhost/doc/place/cl.ttl",
        "timegate": "http://localhost/doc/place/cl.ttl",
        "timemap": "http://localhost/timemap/doc/place/cl.ttl",
        "latest-version": "http://localhost/doc/place/cl.ttl",
    }
    elsewhere = reader.get("/doc/place/cl.ttl", headers={"Host": "data.example:8080"}).headers["Link"]
    assert links(elsewhere)["timegate"] == "http://data.example:8080/doc/place/cl.ttl"


def test_a_timemap_lists_the_versions_that_have_the_document(reader: FlaskClient) -> None:
    answer = reader.get("/timemap/doc/place/rs")
    assert answer.mimetype == "application/link-format"
    assert answer.text.splitlines() == [
        '<http://localhost/doc/place/rs>; rel="original timegate",',
        (
            '<http://localhost/timemap/doc/place/rs>; rel="self"; type="application/link-format"; '
            'from="Sun, 01 Feb 2026 00:00:00 GMT"; until="Fri, 01 May 2026 00:00:00 GMT",'
        ),
        '<http://localhost/version/1.9.0/doc/place/rs>; rel="first memento"; datetime="Sun, 01 Feb 2026 00:00:00 GMT",',
        '<http://localhost/version/1.10.0/doc/place/rs>; rel="last memento"; datetime="Fri, 01 May 2026 00:00:00 GMT"',
    ]


@pytest.mark.parametrize(
    ("path", "numbers"),
    [
        ("id/place/cl", ["1.0.0", "1.9.0", "1.10.0"]),
        ("doc/place/yu.ttl", ["1.0.0"]),
        ("graph/places", ["1.0.0", "1.9.0", "1.10.0"]),
        ("dataset", ["1.0.0", "1.9.0", "1.10.0"]),
    ],
)
def test_a_timemap_as_json(reader: FlaskClient, path: str, numbers: list[str]) -> None:
    told = reader.get(f"/timemap/{path}", headers={"Accept": "application/json"}).json
    assert told
    mementos = told["mementos"]["list"]
    assert [each["uri"].split("/")[4] for each in mementos] == numbers
    for each in mementos:
        answer = reader.get(each["uri"], headers={"Accept": "text/turtle"})
        assert (answer.status_code, answer.headers["Memento-Datetime"]) == (200, each["datetime"])


@pytest.mark.parametrize("path", ["doc/place/nowhere", "search", "graph/none", "doc/../dataset"])
def test_what_no_version_had_has_no_timemap(reader: FlaskClient, path: str) -> None:
    assert reader.get(f"/timemap/{path}").status_code == 404
