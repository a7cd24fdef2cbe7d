"""What the dataset says about itself is so: files, measurements, coverage; and the addresses that programs know."""

import gzip
import hashlib
import xml.etree.ElementTree as ET
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from igmgraph.build.snapshot import Snapshot, write_snapshot
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.namespaces import BASE, IGM, PREFIXES, RDF, RDFS
from igmgraph.settings import Settings
from igmgraph.web import create_app

DATASET = NamedNode(f"{BASE}dataset")
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def name(compacted: str) -> NamedNode:
    prefix, _, local = compacted.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


class Facts:
    """Triples, by subject and property."""

    def __init__(self, triples: list[Triple]) -> None:
        self.triples = triples

    def values(self, subject: object, property_: str) -> list[str]:
        wanted = name(property_)
        found = [fact.object for fact in self.triples if fact.subject == subject and fact.predicate == wanted]
        return sorted(term.value for term in found if isinstance(term, NamedNode | Literal))

    def value(self, subject: object, property_: str) -> str:
        (found,) = self.values(subject, property_)
        return found


@pytest.fixture(scope="module")
def told(client: FlaskClient) -> Facts:
    answer = client.get("/dataset.nt")
    return Facts([quad.triple for quad in parse(input=answer.data, format=RdfFormat.N_TRIPLES)])


@pytest.fixture(scope="module")
def quads(snapshot: Snapshot) -> list[Quad]:
    return list(parse(path=str(snapshot.dataset), format=RdfFormat.N_QUADS))


def test_each_part_that_the_page_links_to_has_a_place_on_it(client: FlaskClient) -> None:
    page = BeautifulSoup(client.get("/dataset?lang=es", headers={"Accept": "text/html"}).text, "html.parser")
    links = [str(link["href"]) for link in page.find_all("a", href=True)]
    anchors = {link.partition("#")[2] for link in links if link.startswith("/dataset") and "#" in link}
    places = [place["id"] for place in page.find_all(id=True)]
    assert {"build", "software", "years"} <= anchors <= set(places)
    assert len(set(places)) == len(places)
    build = page.find(id="build")
    assert build is not None
    assert "Construcción" in build.text
    assert "igmgraph" in build.text


def test_every_distribution_is_there_as_told(client: FlaskClient, told: Facts) -> None:
    distributions = told.values(DATASET, "dcat:distribution")
    assert len(distributions) >= 4
    for iri in distributions:
        node = NamedNode(iri)
        answer = client.get(urlsplit(told.value(node, "dcat:downloadURL")).path.removeprefix("/igm"), buffered=True)
        assert answer.status_code == 200
        assert len(answer.data) == int(told.value(node, "dcat:byteSize"))
        checksum = NamedNode(told.value(node, "spdx:checksum"))
        assert hashlib.sha256(answer.data).hexdigest() == told.value(checksum, "spdx:checksumValue")
        if told.values(node, "dcat:compressFormat"):
            assert gzip.decompress(answer.data)


def test_a_graph_has_files_of_its_own(told: Facts) -> None:
    assert len(told.values(NamedNode(f"{BASE}graph/framework"), "dcat:distribution")) >= 4


def test_coverage(told: Facts, quads: list[Quad]) -> None:
    years = {quad.object.value for quad in quads if quad.predicate.value == f"{IGM}edition"}  # type: ignore[union-attr]
    (period,) = told.values(DATASET, "dct:temporal")
    span = (told.value(NamedNode(period), "dcat:startDate"), told.value(NamedNode(period), "dcat:endDate"))
    assert span == (min(years), max(years))
    countries = told.values(DATASET, "dct:spatial")
    assert f"{BASE}id/place/cl" in countries, "Monte Patria lies in Chile"
    assert f"{BASE}id/place/al" in countries
    assert len(countries) > 10
    for property_ in ("dct:publisher", "dct:license", "dcat:version", "dct:accessRights", "dct:accrualPeriodicity"):
        assert told.value(DATASET, property_)
    assert told.values(DATASET, "dct:language") == ["en", "es", "fr"]
    assert len(told.values(DATASET, "dcat:keyword")) == 12


