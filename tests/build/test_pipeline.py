"""From files to a snapshot in service, and what keeps the old one there."""

from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, Store

from igmgraph.build import pipeline
from igmgraph.build.snapshot import Snapshot, open_snapshot
from igmgraph.errors import InputError, RdfSyntaxError, Unavailable, ValidationFailed
from igmgraph.namespaces import PREFIXES
from igmgraph.rdf import reading

PROLOGUE = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
GRAPH, ID = "https://w3id.org/igm/graph/", "https://w3id.org/igm/id/"
ONTOLOGY = """
igm:Country a owl:Class ; rdfs:subClassOf igm:Place .
igm:partOf a owl:TransitiveProperty .
"""
SHAPES = """
igmsh:Country a sh:NodeShape ; sh:targetClass igm:Country ;
    sh:property igmsh:Country-label .
igmsh:Country-label sh:path rdfs:label ; sh:minCount 1 ; sh:message "A country has a label"@en .
"""
CATALOG = f"""
<https://w3id.org/igm/dataset> a void:Dataset , dcat:Dataset ; rdfs:label "Dataset"@en .
<{GRAPH}catalog> a sd:NamedGraph ; igm:sourceFile "catalog.ttl" .
<{GRAPH}places> a sd:NamedGraph ; igm:sourceFile "places.ttl" .
"""
PLACES = f"""
<{ID}place/cl> a igm:Country ; rdfs:label "Chile"@es .
<{ID}place/cl-x> igm:partOf <{ID}place/cl-co> .
<{ID}place/cl-co> igm:partOf <{ID}place/cl> .
"""


