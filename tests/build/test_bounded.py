"""What a build holds in memory does not grow with its input, and how far it is can be seen."""

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from bench.profiles import profile, shared
from bench.vocabulary import Terms
from igmgraph.build import checking, closure, contents, gathering, pipeline
from igmgraph.build.checking import check_sorted
from igmgraph.build.counts import count
from igmgraph.build.gathering import gather
from igmgraph.build.reasoning import COMPILED, reason
from igmgraph.mentions import index as mentions
from igmgraph.namespaces import BASE, IGM, PREFIXES, RDF, RDFS
from igmgraph.rdf import sorting
from igmgraph.rdf.reading import parse_file, plan, read_ontology, read_sources
from igmgraph.rdf.sorting import SortedFiles
from igmgraph.search import graph
from igmgraph.search import index as search
from igmgraph.shipped import DATA, SHAPE_FILES

FEW, MANY = 5, 20
ONTOLOGY = list(read_ontology().quads)
#: A part of the ontology: what follows from axioms alone is found in memory.
AXIOMS = [
    *(quad for quad in ONTOLOGY if str(quad.predicate) in {f"<{RDFS}subClassOf>", f"<{RDFS}subPropertyOf>"}),
    Quad(NamedNode(f"{IGM}partOf"), NamedNode(f"{RDF}type"), NamedNode(f"{PREFIXES['owl']}TransitiveProperty")),
    Quad(NamedNode(f"{IGM}ofProfile"), NamedNode(f"{PREFIXES['owl']}inverseOf"), NamedNode(f"{IGM}hasFinding")),
]
SHAPES = [quad for path in SHAPE_FILES for quad in parse_file(path)]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Folders with so many profiles, as they come (`profiles.nq`) and sorted (`dataset.nq`)."""
    terms = Terms.collect(read_sources([DATA]).quads)
    folders = {number: tmp_path_factory.mktemp(f"profiles-{number}") for number in (FEW, MANY)}
    for number, folder in folders.items():
        lines = [*shared(terms), *(line for each in range(number) for line in profile(terms, each))]
        (folder / "profiles.nq").write_text("".join(lines), "utf-8")
        (folder / "dataset.nq").write_bytes(b"".join(sorted({line.encode() for line in lines})))
    return folders


def _read(folder: Path) -> None:
    gather(plan([folder / "profiles.nq"]), BASE, folder / "sorted")


def _validate(folder: Path) -> None:
    with SortedFiles(folder / "dataset.nq") as statements:
        check_sorted(statements, SHAPES, ONTOLOGY, lambda _: None)


def _infer(folder: Path) -> None:
    with SortedFiles(folder / "dataset.nq") as statements:
        reason(statements, AXIOMS, BASE, folder / "inferred", reasoner=COMPILED)


def _describe(folder: Path) -> None:
    with SortedFiles(folder / "dataset.nq") as statements:
        count(statements, BASE)


def _load(folder: Path) -> None:
    contents.load(folder)


def _search(folder: Path) -> None:
    search.write_index(folder, BASE, "x")


def _refer(folder: Path) -> None:
    mentions.write_index(folder, BASE, "x")


@pytest.fixture
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make what is held at a time less than the few profiles have."""
    for module, name, value in (
        (gathering, "_PORTION", 500),
        (checking, "_PORTION", 50),
        (closure, "_REMEMBERED", 200),
        (contents, "_PORTION", 500),
        (graph, "_REMEMBERED", 50),
        (search, "_MOST_WORDS", 500),
        (sorting, "_TOLD", 500),
    ):
        monkeypatch.setattr(module, name, value)
    # How many portions are there at a time should not depend on the machine.
    monkeypatch.setattr(checking, "cpu_count", lambda: 1)


def _peak(work: Callable[[Path], None], folder: Path) -> int:
    tracemalloc.start()
    try:
        work(folder)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.usefixtures("small_portions")
@pytest.mark.parametrize("work", [_read, _validate, _infer, _describe, _load, _search, _refer])
def test_four_times_the_profiles_take_no_more_memory(work: Callable[[Path], None], data: dict[int, Path]) -> None:
    # What is read once, whatever the data, should not count for one of them.
    work(data[FEW])
    for name in ("store", "search.db", "mentions.db"):
        _remove(data[FEW] / name)
    few, many = _peak(work, data[FEW]), _peak(work, data[MANY])
    more = (data[MANY] / "dataset.nq").stat().st_size - (data[FEW] / "dataset.nq").stat().st_size
    assert many - few < more / 5


def _remove(path: Path) -> None:
    for each in path.iterdir() if path.is_dir() else ():
        each.unlink()
    if path.is_dir():
        path.rmdir()
    path.unlink(missing_ok=True)


def test_every_step_tells_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "LARGE", 0)
    for module, name in ((gathering, "_PORTION"), (contents, "_PORTION"), (sorting, "_TOLD")):
        monkeypatch.setattr(module, name, 100)
    text = "".join(f"<urn:{number}> <urn:p> <urn:o> .\n" for number in range(1000))
    (tmp_path / "a.nq").write_text(text)
    told: dict[str, list[tuple[int, int]]] = {}
    pipeline.build(
        [tmp_path / "a.nq"],
        tmp_path / "store",
        progress=lambda step, done, total: told.setdefault(step, []).append((done, total)),
    )
    assert list(told) == ["read", "validate", "infer", "describe", "write", "load", "index", "downloads"]
    assert all(calls[0][0] == 0 and calls[-1][0] == calls[-1][1] for calls in told.values())
    assert all(done < total for calls in told.values() for done, total in calls[:-1])
    seen = {step for step, calls in told.items() if any(0 < done < total for done, total in calls)}
    # There is no dataset to be described.
    assert seen == {"read", "validate", "infer", "load", "index"}
