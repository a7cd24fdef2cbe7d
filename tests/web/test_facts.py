"""The same facts in every format, and every IRI of the shipped data leads to them."""

import pytest
from flask.testing import FlaskClient
from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, Store, parse

from igmgraph.build.snapshot import Snapshot
from igmgraph.namespaces import BASE

TRIPLES = {
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
    "nt": RdfFormat.N_TRIPLES,
}
QUADS = {"trig": RdfFormat.TRIG, "nq": RdfFormat.N_QUADS}
SAMPLE = [
    "doc/finding/cl-monte-patria-2024/migrants-rights/w1",
    "doc/profile/cl-monte-patria-2024",
    "doc/domain/partnerships",
    "doc/institution/cl-monte-patria/oficina-de-inclusion",
    "doc/place/cl-monte-patria",
    "doc/framework/migof",
    "ontology",
    "dataset",
    "graph/framework",
    "graph/profile/cl-monte-patria-2024",
    "graph/inferred",
    "graph/ontology",
    "graph/description",
]


def read(client: FlaskClient, path: str, form: RdfFormat) -> Dataset:
    response = client.get(path)
    assert response.status_code == 200
    dataset = Dataset(parse(input=response.data, format=form))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


@pytest.mark.parametrize("path", SAMPLE)
def test_every_format_holds_the_same_facts(client: FlaskClient, path: str) -> None:
    facts = read(client, f"/{path}.ttl", RdfFormat.TURTLE)
    assert len(facts) > 5
    for extension, form in TRIPLES.items():
        assert read(client, f"/{path}.{extension}", form) == facts, extension
    with_graphs = read(client, f"/{path}.nq", RdfFormat.N_QUADS)
    assert read(client, f"/{path}.trig", RdfFormat.TRIG) == with_graphs
    assert len({quad.triple for quad in with_graphs}) == len(facts)
    assert any(isinstance(quad.graph_name, NamedNode) for quad in with_graphs)


def test_a_named_graph_is_served_whole(client: FlaskClient, snapshot: Snapshot) -> None:
    store = Store.read_only(str(snapshot.store))
    for name in store.named_graphs():
        path = f"/{name.value.removeprefix(BASE)}.nq"
        served = Dataset(parse(input=client.get(path).data, format=RdfFormat.N_QUADS))
        stored = Dataset(store.quads_for_pattern(None, None, None, name))
        for dataset in (served, stored):
            dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        assert served == stored, name


def test_a_description_holds_what_the_graph_states(client: FlaskClient, snapshot: Snapshot) -> None:
    thing = NamedNode(f"{BASE}id/institution/cl-monte-patria/oficina-de-inclusion")
    store = Store.read_only(str(snapshot.store))
    path = f"/doc/{thing.value.removeprefix(f'{BASE}id/')}.nq"
    served = set(parse(input=client.get(path).data, format=RdfFormat.N_QUADS))
    assert set(store.quads_for_pattern(thing, None, None)) <= served
    assert set(store.quads_for_pattern(None, None, thing)) <= served
    document = NamedNode(f"{BASE}doc/institution/cl-monte-patria/oficina-de-inclusion")
    about = {quad.predicate.value.rpartition("/")[2] for quad in served if quad.subject == document}
    assert {"primaryTopic", "license", "isPartOf"} < about


def iris(snapshot: Snapshot) -> list[str]:
    """Every IRI of an instance or a graph that occurs in the shipped data."""
    terms: set[object] = set()
    for quad in parse(input=snapshot.dataset.read_bytes(), format=RdfFormat.N_QUADS):
        terms.update((quad.subject, quad.predicate, quad.object, quad.graph_name))
    found = {term.value for term in terms if isinstance(term, NamedNode)}
    return sorted(iri for iri in found if iri.startswith((f"{BASE}id/", f"{BASE}graph/")))


def test_every_iri_leads_to_a_page_and_to_turtle(client: FlaskClient, snapshot: Snapshot) -> None:
    found = iris(snapshot)
    assert len(found) > 100
    for iri in found:
        for accept in ("text/html", "text/turtle"):
            response = client.get(iri.removeprefix(BASE[:-1]), headers={"Accept": accept})
            if "/id/" in iri:
                assert response.status_code == 303, iri
                response = client.get(response.headers["Location"], headers={"Accept": accept})
                assert iri in response.text
            assert (response.status_code, response.mimetype) == (200, accept), iri


def test_quads_compare_by_value() -> None:
    """The comparisons above would pass for any two datasets if this did not hold."""
    one, other = (Dataset([Quad(NamedNode("urn:a"), NamedNode("urn:b"), NamedNode(f"urn:{n}"))]) for n in "cd")
    assert one != other
