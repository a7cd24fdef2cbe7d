"""Programs that researchers use, against the running service."""

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

import pytest
from click.testing import CliRunner
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, JSONLD, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from igmgraph.cli import main

IGM = "https://w3id.org/igm/ontology#"
FINDING = URIRef("https://w3id.org/igm/id/finding/cl-monte-patria-2024/migrants-rights/w1")
DOMAINS = f"SELECT ?domain {{ ?domain a <{IGM}Domain> ; <{IGM}order> ?order }} ORDER BY ?order"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h }"


def answer(service: str, query: str, form: str, method: str = "GET") -> Any:
    client = SPARQLWrapper(f"{service}/sparql", returnFormat=form)
    client.setQuery(query)
    client.setMethod(method)
    return client.queryAndConvert()


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_reads_json(service: str, method: str) -> None:
    rows = answer(service, DOMAINS, JSON, method)["results"]["bindings"]
    assert [row["domain"]["value"].rpartition("/")[2] for row in rows] == [
        "migrants-rights",
        "whole-of-government",
        "partnerships",
        "socioeconomic-wellbeing",
        "mobility-in-crises",
        "safe-orderly-regular",
    ]


def test_sparqlwrapper_reads_xml_csv_and_turtle(service: str) -> None:
    assert len(answer(service, DOMAINS, XML).getElementsByTagName("result")) == 6
    assert answer(service, DOMAINS, CSV).count(b"\r\n") == 7
    turtle = answer(service, f"CONSTRUCT WHERE {{ <{FINDING}> a ?type }}", TURTLE)
    assert (FINDING, RDF.type, URIRef(f"{IGM}WellDevelopedArea")) in Graph().parse(data=turtle, format="turtle")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own JSON-LD parser
@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_reads_what_it_asks_for_twice(service: str, method: str) -> None:
    """Of these formats it sends two names, each as `format`."""
    assert answer(service, DOMAINS, TSV, method).count(b"\n") == 7
    for form in (RDFXML, JSONLD):
        read = answer(service, f"CONSTRUCT WHERE {{ <{FINDING}> a ?type }}", form, method)
        assert (FINDING, RDF.type, URIRef(f"{IGM}WellDevelopedArea")) in read


def test_sparqlwrapper_is_told_of_a_malformed_query(service: str) -> None:
    with pytest.raises(QueryBadFormed, match="line 1, column"):
        answer(service, "SELECT * {", JSON)


def test_rdflib_reads_the_service_as_a_graph(service: str) -> None:
    graph = Graph(SPARQLStore(f"{service}/sparql"))
    assert graph.value(FINDING, URIRef(f"{IGM}order")).toPython() == 1  # type: ignore[union-attr]
    assert {label.language for label in graph.objects(FINDING, RDFS.label)} == {"en", "es", "fr"}  # type: ignore[attr-defined]
    assert len(list(graph.query(DOMAINS))) == 6


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own JSON-LD parser
@pytest.mark.parametrize("form", [None, "turtle", "json-ld", "xml", "nt"])
def test_rdflib_dereferences_a_finding(service: str, form: str | None) -> None:
    url = f"{service}/id/finding/cl-monte-patria-2024/migrants-rights/w1"
    assert (FINDING, RDF.type, URIRef(f"{IGM}WellDevelopedArea")) in Graph().parse(url, format=form)


def test_our_own_command_asks_an_endpoint(service: str) -> None:
    arguments = ["query", "-", "--endpoint", f"{service}/sparql", "--format", "csv"]
    shown = CliRunner().invoke(main, arguments, input=DOMAINS)
    assert (shown.exit_code, shown.output.count("\n")) == (0, 7)
    failed = CliRunner().invoke(main, arguments, input="SELECT * {")
    assert (failed.exit_code, "line 1, column" in failed.stderr) == (1, True)
    arguments[3] = "http://127.0.0.1:1/sparql"
    away = CliRunner().invoke(main, arguments, input=DOMAINS)
    assert (away.exit_code, "http://127.0.0.1:1/sparql" in away.stderr) == (1, True)


def test_a_query_past_its_deadline_is_told_and_the_next_one_answers(service: str) -> None:
    late = f"{service}/sparql?{urllib.parse.urlencode({'query': CROSS})}"
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(late, timeout=30)
    with caught.value as refusal:
        problem = json.load(refusal)
    assert (problem["status"], problem["type"]) == (504, "https://w3id.org/igm/problems/query-timeout")
    with urllib.request.urlopen(f"{service}/sparql?query=ASK%7B%7D", timeout=30) as next_answer:
        assert json.load(next_answer)["boolean"] is True


def test_info_tells_of_a_service_what_is_so_though_nothing_was_published_there(service: str) -> None:
    told = CliRunner().invoke(main, ["info", "--endpoint", f"{service}/sparql"]).output.splitlines()
    found = dict(line.split(": ", 1) for line in told[1:])
    assert found["default graph"] == "the union of the named graphs"
    assert found["dataset of the protocol"] == found["property paths"] == "yes"
