"""What follows from a small ontology and small data, and what is not worth saying."""

import time

import pytest
from owlrl import OWLRL_Semantics
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from rdflib import OWL, RDF, RDFS, XSD, Graph

from igmgraph.build.infer import infer
from igmgraph.errors import ValidationFailed

PREFIXES = """
@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ONTOLOGY = """
:Finding a owl:Class .
:Developed a owl:Class ; rdfs:subClassOf :Finding ; owl:disjointWith :Potential .
:Potential a owl:Class ; rdfs:subClassOf :Finding .
:ledBy a owl:ObjectProperty ; rdfs:subPropertyOf :involves .
:involves a owl:ObjectProperty ; rdfs:range :Institution .
:hasFinding a owl:ObjectProperty ; owl:inverseOf :ofProfile .
:partOf a owl:ObjectProperty, owl:TransitiveProperty .
:contributesTo a owl:ObjectProperty ; owl:propertyChainAxiom ( :inDomain :contributesTo ), ( :partOf :contributesTo ) .
:note a owl:DatatypeProperty ; rdfs:subPropertyOf :text .
:year a owl:DatatypeProperty , owl:FunctionalProperty ; rdfs:range xsd:gYear ; rdfs:domain :Dated .
:Leading owl:equivalentClass [ a owl:Restriction ; owl:onProperty :ledBy ; owl:someValuesFrom :Institution ] .
"""
DATA = """
:w1 a :Developed ; :ledBy :office ; :ofProfile :profile ; :inDomain :domain ; :year "2023"^^xsd:gYear ;
    :note "un nota"@es, "01"^^xsd:integer, "1"^^xsd:integer ; :source [ :partOf :framework ] .
:domain :partOf :framework .
:framework :partOf :library ; :contributesTo :target .
"""
INFERRED = """
:domain :contributesTo :target ; :partOf :library .
:ledBy rdfs:range :Institution .
:office a :Institution .
:profile :hasFinding :w1 .
:w1 a :Dated, :Finding, :Leading ; :contributesTo :target ; :involves :office ;
    :text "un nota"@es, "01"^^xsd:integer, "1"^^xsd:integer .
"""


def _quads(text: str) -> list[Quad]:
    return list(parse(input=PREFIXES + text, format=RdfFormat.TRIG, rename_blank_nodes=True))


def _triples(quads: list[Quad]) -> set[object]:
    return {quad.triple for quad in quads}


def test_infers_what_follows_and_nothing_else() -> None:
    assert _triples(infer(_quads(ONTOLOGY + DATA))) == _triples(_quads(INFERRED))


def test_goes_into_one_graph_sorted() -> None:
    quads = infer(_quads(ONTOLOGY + DATA))
    assert {quad.graph_name for quad in quads} == {NamedNode("https://w3id.org/igm/graph/inferred")}
    assert quads == sorted(quads, key=str)
    assert infer(list(reversed(_quads(ONTOLOGY + DATA)))) == quads
    rebased = infer(_quads(ONTOLOGY + DATA), base_iri="http://x.org/")
    assert {quad.graph_name for quad in rebased} == {NamedNode("http://x.org/graph/inferred")}


def test_nothing_is_stated_twice_whatever_the_graph() -> None:
    data = _quads(ONTOLOGY + DATA + ":other { :w1 a :Finding } :third { :office a :Institution }")
    assert _triples(infer(data)) == _triples(_quads(INFERRED)) - _triples(data)
    assert infer([*data, *infer(data)]) == []


def test_an_ontology_in_the_background_is_not_spoken_of() -> None:
    triples = _triples(infer(_quads(DATA), _quads(ONTOLOGY + ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .")))
    assert triples == _triples(_quads(INFERRED.replace(":ledBy rdfs:range :Institution .", "")))
    assert infer(_quads(":a :unknown :b ."), _quads(ONTOLOGY)) == []


def test_equals_the_filtered_closure_of_the_whole() -> None:
    """The plain reasoner, on rdflib's own reading of the same text, finds the same triples of IRIs."""
    text = (
        PREFIXES + ONTOLOGY + DATA + ":a owl:sameAs :w1 ; :year '2023'^^xsd:gYear . :b owl:equivalentClass :Finding ."
    )
    graph = Graph().parse(data=text, format="turtle")
    stated = set(graph)
    OWLRL_Semantics(graph, False, False).closure()
    builtin = tuple(f"<{namespace}" for namespace in (RDF, RDFS, OWL, XSD))
    expected = set()
    for subject, predicate, value in ((s.n3(), p.n3(), o.n3()) for s, p, o in set(graph) - stated):
        resources = subject.startswith("<") and value.startswith("<")
        trivial = subject == value and predicate.startswith(builtin)
        if resources and not trivial and not subject.startswith(builtin) and not value.startswith(builtin):
            expected.add(f"{subject} {predicate} {value}")
    found = {str(quad.triple) for quad in infer(_quads(text)) if isinstance(quad.object, NamedNode)}
    assert found == expected
    assert len(found) == 28


