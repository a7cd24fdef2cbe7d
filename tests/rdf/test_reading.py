"""Files, folders and datasets with a catalog; instance IRIs under another base."""

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode

from igmgraph.errors import InputError, RdfSyntaxError
from igmgraph.rdf import reading
from igmgraph.rdf.reading import Sources, read_ontology, read_sources

ONTOLOGY = "https://w3id.org/igm/ontology#"
ID = "https://w3id.org/igm/id/"
CATALOG = """
@prefix igm: <https://w3id.org/igm/ontology#> .
<https://w3id.org/igm/graph/catalog> igm:sourceFile "catalog.ttl" .
<https://w3id.org/igm/graph/places> igm:sourceFile "places.ttl" .
<https://w3id.org/igm/graph/profile/cl-x-2024> igm:sourceFile "profiles/cl-x-2024.ttl" .
"""
PLACES = f"<{ID}place/cl> a <{ONTOLOGY}Country> ."
PROFILE = f"<{ID}profile/cl-x-2024> a <{ONTOLOGY}Profile> ; <{ONTOLOGY}assesses> <{ID}place/cl> ."


@pytest.fixture
def dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small dataset with a catalog, and a small shipped ontology."""
    folder = tmp_path / "dataset"
    (folder / "profiles").mkdir(parents=True)
    (folder / "catalog.ttl").write_text(CATALOG)
    (folder / "places.ttl").write_text(PLACES)
    (folder / "profiles" / "cl-x-2024.ttl").write_text(PROFILE)
    (folder / "README.md").write_text("no RDF")
    shipped = tmp_path / "ontology"
    shipped.mkdir()
    (shipped / "igm.ttl").write_text(f"<{ONTOLOGY}Country> a <http://www.w3.org/2002/07/owl#Class> .")
    (shipped / "alignment.ttl").write_text(f"<{ONTOLOGY}Country> <urn:like> <urn:x> .")
    files = {"ontology": shipped / "igm.ttl", "alignment": shipped / "alignment.ttl"}
    monkeypatch.setattr(reading, "ONTOLOGY_FILES", files)
    return folder


def _graphs(sources: Sources) -> dict[str, int]:
    names = [quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else "" for quad in sources.quads]
    return {name.removeprefix("https://w3id.org/igm/graph/"): names.count(name) for name in sorted(names)}


def test_a_dataset_gets_the_graphs_of_its_catalog_and_the_ontology(dataset: Path) -> None:
    assert _graphs(read_sources([dataset])) == {
        "alignment": 1,
        "catalog": 3,
        "ontology": 1,
        "places": 1,
        "profile/cl-x-2024": 2,
    }


def test_a_dataset_is_found_in_a_folder_above(dataset: Path) -> None:
    (dataset.parent / "ontology" / "igm.ttl").write_text("")
    assert _graphs(read_sources([dataset.parent]))["places"] == 1


def test_a_file_says_which_resources_it_describes(dataset: Path) -> None:
    sources = read_sources([dataset])
    assert sources.locate(NamedNode(f"{ID}place/cl")) == f"{dataset}/places.ttl"
    assert sources.locate(NamedNode(f"{ONTOLOGY}Country")) == "ontology/igm.ttl"
    assert sources.locate(NamedNode("https://w3id.org/igm/graph/places")) == f"{dataset}/catalog.ttl"
    assert sources.locate(NamedNode("urn:unknown")) is None
    assert sources.locate(BlankNode()) is None
    assert sources.locate(Literal("cl")) is None


def test_the_type_decides_between_two_files(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:x> <urn:p> 1 .")
    (tmp_path / "b.ttl").write_text("<urn:x> a <urn:T> .")
    assert read_sources([tmp_path]).locate(NamedNode("urn:x")) == f"{tmp_path}/b.ttl"


def test_order_and_repetition_of_paths_do_not_matter(dataset: Path) -> None:
    once = read_sources([dataset])
    again = read_sources([dataset / "places.ttl", dataset, dataset / ".." / "dataset"])
    assert set(again.quads) == set(once.quads)
    assert len(again.quads) == len(once.quads)


def test_anything_else_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "a.ttl").write_text("broken")
    (tmp_path / "notes.txt").write_text("broken")
    (tmp_path / "a.ttl").write_text("<urn:a> <urn:p> 1 .")
    (tmp_path / "deep" / "er" / "b.trig").write_text("<urn:g> { <urn:a> <urn:p> 2 } _:g { <urn:a> <urn:p> 3 }")
    one, two, three = read_sources([tmp_path]).quads
    assert (one.graph_name, two.graph_name) == (DefaultGraph(), NamedNode("urn:g"))
    assert isinstance(three.graph_name, BlankNode)


def test_instances_are_minted_under_another_base(tmp_path: Path) -> None:
    (tmp_path / "a.trig").write_text(
        f"<https://w3id.org/igm/graph/x> {{ <{ID}place/cl> a <{ONTOLOGY}Country> ; <urn:p> <{ID}place/cl-co>, 'x',"
        f" <<( <{ID}place/cl> <urn:p> <{ID}place/cl> )>> . <https://w3id.org/igm/dataset> <urn:p> 1 }}"
    )
    text = "\n".join(str(quad) for quad in read_sources([tmp_path], "http://data.example.org/igm/").quads)
    assert text.count("http://data.example.org/igm/id/place/cl>") == 6
    assert text.count("<http://data.example.org/igm/graph/x>") == 5
    assert f"<{ONTOLOGY}Country>" in text
    assert "<https://w3id.org/igm/dataset>" in text
    assert "<https://w3id.org/igm/id/" not in text


def test_a_dataset_moves_as_a_whole(dataset: Path) -> None:
    sources = read_sources([dataset], "http://data.example.org/")
    place = NamedNode("http://data.example.org/id/place/cl")
    graph = NamedNode("http://data.example.org/graph/places")
    assert any(quad.subject == place and quad.graph_name == graph for quad in sources.quads)
    assert sources.locate(place) == f"{dataset}/places.ttl"


@pytest.mark.parametrize("base", ["w3id.org/igm/", "https://x.org/a b/", "https://x.org", "urn:x/", ""])
def test_a_base_must_be_a_web_folder(tmp_path: Path, base: str) -> None:
    with pytest.raises(InputError, match=r"^base IRI "):
        read_sources([tmp_path], base)


def test_the_ontology_alone(dataset: Path) -> None:
    graphs = {quad.graph_name for quad in read_ontology("http://x.org/").quads}
    assert graphs == {NamedNode("http://x.org/graph/ontology"), NamedNode("http://x.org/graph/alignment")}


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        pytest.param("new.ttl", PLACES, r"dataset/new\.ttl: no graph in .*catalog\.ttl has", id="unlisted"),
        pytest.param("profiles/new.nt", PLACES, r"profiles/new\.nt: no graph", id="unlisted below"),
        pytest.param(
            "catalog.ttl",
            CATALOG.replace("places.ttl", "gone.ttl"),
            r"gone\.ttl is listed and does not exist",
            id="gone",
        ),
        pytest.param(
            "catalog.ttl",
            CATALOG + "<https://w3id.org/igm/graph/y> igm:sourceFile 'places.ttl' .",
            r"places\.ttl is the igm:sourceFile of two graphs",
            id="two graphs",
        ),
        pytest.param(
            "catalog.ttl",
            CATALOG.replace("<https://w3id.org/igm/graph/places>", "<urn:g>"),
            "<urn:g> has an igm:sourceFile; names of graphs begin with https://w3id.org/igm/graph/",
            id="no graph of ours",
        ),
        pytest.param("catalog.ttl", CATALOG.replace('"catalog.ttl"', "<urn:x>"), r"catalog\.ttl: no graph", id="IRI"),
    ],
)
def test_catalog_and_files_must_agree(dataset: Path, file: str, content: str, message: str) -> None:
    (dataset / file).write_text(content)
    with pytest.raises(InputError, match=message):
        read_sources([dataset])


def test_a_cataloged_file_is_one_graph(dataset: Path) -> None:
    (dataset / "catalog.ttl").write_text(CATALOG.replace("places.ttl", "places.trig"))
    (dataset / "places.ttl").rename(dataset / "places.trig")
    assert _graphs(read_sources([dataset]))["places"] == 1
    (dataset / "places.trig").write_text("<urn:g> { <urn:a> <urn:p> 1 }")
    with pytest.raises(InputError, match=r"places\.trig: holds the named graph <urn:g>"):
        read_sources([dataset])


def test_what_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    Path("bad").mkdir()
    Path("bad/a.ttl").write_text("<urn:a> <urn:b>")
    for path, error, message in [
        ("empty", InputError, "^empty: no RDF file in this folder$"),
        ("gone.ttl", InputError, r"^gone\.ttl: no such file or folder$"),
        ("bad", RdfSyntaxError, r"^bad/a\.ttl:1:"),
    ]:
        with pytest.raises(error, match=message):
            read_sources([Path(path)])


def test_a_folder_that_cannot_be_listed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(InputError, match=f"^{tmp_path}: Permission denied$"):
        read_sources([tmp_path])


def test_quads_keep_their_literals(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text('<urn:a> <urn:p> 01, "x"@es .')
    sources = read_sources([tmp_path])
    assert not sources.cataloged
    assert {quad.object for quad in sources.quads} == {
        Literal("01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        Literal("x", language="es"),
    }
