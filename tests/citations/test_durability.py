"""What was said to be kept is kept, whoever is killed when."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from igmgraph.citations.ledger import Ledger
from igmgraph.citations.outcome import Outcome
from igmgraph.citations.record import Citation
from igmgraph.errors import StorageFull, Unavailable
from igmgraph.settings import Settings
from tests.citations.conftest import BEFORE
from tests.programs import ends
from tests.versions.conftest import write_release


def citation(number: int) -> Citation:
    zero = "0" * 64
    named = {"titles": {"en": "Data"}, "creators": ["A"], "license": ""}
    about = {"version": "1.0.0", "data_sha256": zero, "result_sha256": zero, "cited": "2026-01-01T00:00:00+00:00"}
    return Citation(f"{number:032x}", "ASK {}", (), (), "ASK", rows=1, **about, **named)  # type: ignore[arg-type]


OUTCOME = Outcome(b"ASK", (b"true",))


def test_a_record_is_read_back(tmp_path: Path) -> None:
    ledger = Ledger(Settings(state=tmp_path / "new" / "state"))
    assert ledger.find(citation(1).id) is None
    assert not (tmp_path / "new").exists()
    assert ledger.add(citation(1), OUTCOME) is True
    assert ledger.add(citation(1), OUTCOME) is False
    found = ledger.find(citation(1).id)
    assert found
    assert found.to_json() == citation(1).to_json()
    assert ledger.outcome(citation(1).id) == OUTCOME
    with pytest.raises(KeyError):
        ledger.outcome("1" * 32)


def test_many_at_once(tmp_path: Path) -> None:
    settings = Settings(state=tmp_path, max_citations=30)

    def add(number: int) -> bool | None:
        try:
            return Ledger(settings).add(citation(number % 40), OUTCOME)
        except StorageFull:
            return None

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(add, range(80)))
    assert outcomes.count(True) == 30


def test_a_commit_waits_for_the_disk(tmp_path: Path) -> None:
    ledger = Ledger(Settings(state=tmp_path))
    ledger.add(citation(1), OUTCOME)
    with closing(ledger._connect()) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_transaction_that_was_cut_short_leaves_the_others(tmp_path: Path) -> None:
    ledger = Ledger(Settings(state=tmp_path))
    ledger.add(citation(1), OUTCOME)
    begun = sqlite3.connect(tmp_path / "citations.sqlite", isolation_level=None)
    begun.execute("BEGIN IMMEDIATE")
    begun.execute("INSERT INTO citation VALUES ('x', '{}', x'00')")
    begun.close()
    assert ledger.add(citation(2), OUTCOME)
    assert ledger.find("x") is None
    assert ledger.find(citation(1).id)


@pytest.mark.parametrize("file", ["state", "state/citations.sqlite"])
def test_a_folder_that_cannot_be_used_is_told_to_operators(
    tmp_path: Path, file: str, caplog: pytest.LogCaptureFixture
) -> None:
    """As on a disk that is full: nothing is broken for good, and nobody else learns where the folder is."""
    obstacle = tmp_path / file
    obstacle.parent.mkdir(exist_ok=True)
    obstacle.write_bytes(b"no database" * 100)
    ledger = Ledger(Settings(state=tmp_path / "state"))
    with pytest.raises(Unavailable, match="neither made nor opened") as told:
        ledger.add(citation(1), OUTCOME)
    if obstacle.name != "state":
        with pytest.raises(Unavailable):
            ledger.find(citation(1).id)
    assert str(tmp_path) not in str(told.value)
    assert str(tmp_path) in caplog.text
    obstacle.unlink()
    assert ledger.add(citation(1), OUTCOME)


class Served:
    """A server process, its address, and requests to it."""

    def __init__(self, store: Path, state: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "igmgraph",
            "serve",
            "--store",
            str(store),
            "--port",
            str(port),
            "--workers",
            "1",
        ]
        environment = {**os.environ, "IGM_STATE": str(state), "IGM_CLIENT_SECONDS_PER_MINUTE": "0"}
        self.root, self.process = f"http://127.0.0.1:{port}", subprocess.Popen(command, env=environment)
        while not ends(self.process):
            try:
                if self.get("/readyz"):
                    return
            except (urllib.error.URLError, ConnectionError):
                continue
        raise AssertionError(f"the server ended with status {self.process.returncode}")

    def get(self, path: str) -> dict[str, object]:
        asked = urllib.request.Request(f"{self.root}{path}", headers={"Accept": "application/json"})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            found: dict[str, object] = json.load(answer)
            return found

    def cite(self, query: str) -> tuple[int, str]:
        body = urllib.parse.urlencode({"query": query}).encode()
        asked = urllib.request.Request(f"{self.root}/q", body, {"Accept": "application/json"})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status, json.load(answer)["id"]


def test_a_server_that_is_killed_has_lost_nothing(tmp_path: Path) -> None:
    """The server is killed at the very moment at which a citation was answered; the next one has every citation."""
    write_release(tmp_path / "store", "1.0.0", "2025-01-01", BEFORE)
    answered: list[str] = []
    for round_ in range(2):
        server = Served(tmp_path / "store", tmp_path / "state")
        try:
            for number in range(3):
                status, id_ = server.cite(f"ASK {{ ?s ?p {round_ * 10 + number} }}")
                assert status == 201
                answered.append(id_)
        finally:
            server.process.kill()
            server.process.wait(30)
    server = Served(tmp_path / "store", tmp_path / "state")
    try:
        for id_ in answered:
            assert server.get(f"/q/{id_}")["check"]["verdict"] == "same"  # type: ignore[index]
    finally:
        server.process.kill()
        server.process.wait(30)
    assert len(set(answered)) == 6
