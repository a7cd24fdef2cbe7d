"""What real clients ask for, and what they get."""

import pytest
from flask import Flask

from igmgraph.web.http.negotiation import choose_media_type, language

PAGE, TURTLE, JSON_LD, XML, TRIPLES = (
    "text/html",
    "text/turtle",
    "application/ld+json",
    "application/rdf+xml",
    "application/n-triples",
)
DOCUMENTS = [PAGE, TURTLE, JSON_LD, XML, TRIPLES]
RESULTS = ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", PAGE]

CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SAFARI = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
RDFLIB = (
    "text/turtle, application/rdf+xml;q=0.9, application/ld+json;q=0.8, text/n3;q=0.7, application/n-triples;q=0.6, "
    "application/n-quads;q=0.5, */*;q=0.1"
)
JENA = (
    "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,"
    "application/trig,application/n-quads;q=0.9,*/*;q=0.3"
)
RDF4J = "application/rdf+xml;q=0.5, application/n-triples;q=0.8, text/turtle, application/ld+json;q=.5, text/n3;q=0.8"
COMUNICA = (
    "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,application/n-triples;q=0.8,"
    "text/turtle;q=0.6,application/rdf+xml;q=0.5,text/n3;q=0.35,text/html;q=0.2"
)
RAPPER = (
    "application/rdf+xml, text/rdf;q=0.6, application/n-triples;q=0.9, text/plain;q=0.1, application/turtle, "
    "application/x-turtle, text/turtle, text/n3;q=0.3, application/trig;q=0.5, application/json;q=0.1, "
    "application/xhtml+xml;q=0.4, text/html;q=0.6, */*;q=0.1"
)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        pytest.param(CHROME, PAGE, id="Chrome"),
        pytest.param(FIREFOX, PAGE, id="Firefox"),
        pytest.param(SAFARI, PAGE, id="Safari"),
        pytest.param("*/*", PAGE, id="curl, wget"),
        pytest.param("", PAGE, id="no Accept"),
        pytest.param(RDFLIB, TURTLE, id="rdflib"),
        pytest.param(JENA, TURTLE, id="Jena"),
        pytest.param(RDF4J, TURTLE, id="RDF4J"),
        pytest.param(COMUNICA, JSON_LD, id="Comunica"),
        pytest.param("application/json, text/javascript, */*; q=0.01", PAGE, id="OpenRefine"),
        pytest.param(RAPPER, TURTLE, id="rapper"),
        pytest.param("*/*;q=.1", PAGE, id="a bare weight alone"),
        pytest.param("  ", PAGE, id="an empty Accept"),
        pytest.param(", ,", PAGE, id="a list of nothing"),
        pytest.param(", text/turtle,,", TURTLE, id="nothing beside something"),
        pytest.param(
            "text/turtle; q=.3;charset=utf-8, text/html;charset=utf-8;q=0.2", TURTLE, id="weight in the middle"
        ),
        pytest.param("*/*;q=0.5, text/*;q=0", JSON_LD, id="a refused type with a wildcard"),
        pytest.param("text/turtle;charset=utf-8", TURTLE, id="charset"),
        pytest.param('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', JSON_LD, id="profile"),
        pytest.param('application/ld+json;profile="a,b;q=0";q=0.9, text/html;q=0.1', JSON_LD, id="quoted"),
        pytest.param("text/html;q=.5, text/turtle;q=.9", TURTLE, id="weights without a zero"),
        pytest.param("*/*, text/html;q=0", TURTLE, id="all but pages"),
        pytest.param("text/*;q=0.3, application/ld+json", JSON_LD, id="specific over general"),
        pytest.param("image/png", None, id="nothing on offer"),
        pytest.param("text/turtle;q=0", None, id="refused"),
    ],
)
def test_documents(accept: str, expected: str | None) -> None:
    assert choose_media_type(accept, DOCUMENTS) == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        pytest.param("*/*", "application/sparql-results+json", id="curl"),
        pytest.param(FIREFOX, PAGE, id="Firefox"),
        pytest.param("text/csv, application/sparql-results+json;q=0.5", "text/csv", id="R"),
        pytest.param("application/sparql-results+xml;q=1.0, */*;q=0.1", RESULTS[1], id="rdflib SPARQLStore"),
    ],
)
def test_results(accept: str, expected: str) -> None:
    assert choose_media_type(accept, RESULTS) == expected


@pytest.mark.parametrize(
    ("url", "accept_language", "expected"),
    [
        ("/", "fr-CA, fr;q=0.9, en;q=0.8", "fr"),
        ("/", "es-CL", "es"),
        ("/", "es-CL, en;q=0.5", "es"),
        ("/", "de, ES-419;q=0.8, en;q=0.9, fr-CA;q=0.95", "fr"),
        ("/", "fr;q=0, es;q=0.1", "es"),
        ("/", "de, es;q=0.3", "es"),
        ("/", "de", "en"),
        ("/", "*;q=0.5, fr;q=0.2", "en"),
        ("/", "de, *;q=0.5, en;q=0", "es"),
        ("/", "es, *;q=0.5", "es"),
        ("/", "", "en"),
        ("/?lang=es", "fr", "es"),
        ("/?lang=xx", "fr", "fr"),
    ],
)
def test_languages(url: str, accept_language: str, expected: str) -> None:
    with Flask(__name__).test_request_context(url, headers={"Accept-Language": accept_language}):
        assert language() == expected
