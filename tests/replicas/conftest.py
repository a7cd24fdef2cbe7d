"""A store with three tiny releases, the last of them in service, and its pack."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from igmgraph.build.snapshot import Snapshot, write_snapshot
from igmgraph.namespaces import BASE, PREFIXES
from igmgraph.packs.writing import write_pack
from igmgraph.versions.kept import keep

_PREFIXES = "\n".join(f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in PREFIXES.items())


#: Bytes that no pack of these tests holds.
LARGE = 2**30


def release(store: Path, number: str, *places: str) -> Snapshot:
    """Build and keep a release that has some places, with a label each."""
    named = "\n".join(
        f'<{BASE}id/place/{place}> a igm:Place ; rdfs:label "{place} {number}"@en ; dct:isPartOf [ rdfs:label "_" ] .'
        for place in places
    )
    text = f"""{_PREFIXES}
    <{BASE}graph/catalog> {{ <{BASE}dataset> a void:Dataset ; rdfs:label "Data"@en ; dcat:version "{number}" . }}
    <{BASE}graph/places> {{ {named} }}"""
    snapshot = write_snapshot(store, parse(input=text, format=RdfFormat.TRIG), downloads=True)
    keep(store, snapshot.dataset, snapshot.manifest)
    return snapshot


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    for number, places in (("1.0.0", "cl"), ("1.1.0", "cl pe"), ("2.0.0", "cl pe ke")):
        release(folder, number, *places.split())
    return folder


@pytest.fixture(scope="session")
def pack(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that the store has."""
    target = tmp_path_factory.mktemp("pack") / "all.tar.zst"
    write_pack(store, (store / "current").resolve(), target, releases=True)
    return target


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that has something else in service."""
    folder = tmp_path_factory.mktemp("served")
    release(folder, "0.9.0", "ar")
    return folder


@contextmanager
def unchanged(store: Path) -> Iterator[None]:
    def look() -> list[tuple[Path, bytes]]:
        return [(path, path.read_bytes() if path.is_file() else b"") for path in sorted(store.rglob("*"))]

    before = look(), (store / "current").readlink()
    yield
    assert (look(), (store / "current").readlink()) == before
