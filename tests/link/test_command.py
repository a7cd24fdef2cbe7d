"""`igmgraph link` as a person types it: against a file, against an endpoint, and the review that follows."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import Literal, NamedNode
from werkzeug.serving import make_server

from igmgraph.build.snapshot import write_snapshot
from igmgraph.cli import main
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.namespaces import IGM, PREFIXES
from igmgraph.rdf.parsing import parse_file
from igmgraph.rdf.reading import read_sources
from igmgraph.rdf.turtle import format_turtle
from igmgraph.settings import Settings
from igmgraph.shipped import DATA
from igmgraph.web import create_app

HERE = Path(__file__).parent
WIKIDATA = HERE / "wikidata.ttl"
PUERTO, Q200 = "https://w3id.org/igm/id/place/xa-puerto-claro", "http://www.wikidata.org/entity/Q200"
CLOSE = f"{PREFIXES['skos']}closeMatch"


def link(folder: Path, *arguments: object, answers: str = "") -> Result:
    words = ["link", "--source", HERE / "ours.ttl", "--output", folder, *arguments]
    return CliRunner().invoke(main, [str(word) for word in words], input=answers)


def statuses(path: Path) -> dict[str, str]:
    named = {quad.subject: quad.object for quad in parse_file(path) if quad.predicate.value == f"{IGM}reviewStatus"}
    return {str(key.value).rpartition("-")[2]: str(value.value).removeprefix(IGM) for key, value in named.items()}  # type: ignore[union-attr]


@pytest.fixture
def proposed(tmp_path: Path) -> Path:
    folder = tmp_path / "links"
    done = link(folder, "--target", "wikidata", "--dump", WIKIDATA, "--least", "0.2")
    assert (done.exit_code, done.output) == (0, "wikidata: 4 candidates, 4 of them new\n")
    return folder


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[str]:
    """A SPARQL endpoint on this machine that holds the extract."""
    snapshot = write_snapshot(tmp_path / "store", parse_file(WIKIDATA))
    engine = EmbeddedEngine(snapshot.path, Settings(workers=1))
    server = make_server("127.0.0.1", 0, create_app(Settings(), engine), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/sparql"
    server.shutdown()
    thread.join()
    server.server_close()
    engine.close()


def test_proposals_are_canonical_turtle_and_no_links_yet(proposed: Path) -> None:
    (path,) = proposed.iterdir()
    assert path.name == "wikidata.candidates.ttl"
    text = path.read_text("utf-8")
    assert text == format_turtle(text, path.name)
    assert set(statuses(path).values()) == {"Proposed"}
    assert not [quad for quad in parse_file(path) if quad.predicate.value == CLOSE]


def test_reasons_stand_in_three_languages(proposed: Path) -> None:
    comments = [
        quad.object
        for quad in parse_file(proposed / "wikidata.candidates.ttl")
        if str(quad.subject.value).endswith("q200") and quad.predicate.value.endswith("#comment")  # type: ignore[union-attr]
    ]
    told = {comment.language: comment.value for comment in comments if isinstance(comment, Literal)}
    assert told.keys() == {"en", "es", "fr"}
    assert "same country +0.20 (XA)" in told["en"]
    assert "mismo país +0.20 (XA)" in told["es"]


def test_an_endpoint_gives_the_same_proposals_as_a_file(proposed: Path, endpoint: str, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    assert link(asked, "--target", "wikidata", "--endpoint", endpoint, "--least", "0.2").exit_code == 0
    name = "wikidata.candidates.ttl"
    assert (asked / name).read_text("utf-8") == (proposed / name).read_text("utf-8")


def test_what_was_accepted_is_a_link_with_who_and_when(proposed: Path) -> None:
    done = link(proposed, "--target", "wikidata", "--review", "--reviewer", "Ana Rojas", answers="r\na\nl\ns\n")
    assert done.exit_code == 0
    assert "2 decided" in done.output
    accepted = parse_file(proposed / "wikidata.ttl")
    assert {quad.object for quad in accepted if quad.subject == NamedNode(PUERTO)} == {NamedNode(Q200)}
    assert Literal("Ana Rojas") in {quad.object for quad in accepted}
    assert {quad.predicate.value for quad in accepted} >= {CLOSE, f"{PREFIXES['dct']}dateAccepted"}
    waiting = statuses(proposed / "wikidata.candidates.ttl")
    assert statuses(proposed / "wikidata.ttl") == {"q200": "Accepted"}
    assert sorted(waiting.values()) == ["Proposed", "Proposed", "Refused"]


def test_what_was_decided_is_not_proposed_again(proposed: Path) -> None:
    link(proposed, "--target", "wikidata", "--review", "--reviewer", "Ana Rojas", answers="r\na\ns\n")
    again = link(proposed, "--target", "wikidata", "--dump", WIKIDATA, "--least", "0.2")
    assert again.output == "wikidata: 4 candidates, 0 of them new\n"


def test_accepted_links_are_a_graph_of_the_dataset_and_candidates_are_not(tmp_path: Path) -> None:
    data = tmp_path / "ttl"
    shutil.copytree(DATA, data)
    folder = data / "links"
    link(folder, "--target", "wikidata", "--dump", WIKIDATA, "--least", "0.2")
    assert not [quad for quad in read_sources([data]).quads if "/graph/links/" in str(quad.graph_name)]
    link(folder, "--target", "wikidata", "--review", "--reviewer", "Ana Rojas", answers="l\na\ns\n")
    linked = {quad.object for quad in read_sources([data]).quads if "/graph/links/wikidata" in str(quad.graph_name)}
    assert NamedNode(Q200) in linked
    catalog = (data / "catalog.ttl").read_text("utf-8")
    assert catalog == format_turtle(catalog, "catalog.ttl")


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--review"], 2, "--reviewer"),
        (["--dump", WIKIDATA], 2, "one --target"),
        (["--target", "wikidata", "--dump", WIKIDATA, "--endpoint", "http://127.0.0.1:9/"], 2, "not both"),
        (["--target", "geonames"], 1, "no public endpoint"),
        (["--target", "wikidata", "--endpoint", "http://127.0.0.1:9/sparql"], 1, "127.0.0.1:9"),
        (["--target", "wikidata", "--dump", "nowhere.ttl"], 1, "nowhere.ttl"),
    ],
    ids=["no reviewer", "many targets", "two places", "no endpoint", "away", "no file"],
)
def test_a_fault_is_told(tmp_path: Path, arguments: list[object], status: int, message: str) -> None:
    done = link(tmp_path / "links", *arguments)
    assert (done.exit_code, message in done.output) == (status, True)
    assert not (tmp_path / "links").exists()