def test_literals_are_carried_as_they_are() -> None:
    quads = infer(_quads(ONTOLOGY + ':w1 :note "01"^^xsd:integer, "x\\n\\"y"@es-CL, "2.50"^^xsd:decimal .'))
    assert {quad.object for quad in quads if isinstance(quad.object, Literal)} == {
        Literal("01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        Literal('x\n"y', language="es-cl"),
        Literal("2.50", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
    }


def test_cardinalities_are_understood() -> None:
    axiom = ":One rdfs:subClassOf [ owl:onProperty :head ; owl:maxCardinality 1 ] . :x a :One ; :head :a, :b ."
    triples = _triples(infer(_quads(axiom)))
    assert _triples(_quads(":a owl:sameAs :b . :b owl:sameAs :a .")) <= triples


def test_triple_terms_are_passed_over() -> None:
    assert infer(_quads(":x :p <<( :a a :Developed )>> ."), _quads(ONTOLOGY)) == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(
            ":x a :Developed, :Potential .", "Disjoint classes .*Developed.* common individual .*/x", id="disjoint"
        ),
        pytest.param(
            ":x :year '2022'^^xsd:gYear, '2023'^^xsd:gYear .",
            '"2022"\\^\\^<.*gYear> and "2023"\\^\\^<.*gYear> are different values where the ontology allows one',
            id="two values",
        ),
        pytest.param(
            ":p a owl:IrreflexiveProperty . :x a :Developed, :Potential ; :p :x .",
            "(?s)contradict the ontology:\nDisjoint.*\nIrreflexive",
            id="several",
        ),
        pytest.param(
            "[] owl:sourceIndividual :x ; owl:assertionProperty :n ; owl:targetValue 'no' . :x :n 'no' .",
            r'\(http://example.org/x, http://example.org/n, "no"\)',
            id="a literal in the message",
        ),
    ],
)
def test_a_contradiction_is_named(data: str, message: str) -> None:
    with pytest.raises(ValidationFailed, match=message):
        infer(_quads(data), _quads(ONTOLOGY))


def test_six_thousand_triples_take_seconds() -> None:
    finding = (
        ":w{0} a :Developed ; :ledBy :i{1} ; :inDomain :domain ; :ofProfile :profile ; :note 'a{0}'@en, 'b{0}'@es ."
    )
    labels = " ".join(f":w{{0}} rdfs:label 'label {number} of {{0}}' ." for number in range(15))
    data = _quads(ONTOLOGY + DATA + "\n".join((finding + labels).format(n, n % 40) for n in range(300)))
    assert len(data) > 6000
    begin = time.perf_counter()
    assert len(infer(data)) > 1500
    # Measured: 2 seconds on two cores; the limit leaves room for a busy machine.
    assert time.perf_counter() - begin < 15
