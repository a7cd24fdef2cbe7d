"""The compiled rules find what owlrl finds, byte for byte; what they do not know they refuse."""

import random
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from bench.generate import generate
from igmgraph.build.reasoning import COMPILED, OWLRL, reason
from igmgraph.build.rules import Uncompiled
from igmgraph.errors import ValidationFailed
from igmgraph.namespaces import BASE
from igmgraph.rdf.canonical import canonical_nquads
from igmgraph.rdf.reading import read_ontology, read_sources
from igmgraph.rdf.sorting import SortedFiles
from igmgraph.shipped import DATA

PREFIXES = """
@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
ONTOLOGY = """
:A rdfs:subClassOf :B . :B rdfs:subClassOf :C ; owl:equivalentClass :D . :E owl:disjointWith :F .
:p rdfs:subPropertyOf :q ; rdfs:domain :A . :q rdfs:range :E ; owl:inverseOf :r . :r rdfs:subPropertyOf :back .
:part a owl:TransitiveProperty . :unit rdfs:subPropertyOf :part . :near a owl:SymmetricProperty ; rdfs:range :A .
:reach owl:propertyChainAxiom ( :part :aim ), ( :unit :s :aim ) . :aim rdfs:subPropertyOf :reach .
:s owl:equivalentProperty :t . :name rdfs:subPropertyOf rdfs:label . :one a owl:FunctionalProperty .
"""
THINGS = [f":x{number}" for number in range(8)]
LINKS = [":p", ":q", ":r", ":part", ":part", ":unit", ":near", ":reach", ":aim", ":aim", ":s", ":t", ":other"]


def _quads(text: str) -> list[Quad]:
    return list(parse(input=PREFIXES + text, format=RdfFormat.TRIG, rename_blank_nodes=True))


def _conclude(folder: Path, quads: list[Quad], background: list[Quad], reasoner: str) -> bytes:
    path, target = folder / "asserted", folder / reasoner
    path.write_bytes(canonical_nquads(quads))
    with SortedFiles(path) as asserted:
        reason(asserted, background, BASE, target, reasoner=reasoner)
    return target.read_bytes()


def _both(folder: Path, quads: list[Quad], background: list[Quad] | None = None) -> tuple[bytes, bytes]:
    compiled, reference = (_conclude(folder, quads, background or [], each) for each in (COMPILED, OWLRL))
    return compiled, reference


def test_the_closure_of_the_shipped_data_is_that_of_owlrl(tmp_path: Path) -> None:
    compiled, reference = _both(tmp_path, list(read_sources([DATA]).quads))
    assert compiled == reference
    assert compiled.count(b"\n") > 2000


def test_the_closure_of_generated_profiles_is_that_of_owlrl(tmp_path: Path) -> None:
    quads = list(parse(input="".join(generate(4)), format=RdfFormat.N_QUADS))
    compiled, reference = _both(tmp_path, quads, list(read_ontology().quads))
    assert compiled == reference
    assert compiled.count(b"\n") > 4000


@pytest.mark.parametrize("seed", range(20))
def test_the_closure_of_any_data_is_that_of_owlrl(tmp_path: Path, seed: int) -> None:
    chosen = random.Random(seed)
    lines = [
        f":g{chosen.randrange(3)} {{ {chosen.choice(THINGS)} {chosen.choice(LINKS)} {chosen.choice(THINGS)} }}"
        for _ in range(chosen.randrange(4, 24))
    ]
    lines += [f"{each} a :{chosen.choice('ABCDE')} ; :name 'a', 'a \"b\" <c> .'@es ; :one 1 ." for each in THINGS[:3]]
    lines.append("[] :part :x1 . :x2 :part [ :aim 'somewhere', [] ] ; :other <<( :x1 :p :x2 )>> .")
    data, ontology = _quads("\n".join(lines)), _quads(ONTOLOGY)
    compiled, reference = _both(tmp_path, [*data, *ontology])
    assert compiled == reference
    compiled, reference = _both(tmp_path, data, ontology)
    assert compiled == reference


@pytest.mark.parametrize(
    "axiom",
    [
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:someValuesFrom :B ] .",
        ":x owl:sameAs :y .",
        ":p a owl:InverseFunctionalProperty .",
        ":A owl:hasKey ( :p ) .",
        ":p rdfs:subPropertyOf rdfs:subClassOf .",
        ":a owl:inverseOf :b . :c owl:propertyChainAxiom ( :a :d ) .",
        ":c owl:propertyChainAxiom :nothing .",
        ":p a owl:FunctionalProperty . :x :p :y, :z .",
    ],
)
def test_what_is_not_compiled_is_refused(tmp_path: Path, axiom: str) -> None:
    with pytest.raises(Uncompiled, match=r"compiled rules|no list"):
        _conclude(tmp_path, _quads(axiom), [], COMPILED)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (":x a :E, :F .", "Disjoint classes .*E and .*F have a common individual .*/x"),
        (":y :q :x . :x a :F .", "Disjoint classes .*E and .*F have a common individual .*/x"),
        (":x :one 1, 2 .", "are different values where the ontology allows one"),
    ],
)
def test_a_contradiction_is_named(tmp_path: Path, data: str, message: str) -> None:
    for reasoner in (COMPILED, OWLRL):
        with pytest.raises(ValidationFailed, match=message):
            _conclude(tmp_path, _quads(data + ONTOLOGY), [], reasoner)
