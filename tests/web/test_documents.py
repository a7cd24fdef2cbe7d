import json

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

FINDING = "finding/cl-monte-patria-2024/migrants-rights/w1"
TURTLE, HTML = "text/turtle", "text/html"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "location"),
    [
        pytest.param(None, f"/doc/{FINDING}", id="no Accept"),
        pytest.param("*/*", f"/doc/{FINDING}", id="anything"),
        pytest.param(BROWSER, f"/doc/{FINDING}", id="a browser"),
        pytest.param(TURTLE, f"/doc/{FINDING}.ttl", id="Turtle"),
        pytest.param("application/ld+json", f"/doc/{FINDING}.jsonld", id="JSON-LD"),
        pytest.param("application/rdf+xml", f"/doc/{FINDING}.rdf", id="RDF/XML"),
        pytest.param("application/n-triples", f"/doc/{FINDING}.nt", id="N-Triples"),
        pytest.param("application/trig", f"/doc/{FINDING}.trig", id="TriG"),
        pytest.param("application/n-quads", f"/doc/{FINDING}.nq", id="N-Quads"),
        pytest.param("text/html;q=0.4, text/turtle;q=0.6", f"/doc/{FINDING}.ttl", id="by weight"),
    ],
)
def test_a_thing_leads_to_the_document_about_it(client: FlaskClient, accept: str | None, location: str) -> None:
    response = client.get(f"/id/{FINDING}", headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.headers["Location"]) == (303, location)
    assert response.vary.as_set() == {"accept", "accept-language", "accept-encoding", "accept-datetime"}
    assert 'rel="describedby"' in response.headers["Link"]


@pytest.mark.parametrize(("extension", "accept"), [("ttl", HTML), ("jsonld", TURTLE), ("html", TURTLE), ("nq", None)])
def test_an_extension_after_the_iri_of_a_thing_wins(client: FlaskClient, extension: str, accept: str | None) -> None:
    response = client.get(f"/id/{FINDING}.{extension}", headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.headers["Location"]) == (303, f"/doc/{FINDING}.{extension}")
    assert "accept" not in response.vary.as_set()
    assert client.get(f"/id/{FINDING}.exe").status_code == 404


def test_the_language_of_the_address_survives_the_redirect(client: FlaskClient) -> None:
    response = client.get(f"/id/{FINDING}?lang=fr", headers={"Accept": HTML})
    assert response.headers["Location"] == f"/doc/{FINDING}?lang=fr"
    assert client.get(response.headers["Location"]).headers["Content-Language"] == "fr"


def test_what_nobody_offers_is_not_acceptable(client: FlaskClient) -> None:
    for path in (f"/id/{FINDING}", f"/doc/{FINDING}"):
        assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    ("accept", "media_type", "location"),
    [
        (HTML, "text/html; charset=utf-8", f"/doc/{FINDING}.html?lang=en"),
        (TURTLE, "text/turtle; charset=utf-8", f"/doc/{FINDING}.ttl"),
    ],
    ids=["HTML", "Turtle"],
)
def test_a_document_is_negotiated(client: FlaskClient, accept: str, media_type: str, location: str) -> None:
    response = client.get(f"/doc/{FINDING}", headers={"Accept": accept})
    assert (response.status_code, response.headers["Content-Type"]) == (200, media_type)
    assert response.headers["Content-Location"] == location
    assert response.vary.as_set() == {"accept", "accept-language", "accept-encoding", "accept-datetime"}


@pytest.mark.parametrize(
    ("extension", "media_type", "vary"),
    [
        ("html", "text/html", {"accept-language"}),
        ("ttl", TURTLE, set()),
        ("jsonld", "application/ld+json", set()),
        ("rdf", "application/rdf+xml", set()),
        ("nt", "application/n-triples", set()),
        ("trig", "application/trig", set()),
        ("nq", "application/n-quads", set()),
    ],
)
def test_the_extension_wins_over_accept(client: FlaskClient, extension: str, media_type: str, vary: set[str]) -> None:
    accept = TURTLE if extension == "html" else HTML
    response = client.get(f"/doc/{FINDING}.{extension}", headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, media_type)
    assert response.vary.as_set() == vary | {"accept-encoding", "accept-datetime"}


def links(headers: Headers) -> dict[str, list[str]]:
    """Relation to targets of a Link header."""
    found: dict[str, list[str]] = {}
    for link in headers["Link"].split(", "):
        target, _, parameters = link.partition(">; ")
        relation = parameters.partition('rel="')[2].partition('"')[0]
        for name in relation.split():
            found.setdefault(name, []).append(target.removeprefix("<"))
    return found


