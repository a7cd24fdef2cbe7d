import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, parse

from igmgraph.namespaces import IGM, ONTOLOGY, PREFIXES, RDF

OWL = PREFIXES["owl"]
KINDS = {f"{OWL}{name}" for name in ("Class", "ObjectProperty", "DatatypeProperty", "NamedIndividual")}


@pytest.fixture
def terms(client: FlaskClient) -> set[str]:
    quads = parse(input=client.get("/ontology.ttl").data, format=RdfFormat.TURTLE)
    return {
        quad.subject.value.removeprefix(IGM)
        for quad in quads
        if quad.predicate.value == f"{RDF}type"
        and isinstance(quad.object, NamedNode)
        and quad.object.value in KINDS
        and isinstance(quad.subject, NamedNode)
        and quad.subject.value.startswith(IGM)
    }


def test_every_term_has_an_anchor(client: FlaskClient, terms: set[str]) -> None:
    page = client.get("/ontology", headers={"Accept": "text/html"}).text
    assert len(terms) > 50
    for term in terms:
        assert page.count(f'id="{term}"') == 1, term
        assert f"<code>{IGM}{term}</code>" in page


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_a_term_is_documented_in_the_language_of_the_visitor(client: FlaskClient, language: str) -> None:
    page = client.get(f"/ontology.html?lang={language}").text
    term = page.partition('id="WellDevelopedArea"')[2].partition("</section>")[0]
    heading, _, definition = term.partition("</h3>")
    for text in (heading, definition.partition("</p>")[0]):
        assert 'lang="' not in text, "it is in the language of the page"
    assert f"/ontology?lang={language}#Finding" in term


def test_a_property_chain_is_written_out(client: FlaskClient) -> None:
    page = client.get("/ontology.html?lang=en").text
    term = page.partition('id="contributesToTarget"')[2].partition("</section>")[0]
    assert term.count(" → ") == 4


def test_the_version_iri_leads_to_the_ontology_it_is_the_version_of(client: FlaskClient) -> None:
    for version in ("1.0.0", "1.1.0"):
        response = client.get(f"/ontology/{version}?lang=fr")
        assert (response.status_code, response.headers["Location"]) == (303, "/ontology?lang=fr")
    assert client.get("/ontology/0.0.1").status_code == 404


@pytest.mark.parametrize(
    ("path", "accept", "status", "media_type"),
    [
        ("/ontology", "text/html", 200, "text/html"),
        ("/ontology", "text/turtle", 200, "text/turtle"),
        ("/ontology", "application/rdf+xml", 200, "application/rdf+xml"),
        ("/ontology.jsonld", "text/html", 200, "application/ld+json"),
        ("/ontology.owl", "text/turtle", 404, "application/problem+json"),
    ],
)
def test_the_ontology_is_negotiated(client: FlaskClient, path: str, accept: str, status: int, media_type: str) -> None:
    response = client.get(path, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (status, media_type)
    assert status != 200 or f'<{ONTOLOGY}>; rel="canonical"' in response.headers["Link"]
