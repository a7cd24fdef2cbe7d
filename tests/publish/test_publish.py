"""A snapshot in another engine: all of it, swapped in at once, gone on with after an interruption, never half."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from igmgraph.build.snapshot import Snapshot, open_snapshot, write_snapshot
from igmgraph.cli import main
from igmgraph.errors import IgmError, Unavailable
from igmgraph.namespaces import PREFIXES
from igmgraph.publish.journal import Journal
from igmgraph.publish.parts import Batch, digest
from igmgraph.publish.run import publish
from igmgraph.publish.target import Target
from tests.publish.engines import ENGINES, Engine

BASE = "https://w3id.org/igm/graph/"
TRIG = """
@prefix x: <urn:x:> .
<https://w3id.org/igm/graph/one> { x:a x:p "Ñuñoa"@es, 1.50, true ; x:list (x:b x:c) . }
<https://w3id.org/igm/graph/two> { %s }
"""


@pytest.fixture(scope="module", params=list(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with ENGINES[request.param](tmp_path_factory.mktemp(request.param)) as started:
        yield started


def snapshot_of(folder: Path, two: str) -> Snapshot:
    return write_snapshot(folder, parse(input=TRIG % two, format=RdfFormat.TRIG))


def silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""


def sizes(target: Target) -> Mapping[str, int]:
    return {graph.removeprefix(BASE): target.count(graph) for graph in target.graphs(BASE)}


def test_all_of_the_shipped_data_arrive(engine: Engine, snapshot: Snapshot, tmp_path: Path) -> None:
    target = Target(engine.endpoint, engine.graph_store)
    count = publish(snapshot, target, tmp_path, silent)
    assert count == len(snapshot.manifest["graphs"])
    assert {graph: target.count(graph) for graph in target.graphs(BASE)} == snapshot.manifest["graphs"]


def test_a_new_snapshot_takes_the_place_of_the_old(engine: Engine, tmp_path: Path) -> None:
    target = Target(engine.endpoint)
    target.insert("urn:x:somebody-elses", Batch(0, "<urn:x:s> <urn:x:p> <urn:x:o> .\n", blank=False))
    publish(snapshot_of(tmp_path / "store", "x:d x:p x:e ."), target, tmp_path, silent)
    assert sizes(target) == {"one": 8, "two": 1}
    only_one = list(parse(input=TRIG % "", format=RdfFormat.TRIG))
    publish(write_snapshot(tmp_path / "store", only_one), target, tmp_path, silent)
    assert sizes(target) == {"one": 8}
    assert target.count("urn:x:somebody-elses") == 1


def test_what_was_interrupted_goes_on(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = Target(engine.endpoint)
    publish(snapshot_of(tmp_path / "store", "x:d x:p x:old ."), target, tmp_path, silent)
    snapshot = snapshot_of(tmp_path / "store", " ".join(f"x:d x:p x:e{n} ." for n in range(4_500)))
    sent: list[int] = []
    mended: list[str] = []

    def insert_until_the_line_breaks(self: Target, graph: str, batch: Batch) -> None:
        if batch.number == 2 and not mended:
            raise Unavailable("the line is broken")
        sent.append(batch.number)
        insert(self, graph, batch)

    insert = Target.insert
    monkeypatch.setattr(Target, "insert", insert_until_the_line_breaks)
    with pytest.raises(Unavailable):
        publish(snapshot, target, tmp_path, silent)
    # Readers still see the old snapshot.
    seen = {name: size for name, size in sizes(target).items() if not name.startswith(".incoming")}
    assert seen == {"one": 8, "two": 1}
    sent.clear()
    mended.append("the line")
    publish(snapshot, target, tmp_path, silent)
    assert sent == [2]
    assert sizes(target) == {"one": 8, "two": 4_500}
    assert not list(tmp_path.glob("publish-*.json"))


def test_what_is_not_the_same_there_is_not_shown(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = Target(engine.endpoint)
    publish(snapshot_of(tmp_path / "store", "x:d x:p x:old ."), target, tmp_path, silent)
    insert = Target.insert

    def alter(self: Target, graph: str, batch: Batch) -> None:
        insert(self, graph, Batch(batch.number, batch.triples.replace("<urn:x:new>", "<urn:x:altered>"), batch.blank))

    monkeypatch.setattr(Target, "insert", alter)
    with pytest.raises(IgmError, match="other statements there"):
        publish(snapshot_of(tmp_path / "store", "x:d x:p x:new ."), target, tmp_path, silent)
    assert [quad.object for quad in target.read(f"{BASE}two")] == [NamedNode("urn:x:old")]


def test_numbers_count_by_value() -> None:
    def triples(text: str) -> list[Quad]:
        return list(parse(input=f"@prefix x: <urn:x:> . {text}", format=RdfFormat.TURTLE))

    boolean = f"'1'^^<{PREFIXES['xsd']}boolean>"
    assert digest(triples("x:a x:p 1.50, true, [] .")) == digest(triples(f"x:a x:p 1.5, {boolean}, _:b ."))
    assert digest(triples("x:a x:p 1.50 .")) != digest(triples("x:a x:p 1.51 ."))
    assert digest(triples("x:a x:p '1' .")) != digest(triples("x:a x:p 1 ."))


def test_another_snapshot_begins_a_journal_anew(tmp_path: Path) -> None:
    Journal.open(tmp_path, "http://x/", "first").take("urn:g", 3)
    assert Journal.open(tmp_path, "http://x/", "first").loaded == {"urn:g": 3}
    assert Journal.open(tmp_path, "http://x/", "second").loaded == {}
    assert Journal.open(tmp_path, "http://y/", "first").loaded == {}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["publish", *map(str, arguments)])


def test_the_command(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = snapshot_of(tmp_path / "store", "x:d x:p x:e .")
    endpoint, credentials = engine.endpoint, engine.endpoint.credentials
    options: list[object] = ["--store", tmp_path / "store", "--endpoint", endpoint.url]
    options += ["--update-endpoint", endpoint.update_url] if endpoint.update_url else []
    if credentials:
        monkeypatch.setenv("SECRET", f"{credentials.scheme} {credentials.user}:{credentials.secret}")
        options += ["--auth-env", "SECRET"]
    done = run(*options)
    assert done.exit_code == 0, done.output
    assert f"snapshot {open_snapshot(tmp_path / 'store').id}: 2 graphs" in done.output
    assert made.id in done.output
    assert sizes(Target(engine.endpoint)) == {"one": 8, "two": 1}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--endpoint", "http://127.0.0.1:9/query"], "127.0.0.1:9"),
        (["--endpoint", "http://127.0.0.1:9/query", "--auth-env", "NOT_THERE"], "NOT_THERE"),
    ],
    ids=["away", "no credentials"],
)
def test_a_fault_is_told(tmp_path: Path, options: list[str], message: str) -> None:
    snapshot_of(tmp_path / "store", "")
    done = run("--store", tmp_path / "store", *options)
    assert done.exit_code == 1
    assert message in done.output