def test_a_document_links_to_what_it_is_about_and_to_its_other_forms(client: FlaskClient) -> None:
    found = links(client.get(f"/doc/{FINDING}.html").headers)
    assert found["canonical"] == [f"https://w3id.org/igm/doc/{FINDING}"]
    assert found["describes"] == [f"https://w3id.org/igm/id/{FINDING}"]
    assert found["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert found["describedby"] == [f"/doc/{FINDING}.{name}" for name in ("ttl", "jsonld", "rdf", "nt", "trig", "nq")]
    assert f"/doc/{FINDING}.html?lang=es" in found["alternate"]
    for target in found["alternate"]:
        assert client.get(target).status_code == 200


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get(f"/doc/{FINDING}.ttl")
    assert first.headers["Cache-Control"] == "public, max-age=300"
    by_tag = client.get(f"/doc/{FINDING}.ttl", headers={"If-None-Match": first.headers["ETag"]})
    by_date = client.get(f"/doc/{FINDING}.ttl", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    for again in (by_tag, by_date):
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]


def test_a_strong_tag_stands_for_the_same_bytes(client: FlaskClient) -> None:
    for name in ("html", "ttl", "jsonld", "rdf", "trig"):
        assert len({client.get(f"/doc/{FINDING}.{name}").data for _ in range(8)}) == 1


def test_head_gives_the_headers_alone(client: FlaskClient) -> None:
    whole, head = client.get(f"/doc/{FINDING}.ttl"), client.head(f"/doc/{FINDING}.ttl")
    assert head.data == b""
    for name in ("Content-Type", "Content-Length", "ETag", "Link", "Last-Modified"):
        assert head.headers[name] == whole.headers[name]


@pytest.mark.parametrize("path", ["/id/place/atlantis", "/doc/place/atlantis", "/doc/place/atlantis.ttl", "/id/"])
@pytest.mark.parametrize(
    ("accept", "media_type"), [(BROWSER, "text/html"), (TURTLE, "application/problem+json")], ids=["page", "program"]
)
def test_an_unknown_thing_is_told_in_the_negotiated_type(
    client: FlaskClient, path: str, accept: str, media_type: str
) -> None:
    response = client.get(path, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (404, media_type)


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "Nothing is known here"), ("es", "Aquí no se sabe nada"), ("fr", "Rien n'est connu ici")],
)
def test_a_problem_is_told_in_the_language_of_the_client(client: FlaskClient, language: str, title: str) -> None:
    response = client.get("/doc/place/atlantis.ttl", headers={"Accept-Language": f"{language}-XX"})
    assert response.headers["Content-Language"] == language
    problem = response.json
    assert problem is not None
    assert problem["title"] == title
    assert problem["advice"]
    assert (
        problem["advice"] == "There is nothing at this address. Our IRIs are permanent, so look for a slip in it."
    ) == (language == "en")


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_a_page_speaks_the_language_of_the_visitor(client: FlaskClient, language: str) -> None:
    heading = {"en": "Migrants", "es": "Derechos de las personas migrantes", "fr": "Droits des migrants"}[language]
    by_header = client.get("/doc/domain/migrants-rights.html", headers={"Accept-Language": f"{language}-XX,de;q=0.5"})
    by_address = client.get(f"/doc/domain/migrants-rights.html?lang={language}", headers={"Accept-Language": "de"})
    for response in (by_header, by_address):
        assert response.headers["Content-Language"] == language
        assert f'<html lang="{language}">' in response.text
        assert f"<h1>{heading}" in response.text


def test_an_official_name_shown_to_others_keeps_its_language(client: FlaskClient) -> None:
    page = client.get("/doc/institution/cl-monte-patria/oficina-de-inclusion?lang=en", headers={"Accept": HTML}).text
    assert '<li lang="es"><b>es</b> Oficina de Inclusión</li>' in page


@pytest.mark.parametrize(
    "address",
    [
        "/id/place/<script>alert(1)</script>",
        "/doc/<script>alert(1)</script>.ttl",
        f"/doc/{FINDING}?lang=<script>alert(1)</script>",
        f"/doc/{FINDING}?<script>alert(1)</script>=<script>alert(1)</script>",
        "/graph/<script>alert(1)</script>",
        "/ontology.<script>alert(1)<%2Fscript>",
        "/problems/<script>alert(1)<%2Fscript>",
    ],
)
def test_nothing_that_is_reflected_can_run(client: FlaskClient, address: str) -> None:
    response = client.get(address, headers={"Accept": HTML, "Accept-Language": "<script>"})
    # What pages have of their own: a block of data, and a script that the service has as a file.
    ours = ('<script type="application/ld+json">', '<script type="module" src="/static/page.js')
    text = response.text.lower()
    assert "<script" not in text.replace(ours[0], "").replace(ours[1], "")
    assert "<script" not in str(response.headers).lower()


@pytest.mark.parametrize("path", [FINDING, "institution/cl-monte-patria/oficina-de-inclusion", "place/cl"])
def test_what_a_page_is_about_comes_first_in_its_data(client: FlaskClient, path: str) -> None:
    text = client.get(f"/doc/{path}", headers={"Accept": HTML}).text
    data = json.loads(text.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    first, *others = data["@graph"]
    assert first["@id"] == f"https://w3id.org/igm/id/{path}"
    assert len(others) > 1


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("application/n-quads", "nq"),
        ("application/trig, */*;q=0.1", "trig"),
        (
            "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,text/turtle;q=0.6,text/html;q=0.2",
            "jsonld",
        ),
        ("application/trig;q=0.9, application/n-quads;q=0.8, text/turtle;q=0.4", "trig"),
    ],
)
def test_named_graphs_are_for_who_asks_for_nothing_else(client: FlaskClient, accept: str, expected: str) -> None:
    answer = client.get("/doc/domain/partnerships", headers={"Accept": accept})
    assert answer.headers["Content-Location"] == f"/doc/domain/partnerships.{expected}"
