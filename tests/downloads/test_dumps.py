"""Dumps say what the data say, in each format, with the same bytes for the same data."""

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse
from rdflib import Graph

from igmgraph.build.snapshot import Snapshot, write_snapshot
from igmgraph.downloads.index import FOLDER, Download, read_index
from igmgraph.namespaces import BASE
from igmgraph.rdf.canonical import canonical_nquads

TEXT = f"""
<{BASE}graph/one> {{ <urn:a> <urn:x:p> "1 <b> ."@en, "=x" . <urn:c> <urn:x:p> _:x . _:x <urn:x:q> <urn:d> }}
<{BASE}graph/in/two> {{ <urn:a> <urn:x:p> "1 <b> ."@en . <urn:b> <urn:x:p> <<( <urn:s> <urn:x:p> "o>>" )>> }}
<{BASE}graph/../three> {{ <urn:a> <urn:x:9> 3 . <urn:a> <urn:x:p> "\\u0001" }}
<urn:elsewhere> {{ <urn:a> <urn:x:p> <urn:e> }}
<urn:plain> <urn:x:p> <urn:{"long" * 20}> .
"""


@pytest.fixture
def odd(tmp_path: Path) -> Snapshot:
    quads = parse(input=TEXT, format=RdfFormat.TRIG, rename_blank_nodes=True)
    return write_snapshot(tmp_path, quads, downloads=True)


def content(snapshot: Snapshot, entry: Download) -> bytes:
    packed = (snapshot.path / FOLDER / entry.name).read_bytes()
    return gzip.decompress(packed) if entry.packed else packed


def facts(snapshot: Snapshot, entry: Download, forms: dict[str, RdfFormat]) -> bytes:
    return canonical_nquads(parse(input=content(snapshot, entry), format=forms[entry.format]))


def union(quads: Iterator[Quad]) -> bytes:
    return canonical_nquads(Quad(*quad.triple) for quad in quads)


FORMS = {"ttl": RdfFormat.TURTLE, "nq": RdfFormat.N_QUADS, "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML}


def test_every_format_of_the_whole_says_the_same(snapshot: Snapshot) -> None:
    data = snapshot.dataset.read_bytes()
    whole = {entry.format: entry for entry in read_index(snapshot.path) if entry.name.startswith("igm.")}
    assert whole.keys() == FORMS.keys()
    triples = union(parse(input=data, format=RdfFormat.N_QUADS))
    assert content(snapshot, whole["nq"]) == data
    assert facts(snapshot, whole["jsonld"], FORMS) == data
    assert facts(snapshot, whole["ttl"], FORMS) == facts(snapshot, whole["rdf"], FORMS) == triples


def test_every_format_of_every_graph_says_the_same(snapshot: Snapshot) -> None:
    by_graph: dict[str, dict[str, Download]] = {}
    for entry in read_index(snapshot.path):
        if entry.graph:
            by_graph.setdefault(entry.graph, {})[entry.format] = entry
    assert by_graph.keys() == snapshot.manifest["graphs"].keys()
    for graph, entries in by_graph.items():
        assert entries.keys() == FORMS.keys(), graph
        quads = content(snapshot, entries["nq"])
        assert quads.count(b"\n") == snapshot.manifest["graphs"][graph]
        triples = union(parse(input=quads, format=RdfFormat.N_QUADS))
        assert facts(snapshot, entries["jsonld"], FORMS) == canonical_nquads(
            parse(input=quads, format=RdfFormat.N_QUADS)
        )
        assert facts(snapshot, entries["ttl"], FORMS) == facts(snapshot, entries["rdf"], FORMS) == triples


def test_another_library_reads_them(snapshot: Snapshot) -> None:
    entries = {entry.name: entry for entry in read_index(snapshot.path)}
    turtle, xml = (
        Graph().parse(data=content(snapshot, entries[f"graph/framework.{extension}.gz"]), format=name)
        for extension, name in (("ttl", "turtle"), ("rdf", "xml"))
    )
    assert len(turtle) == len(xml) == snapshot.manifest["graphs"][f"{BASE}graph/framework"]


def test_odd_graphs_have_a_file_or_are_in_the_whole(odd: Snapshot) -> None:
    names = [entry.name for entry in read_index(odd.path) if not entry.table]
    assert [name for name in names if name.endswith(".nq.gz")] == [
        "igm.nq.gz",
        "graph/https%3A%2F%2Fw3id.org%2Figm%2Fgraph%2F..%2Fthree.nq.gz",
        "graph/in/two.nq.gz",
        "graph/one.nq.gz",
        "graph/urn%3Aelsewhere.nq.gz",
    ]
    # XML has no element for a predicate that ends in a number, no control characters, and no triple terms.
    assert [name for name in names if name.endswith(".rdf.gz")] == ["graph/one.rdf.gz", "graph/urn%3Aelsewhere.rdf.gz"]
    entries = {entry.name: entry for entry in read_index(odd.path)}
    assert "igm.jsonld.gz" not in names
    assert "graph/in/two.jsonld.gz" not in names
    assert content(odd, entries["igm.nq.gz"]) == odd.dataset.read_bytes()
    assert facts(odd, entries["graph/one.jsonld.gz"], FORMS) == content(odd, entries["graph/one.nq.gz"])


def test_the_same_data_give_the_same_bytes(tmp_path: Path, odd: Snapshot) -> None:
    quads = [*parse(input=TEXT, format=RdfFormat.TRIG, rename_blank_nodes=True)]
    again = write_snapshot(tmp_path / "again", reversed(quads), downloads=True)
    assert read_index(again.path) == read_index(odd.path)
    assert len(read_index(odd.path)) > 20


def test_the_index_is_true(snapshot: Snapshot) -> None:
    entries = read_index(snapshot.path)
    assert len(entries) > 100
    for entry in entries:
        path = snapshot.path / FOLDER / entry.name
        assert entry.bytes == path.stat().st_size
        assert entry.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert path.with_name(f"{path.name}.sha256").read_text() == f"{entry.sha256}  {path.name}\n"


def test_a_build_can_do_without(tmp_path: Path) -> None:
    assert read_index(write_snapshot(tmp_path, []).path) == []