@pytest.fixture
def dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small dataset, ontology and shapes in place of the shipped ones; the working folder is above them."""
    texts = {
        "ontology/igm.ttl": ONTOLOGY,
        "ontology/alignment.ttl": "igm:Place rdfs:subClassOf schema:Place .",
        "ontology/shapes.ttl": SHAPES,
        "data/catalog.ttl": CATALOG,
        "data/places.ttl": PLACES,
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(PROLOGUE + text)
    monkeypatch.chdir(tmp_path)
    files = {slug: tmp_path / "ontology" / f"{name}.ttl" for slug, name in [("ontology", "igm"), ("alignment",) * 2]}
    monkeypatch.setattr(reading, "ONTOLOGY_FILES", files)
    monkeypatch.setattr(pipeline, "SHAPE_FILES", (tmp_path / "ontology" / "shapes.ttl",))
    return Path("data")


def _ask(snapshot: Snapshot, query: str) -> list[str]:
    solutions = Store.read_only(str(snapshot.store)).query(query, use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)
    return sorted(str(solution[0]) for solution in solutions)


def _graphs(snapshot: Snapshot) -> set[str]:
    return {iri.removeprefix(GRAPH) for iri in snapshot.manifest["graphs"]}


def test_a_dataset_is_built_with_everything(dataset: Path) -> None:
    snapshot = pipeline.build([dataset], Path("store"))
    assert open_snapshot(Path("store")) == snapshot
    assert _graphs(snapshot) == {"alignment", "catalog", "description", "inferred", "ontology", "places"}
    query = f"SELECT ?whole {{ <{ID}place/cl-x> <{PREFIXES['igm']}partOf> ?whole }}"
    assert _ask(snapshot, query) == [f"<{ID}place/cl-co>", f"<{ID}place/cl>"]


def test_an_inferred_triple_is_in_no_other_graph(dataset: Path) -> None:
    snapshot = pipeline.build([dataset], Path("store"))
    twice = f"GRAPH <{GRAPH}inferred> {{ ?s ?p ?o }} GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{GRAPH}inferred>)"
    assert _ask(snapshot, f"SELECT ?s {{ {twice} }}") == []
    assert _ask(snapshot, f"SELECT ?o {{ GRAPH <{GRAPH}inferred> {{ <{ID}place/cl> a ?o }} }}") == [
        "<https://schema.org/Place>",
        f"<{PREFIXES['igm']}Place>",
    ]


def test_parts_can_be_left_out(dataset: Path) -> None:
    (dataset / "places.ttl").write_text(PROLOGUE + f"<{ID}place/cl> a igm:Country .")
    snapshot = pipeline.build([dataset], Path("store"), validate=False, inference=False)
    assert _graphs(snapshot) == {"alignment", "catalog", "description", "ontology", "places"}


def test_plain_files_are_loaded_as_they_are(dataset: Path) -> None:
    Path("plain.nq").write_text('<urn:a> <urn:p> <urn:b> <urn:g> .\n<urn:a> <urn:p> "c" .\n')
    snapshot = pipeline.build([Path("plain.nq")], Path("store"))
    assert snapshot.manifest["graphs"] == {"": 1, "urn:g": 1}


def test_plain_files_are_still_reasoned_about(dataset: Path) -> None:
    Path("plain.nt").write_text(
        f"<urn:a> <{PREFIXES['igm']}partOf> <urn:b> .\n<urn:b> <{PREFIXES['igm']}partOf> <urn:c> ."
    )
    snapshot = pipeline.build([Path("plain.nt")], Path("store"))
    assert snapshot.manifest["graphs"] == {"": 2, f"{GRAPH}inferred": 1}


def test_instances_are_minted_under_another_base(dataset: Path) -> None:
    snapshot = pipeline.build([dataset], Path("store"), "http://x.org/")
    assert f"<{ID}" not in snapshot.dataset.read_text()
    assert {"http://x.org/graph/inferred", "http://x.org/graph/description"} <= snapshot.manifest["graphs"].keys()
    assert snapshot.manifest["base_iri"] == "http://x.org/"


def test_same_sources_same_bytes(dataset: Path) -> None:
    Path("more.ttl").write_text("<urn:a> <urn:p> [ <urn:q> [] ], [ <urn:q> 1 ] .")
    one = pipeline.build([dataset, Path("more.ttl")], Path("one"))
    two = pipeline.build([Path("more.ttl"), dataset, dataset / "places.ttl"], Path("two"))
    assert one.dataset.read_bytes() == two.dataset.read_bytes()


@pytest.mark.parametrize("limit", [pipeline.LARGE, 0], ids=["small", "large"])
@pytest.mark.parametrize("base", ["https://w3id.org/igm/", "https://data.example.org/"])
def test_a_dump_builds_again(dataset: Path, limit: int, base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = pipeline.build([dataset], Path("store"), base, downloads=False)
    stale = f"<{ID}place/cl> <urn:p> <{ID}place/gone> <{{}}graph/inferred> .\n"
    Path("dump.nq").write_text(first.dataset.read_text() + stale.format("https://w3id.org/igm/") + stale.format(base))
    monkeypatch.setattr(pipeline, "LARGE", limit)
    again = pipeline.build([Path("dump.nq")], Path("again"), base, downloads=False)
    assert again.dataset.read_bytes() == first.dataset.read_bytes()
    plain = pipeline.build([Path("dump.nq")], Path("plain"), base, downloads=False, inference=False)
    assert _graphs(plain) == {name for name in _graphs(first) if not name.endswith("inferred")}


def test_a_violation_names_file_resource_path_and_message(dataset: Path) -> None:
    old = pipeline.build([dataset], Path("store"))
    (dataset / "places.ttl").write_text(PROLOGUE + f"<{ID}place/cl> a igm:Country .")
    with pytest.raises(ValidationFailed) as caught:
        pipeline.build([dataset], Path("store"))
    (line,) = [line for line in str(caught.value).splitlines() if "place/cl" in line]
    for part in ("data/places.ttl", "place/cl", "rdfs:label", "A country has a label"):
        assert part in line
    assert open_snapshot(Path("store")) == old


def test_data_can_be_checked_without_a_build(dataset: Path) -> None:
    assert pipeline.check([dataset]).conforms
    Path("bad.ttl").write_text(PROLOGUE + "<urn:x> a igm:Country .")
    report = pipeline.check([Path("bad.ttl")])
    assert not report.conforms
    assert len(report.violations) == 1
    assert not Path("store").exists()


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        pytest.param("<urn:a> <urn:b>", RdfSyntaxError, r"^data/places\.ttl:\d+:\d+: ", id="malformed"),
        pytest.param(
            "<urn:A> owl:disjointWith <urn:B> . <urn:x> a <urn:A>, <urn:B> .",
            ValidationFailed,
            "Disjoint classes urn:A and urn:B have a common individual urn:x",
            id="contradictory",
        ),
    ],
)
def test_a_failed_build_leaves_the_old_one(dataset: Path, text: str, error: type[InputError], message: str) -> None:
    old = pipeline.build([dataset], Path("store"))
    (dataset / "places.ttl").write_text(PROLOGUE + text)
    with pytest.raises(error, match=message):
        pipeline.build([dataset], Path("store"))
    assert open_snapshot(Path("store")) == old


def test_a_failed_first_build_leaves_nothing(dataset: Path) -> None:
    with pytest.raises(InputError, match="gone: no such file or folder"):
        pipeline.build([Path("gone")], Path("store"))
    with pytest.raises(Unavailable):
        open_snapshot(Path("store"))


STEPS = ["read", "validate", "infer", "describe", "write", "load", "index", "downloads"]


def test_progress_is_told_step_by_step(dataset: Path) -> None:
    told: list[tuple[str, int, int]] = []
    pipeline.build([dataset], Path("store"), progress=lambda *step: told.append(step))
    assert list(dict.fromkeys(step for step, _, _ in told)) == STEPS
    last = {step: (done, total) for step, done, total in told}
    assert all(done == total for done, total in last.values())
