"""Files over HTTP: whole, in part, unchanged, listed in three languages."""

import hashlib
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from igmgraph.build.snapshot import Snapshot
from igmgraph.downloads.index import FOLDER
from igmgraph.engine.base import Engine
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.settings import Settings
from igmgraph.web import create_app

NAME = "/download/igm.ttl.gz"


@pytest.fixture
def packed(snapshot: Snapshot) -> bytes:
    return (snapshot.path / FOLDER / "igm.ttl.gz").read_bytes()


def test_every_listed_file_is_there_as_told(client: FlaskClient) -> None:
    listed = client.get("/download", headers={"Accept": "application/json"}).json
    assert listed
    assert len(listed) > 100
    for entry in listed:
        answer = client.get(entry["url"], buffered=True)
        assert answer.status_code == 200
        assert len(answer.data) == entry["byteSize"] == answer.content_length
        assert hashlib.sha256(answer.data).hexdigest() == entry["sha256"]
        assert answer.headers["ETag"] == f'"{entry["sha256"]}"'
        assert client.get(f"{entry['url']}.sha256").text.split() == [entry["sha256"], entry["url"].rpartition("/")[2]]


@pytest.mark.parametrize(("language", "heading"), [("en", "Downloads"), ("es", "Descargas"), ("fr", "Téléchargements")])
def test_the_list_is_a_page_in_three_languages(client: FlaskClient, language: str, heading: str) -> None:
    page = client.get("/download", headers={"Accept": "text/html", "Accept-Language": language})
    assert page.mimetype == "text/html"
    assert f"<h1>{heading}</h1>" in page.text
    assert page.headers["Content-Language"] == language
    links = re.findall(r'href="(/download/[^"?]+)"', page.text)
    assert len(links) > 200
    assert {"/download/graph/profile/cl-monte-patria-2024.rdf.gz", "/download/findings.fr.csv"} <= set(links)
    unchanged = client.get(
        "/download",
        headers={"Accept": "text/html", "Accept-Language": language, "If-None-Match": page.headers["ETag"]},
    )
    assert unchanged.status_code == 304


@pytest.mark.parametrize(
    ("asked", "start", "end"), [("bytes=0-99", 0, 100), ("bytes=100-", 100, None), ("bytes=-7", -7, None)]
)
def test_a_range_of_a_file(client: FlaskClient, packed: bytes, asked: str, start: int, end: int | None) -> None:
    answer = client.get(NAME, buffered=True, headers={"Range": asked})
    assert (answer.status_code, answer.data) == (206, packed[start:end])
    first = start if start >= 0 else len(packed) + start
    assert answer.headers["Content-Range"] == f"bytes {first}-{first + len(answer.data) - 1}/{len(packed)}"
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_a_file_in_pieces_is_the_file(client: FlaskClient, packed: bytes) -> None:
    tag = client.head(NAME, buffered=True).headers["ETag"]
    parts = [
        client.get(NAME, buffered=True, headers={"Range": f"bytes={start}-{start + 9_999}", "If-Range": tag}).data
        for start in range(0, len(packed), 10_000)
    ]
    assert len(parts) > 3
    assert b"".join(parts) == packed


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=9-2", "lines=1-2", "bytes=a-b", "nonsense"])
def test_what_is_no_single_range_gets_the_whole(client: FlaskClient, packed: bytes, asked: str) -> None:
    answer = client.get(NAME, buffered=True, headers={"Range": asked})
    assert (answer.status_code, answer.data) == (200, packed)


def test_a_range_beyond_the_end_is_refused(client: FlaskClient, packed: bytes) -> None:
    answer = client.get(NAME, buffered=True, headers={"Range": f"bytes={len(packed)}-"})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(packed)}"


def test_media_types(client: FlaskClient) -> None:
    for name, media_type in ((NAME, "application/gzip"), ("/download/findings.es.csv", "text/csv; charset=utf-8")):
        assert client.head(name, buffered=True).headers["Content-Type"] == media_type


@pytest.mark.parametrize("known", ['"another"', "Mon, 01 Jan 99999999999 00:00:00 GMT"])
def test_a_changed_file_is_sent_whole(client: FlaskClient, packed: bytes, known: str) -> None:
    answer = client.get(NAME, buffered=True, headers={"Range": "bytes=0-9", "If-Range": known})
    assert (answer.status_code, answer.data) == (200, packed)


def test_head_and_not_modified(client: FlaskClient, packed: bytes) -> None:
    head = client.head(NAME, buffered=True)
    assert (head.status_code, head.data, head.content_length) == (200, b"", len(packed))
    assert head.headers["Content-Disposition"] == "attachment; filename=igm.ttl.gz"
    assert head.headers["Last-Modified"].endswith("00:00:00 GMT")
    for asked, told in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        assert client.get(NAME, buffered=True, headers={asked: head.headers[told]}).status_code == 304


def test_of_what_is_no_release_there_may_be_other_files_of_the_same_day(
    engine: Engine, tmp_path: Path, packed: bytes
) -> None:
    # Nothing is kept in this store.
    client = create_app(Settings(store=tmp_path), engine).test_client()
    told = client.head(NAME, buffered=True).headers
    assert client.get(NAME, buffered=True, headers={"If-Modified-Since": told["Last-Modified"]}).status_code == 200
    for known, sent in ((told["Last-Modified"], packed), (told["ETag"], packed[:10])):
        answer = client.get(NAME, buffered=True, headers={"Range": "bytes=0-9", "If-Range": known})
        assert answer.data == sent


def test_a_packed_file_is_not_packed_again(client: FlaskClient, packed: bytes) -> None:
    for name in (NAME, "/download/findings.en.csv"):
        answer = client.get(name, buffered=True, headers={"Accept-Encoding": "gzip, br, zstd", "Range": "bytes=0-4999"})
        assert (answer.status_code, len(answer.data)) == (206, 5000)
        assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    "name", ["nothing.ttl.gz", "index.json", "../manifest.json", "..%2Fmanifest.json", "graph/../igm.ttl.gz", ".sha256"]
)
def test_nothing_else_is_there(client: FlaskClient, name: str) -> None:
    assert client.get(f"/download/{name}").status_code == 404


def test_a_service_without_files_says_so(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EmbeddedEngine, "snapshot_path", None)
    assert client.get("/download", headers={"Accept": "application/json"}).json == []
    assert "without files" in client.get("/download", headers={"Accept": "text/html"}).text
    assert client.get(NAME).status_code == 404
