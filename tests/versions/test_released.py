"""The releases that come with igmgraph: they never change, a build keeps them all, and data that differ say so."""

import gzip
import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from igmgraph.build import pipeline
from igmgraph.build.snapshot import Snapshot
from igmgraph.cli import main
from igmgraph.shipped import RELEASED
from igmgraph.versions.kept import Kept, kept_version, kept_versions
from igmgraph.versions.numbers import DataVersion, is_release
from igmgraph.versions.released import adopt_releases, checksums
from tests.versions.conftest import write_release

SHIPPED = kept_versions(RELEASED)
CHILE = 'p:cl a igm:Place ; rdfs:label "Chile"@en .'
SERBIA = 'p:rs a igm:Place ; rdfs:label "Serbia"@en .'


def _release(store: Path, folder: Path) -> Result:
    return CliRunner().invoke(main, ["snapshot", "release", "--store", str(store), "--folder", str(folder)])


def test_every_release_is_there_and_is_as_it_was() -> None:
    assert [each.number for each in SHIPPED][:3] == ["1.0.0", "1.1.0", "1.2.0"]
    found = [line for each in SHIPPED for line in checksums(each)]
    assert found == (RELEASED / "versions" / "SHA256SUMS").read_text("utf-8").splitlines()


@pytest.mark.parametrize("kept", SHIPPED, ids=lambda kept: kept.number)
def test_a_release_holds_what_its_manifest_tells(kept: Kept) -> None:
    content = gzip.decompress(kept.dataset.read_bytes())
    assert hashlib.sha256(content).hexdigest() == kept.sha256
    assert content.count(b"\n") == kept.manifest["quads"]
    assert kept.path.name == kept.number
    assert kept.moment.date().isoformat() == kept.version.modified


def test_data_that_changed_say_so(snapshot: Snapshot) -> None:
    number = DataVersion.from_manifest(snapshot.manifest).number
    same = kept_version(RELEASED, number)
    told = (
        f"data/ttl or ontology/ hold other data than release {number}: in data/ttl/catalog.ttl give the dataset the "
        "next dcat:version, with -draft behind it while you work on it; `make release` makes it a release"
    )
    assert not is_release(number) or (same and same.sha256 == snapshot.manifest["sha256"]), told


def test_a_build_of_the_shipped_data_keeps_every_release(snapshot: Snapshot) -> None:
    kept = kept_versions(snapshot.path.parents[1])
    assert [(each.number, each.manifest) for each in kept] == [(each.number, each.manifest) for each in SHIPPED]


def test_data_of_others_come_without_our_releases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(pipeline, "adopt_releases", asked.append)
    (tmp_path / "one.ttl").write_text("<urn:a> <urn:p> <urn:b> .")
    pipeline.build([tmp_path / "one.ttl"], tmp_path / "store")
    assert asked == []


def test_a_version_that_a_store_keeps_stays_as_it_is(tmp_path: Path) -> None:
    snapshot = write_release(tmp_path, "1.0.0", "2025-01-01", CHILE)
    adopt_releases(tmp_path)
    assert [each.number for each in kept_versions(tmp_path)] == [each.number for each in SHIPPED]
    kept = kept_version(tmp_path, "1.0.0")
    assert kept
    assert kept.sha256 == snapshot.manifest["sha256"]


def test_a_release_is_added_and_does_not_change(tmp_path: Path) -> None:
    store, folder = tmp_path / "store", tmp_path / "data"
    write_release(store, "2.0.0", "2025-01-01", CHILE)
    assert _release(store, folder).exit_code == 0
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert _release(store, folder).exit_code == 0
    other = tmp_path / "other"
    write_release(other, "2.0.0", "2025-01-01", SERBIA)
    refused = _release(other, folder)
    assert refused.exit_code == 1
    assert "was released with other content" in refused.output
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    (kept,) = kept_versions(folder)
    assert (folder / "versions" / "SHA256SUMS").read_text("utf-8").splitlines() == checksums(kept)


@pytest.mark.parametrize(("number", "told"), [("2.0.0-draft", "without -draft"), ("2.0.0", "keeps no such build")])
def test_what_is_no_complete_build_of_a_number_is_no_release(tmp_path: Path, number: str, told: str) -> None:
    write_release(tmp_path / "store", number, "2025-01-01", CHILE)
    write_release(tmp_path / "store", number, "2025-01-01", SERBIA)
    refused = _release(tmp_path / "store", tmp_path / "data")
    assert refused.exit_code == 1
    assert told in refused.output
    assert not (tmp_path / "data").exists()


def test_a_fresh_service_has_the_past(client: FlaskClient) -> None:
    listed = client.get("/version", headers={"Accept": "application/json"}).get_json()["versions"]
    assert [each["version"] for each in listed] == [each.number for each in reversed(SHIPPED)]
    assert client.get("/version/1.0.0/doc/profile/cl-monte-patria-2024.nt").status_code == 200
    assert client.get("/version/1.0.0/doc/profile/al-2023.nt").status_code == 404
    told = client.get("/diff/1.0.0/1.2.0", headers={"Accept": "application/json"}).get_json()["things"]
    assert told["added"] > 500
    assert told["withdrawn"] == 0


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("Mon, 23 Nov 2026 22:00:00 GMT", "1.0.0"),
        ("Tue, 24 Nov 2026 08:00:00 GMT", "1.0.0"),
        ("Tue, 24 Nov 2026 12:00:00 GMT", "1.1.0"),
        ("Tue, 24 Nov 2026 15:00:00 GMT", "1.2.0"),
    ],
)
def test_a_day_with_two_releases_leads_to_the_one_of_the_hour(client: FlaskClient, asked: str, number: str) -> None:
    found = client.get("/doc/place/cl", headers={"Accept-Datetime": asked})
    assert found.headers["Location"] == f"/version/{number}/doc/place/cl"


def test_no_iri_of_a_release_got_lost(client: FlaskClient) -> None:
    things = {iri for each in SHIPPED for iri in gzip.decompress((each.path / "things.txt.gz").read_bytes()).split()}
    paths = [iri.decode().removeprefix("https://w3id.org/igm") for iri in things]
    assert len(paths) > 500
    assert {path: status for path in paths if (status := client.get(path).status_code) not in {303, 410}} == {}
