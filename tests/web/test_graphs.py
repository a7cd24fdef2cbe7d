import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from igmgraph.build.snapshot import Snapshot

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("slug", ["framework", "profile/cl-monte-patria-2024", "inferred", "description", "ontology"])
def test_a_graph_has_a_page_that_counts_it(client: FlaskClient, snapshot: Snapshot, slug: str) -> None:
    response = client.get(f"/graph/{slug}", headers=HTML)
    statements = snapshot.manifest["graphs"][f"https://w3id.org/igm/graph/{slug}"]
    assert f"<dd>{statements:,}</dd>" in response.text
    assert "creativecommons.org/licenses/by/4.0/" in response.headers["Link"]


def test_a_graph_tells_when_it_was_changed(client: FlaskClient) -> None:
    response = client.get("/graph/framework.ttl")
    assert response.last_modified is not None
    assert client.get("/graph/framework.ttl", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_quads_keep_the_name_of_the_graph(client: FlaskClient) -> None:
    for line in client.get("/graph/framework.nq").text.splitlines():
        assert line.endswith("<https://w3id.org/igm/graph/framework> .")


@pytest.mark.parametrize("path", ["/graph/nowhere", "/graph/nowhere.nq", "/graph/a b", "/dataset.exe"])
def test_unknown_graphs_and_formats_are_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers=HTML).status_code == 404


def test_the_dataset_lists_its_graphs_with_their_sizes(client: FlaskClient, snapshot: Snapshot) -> None:
    page = client.get("/dataset", headers=HTML).text
    table = page.partition('<table class="graphs">')[2].partition("</table>")[0]
    for graph, statements in snapshot.manifest["graphs"].items():
        assert f'title="{graph}"' in table
        assert f">{statements:,}</td>" in table
    assert ">42</td>" in page, "members of the class of findings"


def test_the_dataset_is_described_down_to_its_partitions(client: FlaskClient) -> None:
    response = client.get("/dataset", headers={"Accept": "text/turtle"})
    facts = {str(fact).rstrip(" .") for fact in parse(input=response.data, format=RdfFormat.TURTLE)}
    void, finding = "http://rdfs.org/ns/void#", "<https://w3id.org/igm/dataset#class-Finding>"
    assert f"<https://w3id.org/igm/dataset> <{void}classPartition> {finding}" in facts
    assert f'{finding} <{void}entities> "42"^^<http://www.w3.org/2001/XMLSchema#integer>' in facts
    for part in ("propertyPartition", "Linkset", "objectsTarget"):
        assert any(f"<{void}{part}>" in fact for fact in facts)
