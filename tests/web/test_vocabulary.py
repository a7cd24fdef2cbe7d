import xml.etree.ElementTree as ET

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, parse

from igmgraph.namespaces import IGM, ONTOLOGY, PREFIXES, RDF
from igmgraph.shipped import SHAPE_FILES

OWL = PREFIXES["owl"]
SVG = "{http://www.w3.org/2000/svg}"
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


@pytest.mark.parametrize(("language", "label"), [("en", "finding"), ("es", "hallazgo"), ("fr", "constat")])
def test_the_diagram_names_classes_and_what_leads_between_them(
    client: FlaskClient, terms: set[str], language: str, label: str
) -> None:
    page = client.get(f"/ontology.html?lang={language}").text
    drawing = ET.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])
    links = {str(link.get("href")).removeprefix("#"): "".join(link.itertext()) for link in drawing.iter(f"{SVG}a")}
    assert links.keys() <= terms
    assert {"Profile", "Finding", "Domain", "Country", "hasFinding", "assesses", "ledBy", "inDomain"} <= links.keys()
    assert links["Finding"] == label
    boxes = [[float(box.get(name, "")) for name in ("x", "y", "width", "height")] for box in drawing.iter(f"{SVG}rect")]
    for index, (x, y, width, height) in enumerate(boxes):
        for other_x, other_y, other_width, other_height in boxes[index + 1 :]:
            beside = x + width <= other_x or other_x + other_width <= x
            assert beside or y + height <= other_y or other_y + other_height <= y, "boxes do not overlap"


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


@pytest.mark.parametrize("name", ["shapes", "house"])
@pytest.mark.parametrize(("language", "heading"), [("en", "Rules for"), ("es", "Reglas para"), ("fr", "Règles pour")])
def test_shapes_are_documents_with_an_anchor_for_each(
    client: FlaskClient, name: str, language: str, heading: str
) -> None:
    quads = list(parse(path=str(SHAPE_FILES[name == "house"]), format=RdfFormat.TURTLE))
    shapes = {quad.subject.value for quad in quads if "#" in getattr(quad.subject, "value", "")}
    assert len(shapes) > 10
    page = client.get(f"/{name}.html?lang={language}").text
    for shape in shapes:
        _, _, local = shape.partition("#")
        assert page.count(f'id="{local}"') == 1
        assert f"<code>{shape}</code>" in page
    assert heading in page
    found = list(parse(input=client.get(f"/{name}", headers={"Accept": "text/turtle"}).data, format=RdfFormat.TURTLE))
    assert len(found) == len(quads)
    for number in ("1.0.0", "9.9.9", "{x}", "é"):
        status = 303 if number == "1.0.0" else 404
        assert client.get(f"/{name}/{number}").status_code == status


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
