"""The W3C's list of tests of the SPARQL 1.1 Protocol and the Service Description, asked of a real server."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import yaml
from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import RDF

from tests.protocol.manifests import FOLDER, MF, manifest_graph
from tests.protocol.serving import built, serving

CASES = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text("utf-8"))
SD = "http://www.w3.org/ns/sparql-service-description#"
EVERYTHING = "SELECT (GROUP_CONCAT(?o) AS ?all) { { SELECT ?o { ?s ?p ?o FILTER(STRLEN(?o) < 4) } ORDER BY ?o } }"
#: The properties of the vocabulary (section 3 of its specification) that may be used of a service and its dataset.
KNOWN = {
    "endpoint",
    "feature",
    "supportedLanguage",
    "languageExtension",
    "resultFormat",
    "inputFormat",
    "extensionFunction",
    "defaultDataset",
    "availableGraphs",
    "defaultEntailmentRegime",
    "defaultGraph",
    "namedGraph",
    "name",
    "graph",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("protocol")
    (folder / "data.nq").write_text(CASES["data"], "utf-8")
    with serving(built(folder / "data.nq", folder / "store"), "--workers", "1") as root:
        yield root


@pytest.fixture
def connection(root: str) -> Iterator[HTTPConnection]:
    connection = HTTPConnection(urlsplit(root).netloc, timeout=60)
    yield connection
    connection.close()


def pairs(parameters: list[list[str]]) -> str:
    return urlencode([(name, value) for name, value in parameters])


def send(connection: HTTPConnection, case: dict[str, Any]) -> HTTPResponse:
    url = f"/sparql?{pairs(case.get('url', []))}"
    text = pairs(case["form"]) if "form" in case else case.get("body")
    body = None if text is None else text.encode(case.get("encoding", "utf-8"))
    headers = {"Content-Type": case["type"]} if "type" in case else {}
    connection.request(case.get("method", "GET" if body is None else "POST"), url, body, headers)
    return connection.getresponse()


def everything(connection: HTTPConnection) -> bytes:
    connection.request("GET", f"/sparql?{urlencode({'query': EVERYTHING, 'format': 'csv'})}")
    return connection.getresponse().read()


def test_every_test_of_the_manifest_has_a_request() -> None:
    manifest = manifest_graph(FOLDER / "sparql11/protocol/manifest.ttl")
    named = {str(test).partition("#")[2] for test in manifest.subjects(RDF.type, MF.ProtocolTest)}
    assert named == CASES["tests"].keys()
    assert len(named) == 34


@pytest.mark.parametrize("name", CASES["tests"])
def test_the_protocol(connection: HTTPConnection, name: str) -> None:
    case = CASES["tests"][name]
    response = send(connection, case)
    content = response.read()
    assert response.status == case["status"]
    if "boolean" in case:
        assert json.loads(content)["boolean"] is case["boolean"]
    if "types" in case:
        assert response.headers.get_content_type() in case["types"]
    assert everything(connection) == b"all\r\na b c\r\n", "nothing has changed"


@pytest.mark.parametrize(
    "accept",
    ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json", "application/n-quads"],
)
def test_the_service_description(root: str, connection: HTTPConnection, accept: str) -> None:
    """`returns-rdf`, `has-endpoint-triple` and `conforms-to-schema` of its manifest."""
    connection.request("GET", "/sparql", headers={"Accept": accept})
    response = connection.getresponse()
    assert (response.status, response.headers.get_content_type()) == (200, accept)
    assert "Accept" in response.headers["Vary"]
    quads = list(parse(response.read(), format=RdfFormat.from_media_type(accept)))

    def objects(name: str) -> set[Any]:
        return {quad.object for quad in quads if quad.predicate == NamedNode(f"{SD}{name}")}

    assert objects("endpoint") == {NamedNode(f"{root}/sparql")}
    assert objects("supportedLanguage") == {NamedNode(f"{SD}SPARQL11Query")}
    assert objects("feature") == {NamedNode(f"{SD}UnionDefaultGraph")}
    assert {NamedNode(iri) for iri in CASES["graphs"].values()} <= objects("name")
    assert len(objects("defaultDataset")) == len(objects("defaultGraph")) == 1
    used = {quad.predicate.value for quad in quads}
    assert {iri.removeprefix(SD) for iri in used if iri.startswith(SD)} <= KNOWN