def test_how_it_was_built(told: Facts) -> None:
    (build,) = told.values(DATASET, "prov:wasGeneratedBy")
    used = told.values(NamedNode(build), "prov:used")
    assert f"{BASE}graph/framework" in used
    assert f"{BASE}graph/inferred" not in used
    (software,) = told.values(NamedNode(build), "prov:wasAssociatedWith")
    assert told.value(NamedNode(software), "dcat:version")


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_coverage_of_a_language_is_what_a_count_gives(told: Facts, quads: list[Quad], language: str) -> None:
    # The description does not count itself.
    data = [quad for quad in quads if quad.graph_name != NamedNode(f"{BASE}graph/description")]
    ours = {quad.subject for quad in data if str(quad.subject).startswith(f"<{BASE}id/")}
    labelled = {
        quad.subject
        for quad in data
        if quad.predicate.value == f"{RDFS}label"
        and isinstance(quad.object, Literal)
        and quad.object.language == language
    }
    measured = Decimal(told.value(NamedNode(f"{DATASET.value}#labels-{language}"), "dqv:value"))
    assert measured == (Decimal(len(ours & labelled)) / len(ours)).quantize(Decimal("0.0001"))


def test_links_of_a_class_are_what_a_count_gives(told: Facts, quads: list[Quad]) -> None:
    kind, match = name("igm:Country"), name("skos:exactMatch")
    countries = {quad.subject for quad in quads if quad.predicate.value == f"{RDF}type" and quad.object == kind}
    matched = {quad.subject for quad in quads if quad.predicate == match and BASE not in str(quad.object)}
    measured = Decimal(told.value(NamedNode(f"{DATASET.value}#links-of-Country"), "dqv:value"))
    assert measured >= Decimal(len(countries & matched)) / len(countries) > 0


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "text/turtle"),
        ("", "text/turtle"),
        ("text/html", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml, */*;q=0.1", "application/rdf+xml"),
        ("application/n-triples, text/turtle;q=0.9, text/html;q=0.5", "application/n-triples"),
    ],
)
def test_void_is_where_programs_look_for_it(client: FlaskClient, accept: str, media_type: str) -> None:
    answer = client.get("/.well-known/void", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert "void:Dataset" in answer.text or media_type != "text/turtle"
    assert answer.headers["Content-Location"].startswith("/dataset.")
    assert {"accept", "accept-language"} <= answer.vary.as_set()
    again = client.get("/.well-known/void", headers={"Accept": accept, "If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_crawlers_find_every_thing(client: FlaskClient, quads: list[Quad]) -> None:
    robots = client.get("/robots.txt")
    assert robots.mimetype == "text/plain"
    assert "Sitemap: http://localhost/sitemap.xml" in robots.text
    index = ET.fromstring(client.get("/sitemap.xml").text)
    found: list[str] = []
    for address in index.iter(f"{SITEMAP}loc"):
        answer = client.get(urlsplit(str(address.text)).path)
        assert (answer.status_code, answer.mimetype) == (200, "application/xml")
        addresses = [urlsplit(str(loc.text)) for loc in ET.fromstring(answer.text).iter(f"{SITEMAP}loc")]
        found += [each.path for each in addresses if not each.query]
    assert len(found) == len(set(found))
    typed = {str(quad.subject).strip("<>") for quad in quads if quad.predicate.value == f"{RDF}type"}
    assert {iri.replace(f"{BASE}id/", "/doc/") for iri in typed if iri.startswith(f"{BASE}id/")} <= set(found)
    assert {"/", "/ontology", "/dataset", "/graph/framework", "/graph/inferred"} <= set(found)
    assert client.get("/sitemap/graph/nowhere.xml").status_code == 404


@pytest.mark.parametrize("value", ["many", "NaN", "INF"])
def test_a_share_may_be_no_number(tmp_path: Path, value: str) -> None:
    dataset, odd = (NamedNode(f"https://w3id.org/igm/dataset{part}") for part in ("", "#odd"))
    facts: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (dataset, NamedNode(f"{PREFIXES['dqv']}hasQualityMeasurement"), odd),
        (odd, NamedNode(f"{PREFIXES['dqv']}isMeasurementOf"), NamedNode("https://w3id.org/igm/dataset#metric")),
        (odd, NamedNode(f"{PREFIXES['dqv']}value"), Literal(value)),
    ]
    snapshot = write_snapshot(tmp_path, [Quad(*fact, NamedNode("urn:g")) for fact in facts], "https://w3id.org/igm/")
    engine = EmbeddedEngine(snapshot.path, Settings(workers=1))
    try:
        client = create_app(Settings(store=tmp_path), engine).test_client()
        page = client.get("/dataset", headers={"Accept": "text/html"})
    finally:
        engine.close()
    assert page.status_code == 200
    assert value in page.text
