"""Large data are built as small data are, and come out the same: streamed, in memory that does not grow."""

import gzip
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, Store

from bench.generate import generate
from igmgraph.build import gathering, pipeline
from igmgraph.build.snapshot import Snapshot, open_snapshot
from igmgraph.downloads import dumps, make
from igmgraph.downloads.index import read_index
from igmgraph.errors import IgmError, InputError, RdfSyntaxError, ValidationFailed
from igmgraph.namespaces import IGM, PREFIXES
from igmgraph.rdf.parsing import parse_file
from igmgraph.shipped import DATA

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LABEL = f"<{PREFIXES['rdfs']}label>"


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "LARGE", 0)


def test_the_shipped_data_come_out_the_same(
    snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "LARGE", 0)
    monkeypatch.setattr(gathering, "_PORTION", 100)
    large = pipeline.build([DATA], tmp_path / "large", downloads=False)
    assert large.dataset.read_bytes() == snapshot.dataset.read_bytes()
    assert (snapshot.manifest["reasoner"], large.manifest["reasoner"]) == ("owlrl", "compiled")
    for name in ("search.db", "mentions.db"):
        assert (large.path / name).read_bytes() == (snapshot.path / name).read_bytes()


def test_a_dump_of_the_shipped_data_builds_again(snapshot: Snapshot, tmp_path: Path) -> None:
    dump = snapshot.path / "downloads" / "igm.nq.gz"
    assert pipeline.build([dump], tmp_path / "again", downloads=False).id == snapshot.id


@pytest.mark.usefixtures("large")
def test_packed_quads_are_read_as_they_are(tmp_path: Path) -> None:
    text = "".join(generate(2)).encode()
    for name, packed in {"a.nq": text, "a.nq.gz": gzip.compress(text), "a.nq.zst": zstd.compress(text)}.items():
        (tmp_path / name).write_bytes(packed)
    ids = {pipeline.build([path], tmp_path / path.name[1:], downloads=False).id for path in tmp_path.glob("a.*")}
    assert len(ids) == 1
    snapshot = open_snapshot(tmp_path / ".nq")
    found = Store.read_only(str(snapshot.store)).query(
        f"SELECT (COUNT(DISTINCT ?p) AS ?n) {{ ?p a <{IGM}Profile> ; <{IGM}hasFinding> ?f }}",
        use_default_graph_as_union=True,
    )
    assert isinstance(found, QuerySolutions)
    (row,) = found
    assert int(row["n"].value) >= 2


@pytest.mark.usefixtures("large")
def test_what_breaks_a_shape_is_named_with_its_file(tmp_path: Path) -> None:
    lines = [line for line in generate(2) if not (LABEL in line and "@fr" in line and "-bench-1-" in line)]
    (tmp_path / "profiles.nq").write_text("".join(lines))
    (tmp_path / "bad.nq").write_text(f"<urn:x> a <{IGM}Profile> .".replace(" a ", f" <{PREFIXES['rdf']}type> "))
    with pytest.raises(ValidationFailed) as caught:
        pipeline.build([tmp_path / "profiles.nq", tmp_path / "bad.nq"], tmp_path / "store")
    told = str(caught.value).splitlines()
    assert any("bad.nq: violation: <urn:x>" in line and "ProfileEdition" in line for line in told)
    assert any("profiles.nq" in line and "in French" in line for line in told)


@pytest.mark.usefixtures("large")
def test_a_fault_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.nq").write_text("<urn:a> <urn:p> <urn:b> .\n" * 3 + "<urn:a> <urn:p> .\n")
    with pytest.raises(RdfSyntaxError, match=r"a\.nq:4:\d+: "):
        pipeline.build([tmp_path / "a.nq"], tmp_path / "store")
    (tmp_path / "b.nq.zst").write_bytes(zstd.compress(b"<urn:a> <urn:p> <urn:b> .\n" * 999)[:-9])
    with pytest.raises(InputError, match=r"b\.nq\.zst: not a zstd file"):
        pipeline.build([tmp_path / "b.nq.zst"], tmp_path / "store")


@pytest.mark.usefixtures("large")
def test_more_blank_nodes_than_memory_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "_MOST_BLANK", 2)
    (tmp_path / "a.nq").write_text("".join(f"<urn:a> <urn:p> _:b{number} .\n" for number in range(3)))
    with pytest.raises(InputError, match=r"a\.nq: more than 2 statements with blank nodes"):
        pipeline.build([tmp_path / "a.nq"], tmp_path / "store")


def test_of_large_data_there_are_dumps_of_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"<urn:{s}> <urn:p#p> <urn:o> <urn:{g}> .\n" for s in "ab" for g in "gh"]
    (tmp_path / "a.nq").write_text("".join(lines))
    for module in (dumps, make):
        monkeypatch.setattr(module, "LARGE", 0)
    snapshot = pipeline.build([tmp_path / "a.nq"], tmp_path / "store", inference=False)
    files = {entry.format: snapshot.path / "downloads" / entry.name for entry in read_index(snapshot.path)}
    assert {name: path.name for name, path in files.items()} == {
        form: f"igm.{form}.gz" for form in ("nq", "ttl", "jsonld", "rdf")
    }
    assert gzip.decompress(files["nq"].read_bytes()) == snapshot.dataset.read_bytes()
    quads = set(parse_file(files["nq"]))
    assert set(parse_file(files["jsonld"])) == quads
    for form in ("ttl", "rdf"):
        assert {quad.triple for quad in parse_file(files[form])} == {quad.triple for quad in quads}


@pytest.mark.usefixtures("large")
def test_a_full_disk_is_told_and_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.nq").write_text("<urn:a> <urn:p> <urn:b> .\n")
    old = pipeline.build([tmp_path / "a.nq"], tmp_path / "store")
    script = tmp_path / "sort"
    script.write_text("#!/bin/sh\necho 'sort: write failed: x: No space left on device' >&2\nexit 2\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(IgmError, match="cannot sort there: No space left on device"):
        pipeline.build([tmp_path / "a.nq"], tmp_path / "store")
    assert open_snapshot(tmp_path / "store") == old
    assert not list((tmp_path / "store").glob(".building-*"))


_KILLED = """
import os, signal, sys
from pathlib import Path
from igmgraph.build import pipeline
def kill(step, done, total):
    if (step, done) == (sys.argv[1], 0):
        os.kill(os.getpid(), signal.SIGKILL)
pipeline.LARGE = 0
pipeline.build([Path(sys.argv[2])], Path(sys.argv[3]), progress=kill)
"""


@pytest.mark.parametrize("step", ["read", "validate", "infer", "describe", "write", "load", "index", "downloads"])
def test_a_kill_at_any_step_harms_nothing_and_leaves_nothing(tmp_path: Path, step: str) -> None:
    (tmp_path / "a.nq").write_text("<urn:a> <urn:p> <urn:b> .\n")
    (tmp_path / "b.nq").write_text("<urn:b> <urn:p> <urn:c> .\n")
    old = pipeline.build([tmp_path / "a.nq"], tmp_path / "store")
    command = [sys.executable, "-c", _KILLED, step, str(tmp_path / "b.nq"), str(tmp_path / "store")]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert open_snapshot(tmp_path / "store") == old
    new = pipeline.build([tmp_path / "b.nq"], tmp_path / "store")
    assert open_snapshot(tmp_path / "store") == new != old
    assert not list((tmp_path / "store").glob(".building-*"))
