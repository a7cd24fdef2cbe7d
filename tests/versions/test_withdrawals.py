"""An IRI that was released is never 404: it answers 410, and says what there is instead."""

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from igmgraph.namespaces import BASE

STATED, LOST = "/doc/place/su", "/doc/place/yu"


@pytest.mark.parametrize("path", [STATED, "/id/place/su", LOST, "/id/place/yu", f"{LOST}.html", f"{STATED}.ttl"])
def test_what_was_withdrawn_is_gone(reader: FlaskClient, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 410
    assert "Cache-Control" in answer.headers


def test_a_program_is_told_what_replaces_it(reader: FlaskClient) -> None:
    answer = reader.get(STATED, headers={"Accept": "application/json"})
    assert answer.mimetype == "application/problem+json"
    told = answer.json
    assert told
    assert told["type"] == f"{BASE}problems/withdrawn"
    assert told["isReplacedBy"] == [f"{BASE}id/place/rs"]
    assert told["lastVersion"] == "1.9.0"
    assert '</id/place/rs>; rel="successor-version"' in answer.headers["Link"]
    before = reader.get(told["lastDocument"], headers={"Accept": "text/turtle"})
    assert (before.status_code, "Soviet Union" in before.text) == (200, True)


@pytest.mark.parametrize(
    ("accept", "form"), [("text/turtle", RdfFormat.TURTLE), ("application/ld+json", RdfFormat.JSON_LD)]
)
def test_a_tombstone_in_rdf(reader: FlaskClient, accept: str, form: RdfFormat) -> None:
    answer = reader.get("/id/place/su", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (410, accept)
    facts = {(str(quad.predicate), str(quad.object)) for quad in parse(input=answer.data, format=form)}
    assert ("<http://purl.org/dc/terms/isReplacedBy>", f"<{BASE}id/place/rs>") in facts
    assert any("deprecated" in predicate for predicate, _ in facts)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["This was withdrawn", "Replaced by", "As version 1.9.0 had it"]),
        ("es", ["Esto se retiró", "Reemplazado por", "Tal como figuraba"]),
        ("fr", ["Ceci a été retiré", "Remplacé par", "Tel qu"]),
    ],
)
def test_a_person_is_told_in_three_languages(reader: FlaskClient, language: str, words: list[str]) -> None:
    page = reader.get(STATED, headers={"Accept": "text/html", "Accept-Language": language})
    assert page.status_code == 410
    assert [word for word in words if word not in page.text] == []
    assert 'href="/version/1.9.0/doc/place/su"' in page.text
    assert reader.get("/problems/withdrawn").status_code == 200


def test_a_thing_that_was_lost_leads_to_the_version_that_has_it(reader: FlaskClient) -> None:
    told = reader.get(LOST).json
    assert told
    assert (told["isReplacedBy"], told["lastVersion"]) == ([], "1.0.0")
    assert "Yugoslavia" in reader.get(told["lastDocument"], headers={"Accept": "text/turtle"}).text


@pytest.mark.parametrize("path", ["/doc/place/never", "/id/place/y", "/doc/place/yu.exe", "/graph/yu"])
def test_what_never_was_is_not_found(reader: FlaskClient, path: str) -> None:
    assert reader.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/doc/place/cl?page=99", "/doc/place/cl.ttl?page=2"])
def test_a_page_that_a_thing_does_not_have_is_not_found(reader: FlaskClient, path: str) -> None:
    assert reader.get(path).status_code == 404


def test_within_a_version_only_that_version_counts(reader: FlaskClient) -> None:
    assert reader.get("/version/1.9.0/doc/place/yu").status_code == 404
    assert reader.get("/version/1.9.0/doc/place/su", headers={"Accept": "text/turtle"}).status_code == 200
    assert reader.get("/version/1.10.0/doc/place/su").status_code == 410
