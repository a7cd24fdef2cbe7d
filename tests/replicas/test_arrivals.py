"""Packs are looked for in a folder or by HTTP, and taken only when they are what they should be."""

import functools
import http.server
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from igmgraph.build.snapshot import open_snapshot
from igmgraph.errors import IgmError, InputError, Unavailable
from igmgraph.packs.shelf import Latest, publish_pack
from igmgraph.packs.sources import source_at
from igmgraph.settings import Settings
from igmgraph.web.snapshots.arrivals import Arrivals
from tests.replicas.conftest import release


@pytest.fixture
def shelf(store: Path, tmp_path: Path) -> Path:
    publish_pack(store, open_snapshot(store).path, tmp_path / "shelf", releases=True)
    return tmp_path / "shelf"


class Shelf(http.server.SimpleHTTPRequestHandler):
    """A file server that knows entity tags and ranges; `faults` make it misbehave, once each."""

    log: list[tuple[str, str | None, int]]
    faults: list[str]

    def do_GET(self) -> None:
        content = (Path(self.directory) / self.path.lstrip("/")).read_bytes()
        tag, begin = f'"{hash(content):x}"', self.headers["Range"]
        fault = self.faults.pop() if self.faults and self.path.endswith(".zst") else ""
        status, body = 200, content
        if self.headers["If-None-Match"] == tag:
            status, body = 304, b""
        elif begin and fault != "no ranges":
            status, body = 206, content[int(begin.removeprefix("bytes=").rstrip("-")) :]
        elif fault == "error":
            status, body = 500, b"sorry"
        self.log.append((self.path, begin, status))
        self.send_response(status)
        self.send_header("ETag", tag)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if fault == "cut" else body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(shelf: Path) -> Iterator[str]:
    Shelf.log, Shelf.faults = [], []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Shelf, directory=str(shelf)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("form", ["{}", "file://{}"])
def test_a_folder_tells_of_a_pack_once(shelf: Path, tmp_path: Path, form: str) -> None:
    source = source_at(form.format(shelf))
    latest = source.look()
    assert latest is not None
    assert source.look() is None
    assert source.fetch(latest, tmp_path / "none") == shelf / latest.pack
    source.forget()
    assert source.look() == latest
    (shelf / latest.pack).write_bytes(b"x" * latest.size)
    with pytest.raises(InputError, match=f"{latest.pack}: its hash is not"):
        source.fetch(latest, tmp_path / "none")
    (shelf / latest.pack).unlink()
    with pytest.raises(Unavailable, match=f"{latest.pack}: No such file"):
        source.fetch(latest, tmp_path / "none")


def test_a_site_is_asked_conditionally(site: str, shelf: Path, tmp_path: Path) -> None:
    source = source_at(f"{site}latest.json")
    latest = source.look()
    assert latest is not None
    assert source.look() is None
    assert Shelf.log == [("/latest.json", None, 200), ("/latest.json", None, 304)]
    assert source.fetch(latest, tmp_path / "in").read_bytes() == (shelf / latest.pack).read_bytes()


@pytest.mark.parametrize("fault", ["", "no ranges"])
def test_a_download_goes_on_where_it_was_cut(site: str, shelf: Path, tmp_path: Path, fault: str) -> None:
    source = source_at(site)
    latest = source.look()
    assert latest is not None
    Shelf.faults = [fault, "cut"]
    with pytest.raises(Unavailable, match="the next attempt goes on there"):
        source.fetch(latest, tmp_path)
    assert source.fetch(latest, tmp_path).read_bytes() == (shelf / latest.pack).read_bytes()
    asked = [(begin, status) for path, begin, status in Shelf.log if path.endswith(".zst")]
    assert asked == [(None, 200), (f"bytes={latest.size // 2}-", 200 if fault else 206)]


