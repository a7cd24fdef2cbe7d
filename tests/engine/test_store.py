"""A store on disk that cannot be read is no fault of a query, nor of a SERVICE."""

import os
import random
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.build.snapshot import write_snapshot
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.store import _told
from igmgraph.engine.values import ClientQuery, Wanted
from igmgraph.errors import Unavailable
from igmgraph.settings import Settings
from tests.engine.thousand import alive, ask, thousand


def test_data_that_are_damaged_are_a_fault_of_the_service(tmp_path: Path) -> None:
    folder = thousand(tmp_path)
    engine = EmbeddedEngine(folder, Settings(workers=1, memory_budget=1))
    try:
        assert ask(engine, "ASK {}") == b"true"
        for file in (folder / "store").glob("*.sst"):
            file.chmod(0o600)
            os.truncate(file, 0)
        with pytest.raises(Unavailable, match="cannot read its data"):
            engine.answer(ClientQuery("SELECT * { ?s ?p ?o }"), Wanted("text/csv"))
    finally:
        engine.close()


@pytest.mark.parametrize(("memory_budget", "stays"), [(2**30, False), (1, True)], ids=["memory", "disk"])
def test_a_process_keeps_what_it_has_read_from_disk(tmp_path: Path, memory_budget: int, stays: bool) -> None:
    # A hundred MB: beside data in memory they are the query's alone, else most are what the next one reads again.
    grows = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?a ?b { ?a ?p ?x . ?b ?q ?y } LIMIT 600000 }"
    engine = EmbeddedEngine(thousand(tmp_path), Settings(workers=1, memory_budget=memory_budget))
    try:
        before = alive(engine)
        assert ask(engine, grows).split() == [b"n", b"600000"]
        assert ask(engine, "ASK {}") == b"true"
        assert (alive(engine) == before) == stays
    finally:
        engine.close()


def test_what_is_kept_of_data_on_disk_is_not_counted_against_a_query(tmp_path: Path) -> None:
    p, texts = NamedNode("http://e.org/p"), random.Random(7)
    quads = [Quad(NamedNode(f"http://e.org/{n}"), p, Literal(texts.randbytes(8_000).hex())) for n in range(2_500)]
    folder = write_snapshot(tmp_path, quads).path
    engine = EmbeddedEngine(folder, Settings(workers=1, memory_budget=1, worker_memory=64 * 2**20))
    try:
        assert ask(engine, "SELECT (SUM(STRLEN(?o)) AS ?n) { ?s ?p ?o }").split() == [b"n", b"40000000"]
        # In a process that has read nothing, it has room.
        grows = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?a ?b { ?a ?p ?x . ?b ?q ?y } LIMIT 600000 }"
        assert ask(engine, grows).split() == [b"n", b"600000"]
    finally:
        engine.close()


def test_no_file_is_named() -> None:
    told = _told(OSError("IO error: While open a file for random read: /store/000011.sst: Too many open files"))
    assert str(told) == "the service cannot read its data; tell who runs it"
