"""The description of a dataset: every number is what a query on the data gives."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, parse

from igmgraph.build.describe import describe as describe_sorted
from igmgraph.build.infer import infer
from igmgraph.namespaces import BASE, PREFIXES
from igmgraph.rdf.canonical import canonical_nquads
from igmgraph.rdf.sorting import SortedFiles

DATASET = "https://w3id.org/igm/dataset"
DATA = """
GRAPH <{base}graph/catalog> {{
  <https://w3id.org/igm/dataset> a void:Dataset, dcat:Dataset ; dct:license <http://l.org/by> ;
    dct:hasPart <{base}graph/inferred> .
  <{base}graph/places> a sd:NamedGraph .
}}
GRAPH <{base}graph/ontology> {{
  igm:Country a owl:Class ; rdfs:label "country"@en, "a {{country}}"@es, "an alias"@es .
  igm:partOf a owl:TransitiveProperty ; rdfs:label "part of"@en .
}}
GRAPH <{base}graph/places> {{
  <{base}id/place/cl> a igm:Country ; igm:partOf <{base}id/place/world> ; skos:exactMatch wd:Q298, <http://geo.org/1> ;
    foaf:page <http://pages.org/> ; dct:license <http://l.org/by> ; <http://other.org/p#é> [ a <http://other.org/T> ] .
  <{base}id/place/world> igm:partOf <{base}id/place/all> ; rdfs:seeAlso <https://www.wikidata.org/x> .
  <urn:x> skos:exactMatch wd:Q1 .
}}
GRAPH <{base}graph/twice> {{ <{base}id/place/cl> a igm:Country . }}
"""
PROLOGUE = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())


def _quads(base: str = "https://w3id.org/igm/") -> list[Quad]:
    quads = list(parse(input=PROLOGUE + DATA.format(base=base), format=RdfFormat.TRIG))
    return quads + infer(quads, base_iri=base)


def describe(quads: list[Quad], base: str = BASE) -> list[Quad]:
    with TemporaryDirectory() as folder:
        path = Path(folder, "statements")
        path.write_bytes(canonical_nquads(quads))
        with SortedFiles(path) as statements:
            return describe_sorted(statements, base)


def _served(quads: list[Quad]) -> Store:
    store = Store()
    store.bulk_extend([*quads, *describe(quads)])
    return store


def _counted(quads: list[Quad]) -> Store:
    store = Store()
    store.bulk_extend(quads)
    return store


@pytest.fixture(scope="module")
def store() -> Store:
    return _served(_quads())


def _rows(store: Store, query: str) -> list[Any]:
    solutions = store.query(PROLOGUE + query, use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)
    found = []
    for solution in solutions:
        terms = [solution[variable] for variable in solutions.variables]
        found.append(tuple(term.value if isinstance(term, NamedNode | Literal) else str(term) for term in terms))
    return sorted(found)


# Oxigraph's union of graphs gives a triple once for each graph that states it; the description counts it once.
COUNTED = {
    "triples": ("?n", f"<{DATASET}> void:triples ?n", "(COUNT(*) AS ?n) { SELECT DISTINCT * { ?s ?p ?o } }"),
    "subjects": ("?n", f"<{DATASET}> void:distinctSubjects ?n", "(COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
    "objects": ("?n", f"<{DATASET}> void:distinctObjects ?n", "(COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"),
    "properties": ("?n", f"<{DATASET}> void:properties ?n", "(COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }"),
    "classes": ("?n", f"<{DATASET}> void:classes ?n", "(COUNT(DISTINCT ?o) AS ?n) { ?s a ?o }"),
    "entities": (
        "?n",
        f"<{DATASET}> void:entities ?n",
        "(COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o FILTER(STRSTARTS(STR(?s), 'https://w3id.org/igm/id/')) }",
    ),
    "class partitions": (
        "?c ?n",
        f"<{DATASET}> void:classPartition [ void:class ?c ; void:entities ?n ]",
        "?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c",
    ),
    "property partitions": (
        "?p ?n ?s ?o",
        "?x void:property ?p ; void:triples ?n ; void:distinctSubjects ?s ; void:distinctObjects ?o",
        """?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?x) AS ?s) (COUNT(DISTINCT ?y) AS ?o)
        { SELECT DISTINCT * { ?x ?p ?y } } GROUP BY ?p""",
    ),
    "graphs": (
        "?g ?n",
        f"<{DATASET}> void:subset ?g . ?g void:entities ?e ; void:triples ?n",
        "?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    ),
}


@pytest.mark.parametrize("subject", COUNTED)
def test_numbers_are_those_of_the_data(store: Store, subject: str) -> None:
    variables, stated, counted = COUNTED[subject]
    found = _rows(store, f"SELECT {variables} {{ {stated} }}")
    assert found
    assert found == _rows(_counted(_quads()), f"SELECT {counted}")


def test_the_description_knows_its_own_size(store: Store) -> None:
    graph = "<https://w3id.org/igm/graph/description>"
    counted = f"SELECT (COUNT(*) AS ?n) {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
    assert _rows(store, f"SELECT ?n {{ {graph} void:triples ?n }}") == _rows(store, counted)


def test_entities_of_a_graph_are_those_it_describes(store: Store) -> None:
    rows = dict(_rows(store, "SELECT ?g ?n { ?g a sd:NamedGraph ; void:entities ?n }"))
    assert rows["https://w3id.org/igm/graph/places"] == "2"
    assert rows["https://w3id.org/igm/graph/inferred"] == "1"


def test_is_one_graph_without_blank_nodes_or_repetition() -> None:
    quads = _quads()
    description = describe(quads)
    assert {quad.graph_name for quad in description} == {NamedNode("https://w3id.org/igm/graph/description")}
    assert not {quad.triple for quad in description} & {quad.triple for quad in quads}
    assert "_:" not in " ".join(str(quad) for quad in description)
    assert description == describe(list(reversed(quads)))


def test_every_minted_resource_is_labelled_in_three_languages(store: Store) -> None:
    missing = """SELECT ?s ?language {
      GRAPH <https://w3id.org/igm/graph/description> { ?s a ?type }
      VALUES ?language { "en" "es" "fr" }
      FILTER NOT EXISTS { ?s rdfs:label ?label FILTER(LANG(?label) = ?language) }
    }"""
    assert _rows(store, missing) == []
    labels = [label for (label,) in _rows(store, f"SELECT ?l {{ <{DATASET}#class-Country> rdfs:label ?l }}")]
    assert labels == [
        "Class partition: country",
        "Partición por clase: a {country}",
        "Partition par classe : country",
    ]


def test_partitions_of_foreign_terms_have_iris_too(store: Store) -> None:
    rows = dict(_rows(store, "SELECT ?c ?x { ?x void:class ?c }"))
    assert rows["http://www.w3.org/2002/07/owl#Class"] == f"{DATASET}#class-owl-Class"
    assert rows["http://other.org/T"] == f"{DATASET}#class-http-%2F%2Fother.org%2FT"
    rows = dict(_rows(store, "SELECT ?p ?x { ?x void:property ?p }"))
    assert rows["http://other.org/p#é"] == f"{DATASET}#property-http-%2F%2Fother.org%2Fp%23%C3%A9"


def test_linksets_are_by_host_and_leave_pages_out(store: Store) -> None:
    query = """SELECT ?target ?n ?p {
      ?l a void:Linkset ; void:subjectsTarget <https://w3id.org/igm/dataset> ; void:objectsTarget ?target ;
         void:triples ?n ; void:linkPredicate ?p .
      <https://w3id.org/igm/dataset> void:subset ?l .
    }"""
    match, see_also = f"{PREFIXES['skos']}exactMatch", f"{PREFIXES['rdfs']}seeAlso"
    assert _rows(store, query) == [
        (f"{DATASET}#external-geo.org", "1", match),
        (f"{DATASET}#external-www.wikidata.org", "2", see_also),
        (f"{DATASET}#external-www.wikidata.org", "2", match),
    ]


def test_vocabularies_and_examples(store: Store) -> None:
    vocabularies = {iri for (iri,) in _rows(store, f"SELECT ?v {{ <{DATASET}> void:vocabulary ?v }}")}
    assert {"https://w3id.org/igm/ontology", PREFIXES["skos"], PREFIXES["void"]} <= vocabularies
    assert PREFIXES["prov"] not in vocabularies
    place = "https://w3id.org/igm/id/place/cl"
    assert _rows(store, "SELECT ?s ?e { ?s void:exampleResource ?e }") == [
        (DATASET, place),
        (f"{DATASET}#class-Country", place),
    ]


def test_another_base_has_its_own_uri_space() -> None:
    base = "http://data.example.org/"
    quads = _quads(base)
    lines = {str(quad.triple) for quad in describe(quads, base)}
    void = PREFIXES["void"]
    assert f'<{DATASET}> <{void}uriSpace> "{base}id/"' in lines
    assert f"<{DATASET}> <{void}subset> <{base}graph/inferred>" in lines
    assert describe(quads) == []


def test_without_inference_nothing_is_said_of_it() -> None:
    quads = [quad for quad in _quads() if not str(quad.graph_name).endswith("/inferred>")]
    assert "graph/inferred" not in " ".join(str(quad) for quad in describe(quads))


def test_plain_data_are_not_described() -> None:
    assert describe([]) == []
    assert describe(list(parse(input="<urn:a> <urn:p> 1 .", format=RdfFormat.TRIG))) == []
