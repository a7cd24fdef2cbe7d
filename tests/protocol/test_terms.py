"""Terms that a query makes out of nothing are valid in every format, or are not made."""

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse
from rdflib import Graph

from tests.protocol.answers import Solutions, read_answer
from tests.protocol.hostile import MARKUP

#: Expressions, and whether they give a term; SPARQL's functions give an error for what would be none.
TERMS = {
    f'BNODE("{MARKUP} <urn:x> <urn:y> .")': None,
    r'BNODE("a\u0001")': None,
    'BNODE("")': None,
    'STRLANG("a", "en> <x")': False,
    r'STRLANG("a", "en\n")': False,
    'STRLANG("a", "")': False,
    'STRDT("a", <urn:x>)': True,
    'IRI("http://a b")': False,
    'IRI("http://a>b")': False,
    r'IRI("http://a\u0001b")': False,
    r'IRI("http://a/\uFFFE")': False,
    r'IRI("http://a/&<>\"")': False,
    'IRI("../x")': True,
    'IRI("")': True,
    'IRI("javascript:alert(1)")': True,
    'STRDT("<a><b", <http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral>)': True,
    'STRDT("{", <http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>)': True,
    f'STRDT("{MARKUP}", <http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML>)': True,
    'STRDT("NaN", <http://www.w3.org/2001/XMLSchema#double>)': True,
    'STRDT("99999999999999999999999999", <http://www.w3.org/2001/XMLSchema#integer>)': True,
    r'"\uFFFF\u0000\u0001\u202E"': True,
    r'"a\tb\rc\nd"': True,
    '"=1+1"': True,
    "\"-2+3+cmd|' /C calc'!A0\"": True,
}
SOLUTIONS = {"json": "application/sparql-results+json", "xml": "application/sparql-results+xml", "csv": "text/csv"}
GRAPHS = {"ttl": "text/turtle", "nt": "application/n-triples", "rdf": "application/rdf+xml", "trig": "application/trig"}
#: Predicates, and whether they end in what can be the name of an element in XML.
PREDICATES = {
    "urn:b:": False,
    "http://e.org/": False,
    "http://e.org/1": False,
    "http://e.org/1a": True,
    "http://e.org/a-.": True,
    "http://e.org/é": True,
    "x:": False,
    "http://e.org/p?q=1&r=2": False,
}


@pytest.mark.parametrize("form", [*SOLUTIONS, "tsv", "html"])
@pytest.mark.parametrize("term", TERMS)
def test_a_solution_is_well_formed(client: FlaskClient, term: str, form: str) -> None:
    answer = client.get("/sparql", query_string={"query": f"SELECT (({term}) AS ?x) (1 AS ?y) {{}}", "format": form})
    assert answer.status_code == 200
    if form == "html":
        assert MARKUP not in answer.text
        assert 'href="javascript:' not in answer.text
        return
    found = read_answer(answer.data, SOLUTIONS.get(form, "text/tab-separated-values"))
    assert isinstance(found, Solutions)
    (row,) = found.rows
    if TERMS[term] is not None and form != "csv":
        assert ("x" in row) is TERMS[term]


@pytest.mark.parametrize("form", [*GRAPHS, "jsonld", "nq"])
@pytest.mark.parametrize("term", TERMS)
def test_a_graph_is_well_formed(client: FlaskClient, term: str, form: str) -> None:
    query = f"CONSTRUCT {{ <urn:s> <urn:p:p> ?x, 1 }} WHERE {{ BIND({term} AS ?x) }}"
    answer = client.get("/sparql", query_string={"query": query, "format": form})
    assert answer.status_code == 200
    triples = list(parse(answer.data, format=RdfFormat.from_media_type(answer.mimetype or "")))
    assert len(triples) in {True: {2}, False: {1}, None: {1, 2}}[TERMS[term]]


@pytest.mark.parametrize("form", GRAPHS)
@pytest.mark.parametrize("predicate", PREDICATES)
def test_any_predicate_is_written_or_refused(client: FlaskClient, predicate: str, form: str) -> None:
    query = f"CONSTRUCT {{ <urn:s> <{predicate}> 1 }} WHERE {{}}"
    answer = client.get("/sparql", query_string={"query": query, "format": form})
    if form == "rdf" and not PREDICATES[predicate]:
        assert answer.status_code == 403
        return
    (triple,) = parse(answer.data, format=RdfFormat.from_media_type(GRAPHS[form]))
    assert triple.predicate.value == predicate
    if form == "rdf":
        assert [str(each) for each in Graph().parse(data=answer.data, format="xml").predicates()] == [predicate]


@pytest.mark.parametrize("name", ["li", "Description", "about"])
def test_what_rdf_xml_cannot_say_is_refused_and_said_otherwise(client: FlaskClient, name: str) -> None:
    query = f"CONSTRUCT {{ <urn:s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}> 1 }} WHERE {{}}"
    statuses = {
        form: client.get("/sparql", query_string={"query": query, "format": form}).status_code for form in GRAPHS
    }
    assert statuses.pop("rdf") == 403
    assert set(statuses.values()) == {200}