def test_a_download_that_is_another_file_is_thrown_away(site: str, tmp_path: Path, shelf: Path) -> None:
    source = source_at(site)
    latest = source.look()
    assert latest is not None
    (tmp_path / latest.pack).write_bytes(b"x" * 100)
    with pytest.raises(InputError, match="its hash is not the one"):
        source.fetch(latest, tmp_path)
    assert source.fetch(latest, tmp_path).read_bytes() == (shelf / latest.pack).read_bytes()
    Shelf.faults = ["error"]
    (tmp_path / latest.pack).unlink()
    with pytest.raises(Unavailable, match=r"answers 500"):
        source.fetch(latest, tmp_path)


@pytest.mark.parametrize("place", ["ftp://e.org/x", "s3://bucket", "", "file://elsewhere/x"])
def test_what_cannot_be_looked_at_is_refused(place: str) -> None:
    with pytest.raises(InputError, match="is expected"):
        source_at(place)


@pytest.mark.parametrize(
    "content",
    [
        "<html>",
        pytest.param("[" * 100_000, id="deep"),
        "[]",
        "{}",
        Latest("../igmgraph-0123456789abcdef-0123456789ab.tar.zst", 1, "0" * 64, "0", "1").to_json(),
        Latest("http://e.org/igmgraph-0123456789abcdef-0123456789ab.tar.zst", 1, "0" * 64, "0", "1").to_json(),
        Latest("igmgraph-0123456789abcdef-0123456789ab.tar.zst", 1, "0" * 64, "0", "1", format=2).to_json(),
    ],
)
def test_what_tells_of_no_pack_is_refused(shelf: Path, content: str) -> None:
    (shelf / "latest.json").write_text(content)
    with pytest.raises(InputError, match=str(shelf / "latest.json")):
        source_at(str(shelf)).look()


def test_nobody_there_is_told() -> None:
    with pytest.raises(Unavailable, match="Connection refused"):
        source_at("http://127.0.0.1:9/").look()


def test_a_pack_is_taken_once_also_by_who_is_started_again(site: str, shelf: Path, store: Path, tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "replica", snapshot_url=site)
    arrivals = Arrivals(settings, CollectorRegistry())
    assert arrivals.look()
    assert open_snapshot(tmp_path / "replica").id == open_snapshot(store).id
    assert not arrivals.look()
    assert not Arrivals(settings, CollectorRegistry()).look()
    assert sum(path.endswith(".zst") for path, _, _ in Shelf.log) == 1


def test_a_pack_is_taken_where_the_system_lets_nobody_step_back(
    shelf: Path, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "setpriority", refuse)
    assert Arrivals(Settings(store=tmp_path / "replica", snapshot_url=str(shelf)), CollectorRegistry()).look()
    assert open_snapshot(tmp_path / "replica").id == open_snapshot(store).id


def test_nothing_that_is_published_keeps_from_what_comes_next(
    shelf: Path, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(json, "loads", lambda _: 1 // 0)
        registry = CollectorRegistry()
        replica = tmp_path / "replica"
        arrivals = Arrivals(Settings(store=replica, snapshot_url=str(shelf), snapshot_interval=0.01), registry)
        arrivals.start()
        while not registry.get_sample_value("igmgraph_snapshot_looks_total", {"outcome": "failed"}):
            assert arrivals._thread.is_alive()
    while not registry.get_sample_value("igmgraph_snapshot_looks_total", {"outcome": "taken"}):
        assert arrivals._thread.is_alive()
    arrivals.close()
    assert open_snapshot(replica).id == open_snapshot(store).id


def test_what_is_in_service_stays_when_a_pack_is_no_good(shelf: Path, tmp_path: Path) -> None:
    replica = tmp_path / "replica"
    old = release(replica, "2.0.0", "another", "place")
    arrivals = Arrivals(Settings(store=replica, snapshot_url=str(shelf)), CollectorRegistry())
    for _ in range(2):
        with pytest.raises(IgmError, match=r"^\S+replica: version 2\.0\.0 is kept with other content"):
            arrivals.look()
        assert open_snapshot(replica) == old
    small = Arrivals(Settings(store=replica, snapshot_url=str(shelf), snapshot_max_bytes=9), CollectorRegistry())
    with pytest.raises(InputError, match="more than are allowed"):
        small.look()
