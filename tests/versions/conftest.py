"""A store with three tiny versions of the data, the last of them in service."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from igmgraph.build.snapshot import Snapshot, write_snapshot
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.namespaces import BASE, PREFIXES
from igmgraph.settings import Settings
from igmgraph.versions.kept import keep
from igmgraph.web import create_app

_PREFIXES = "\n".join(f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in PREFIXES.items())
_CATALOG = f"""
<{BASE}graph/catalog> {{
  <{BASE}dataset> a void:Dataset ; rdfs:label "Data"@en, "Datos"@es, "Données"@fr ;
    dcat:version "%s" ; dct:modified "%s"^^xsd:date ; dct:license <urn:x:licence> ; dct:hasPart <{BASE}graph/places> .
}}
"""
_PLACES = {
    "1.0.0": """p:cl a igm:Place ; rdfs:label "Chile"@en ; igm:partOf p:yu .
                p:yu a igm:Place ; rdfs:label "Yugoslavia"@en .""",
    "1.9.0": """p:cl a igm:Place ; rdfs:label "Chile"@en, "Chili"@fr . p:rs a igm:Place ; rdfs:label "Serbia"@en .
                p:su a igm:Place ; rdfs:label "Soviet Union"@en .""",
    "1.10.0": """p:cl a igm:Place ; rdfs:label "Chile"@en, "Chili"@fr . p:rs a igm:Place ; rdfs:label "Serbia"@en .
                 p:su a igm:WithdrawnResource ; owl:deprecated true ; rdfs:label "Soviet Union"@en ;
                      dct:isReplacedBy p:rs ; prov:invalidatedAtTime "2026-05-01"^^xsd:date .""",
}
DAYS = {"1.0.0": "2025-01-01", "1.9.0": "2026-02-01", "1.10.0": "2026-05-01"}


@dataclass(frozen=True)
class Releases:
    """The store, and the snapshot of each version as it was."""

    store: Path
    snapshots: dict[str, Snapshot]
    canonical: dict[str, bytes]


def write_release(store: Path, number: str, day: str, places: str) -> Snapshot:
    text = f"{_PREFIXES} PREFIX p: <{BASE}id/place/>\n{_CATALOG % (number, day)} <{BASE}graph/places> {{ {places} }}"
    snapshot = write_snapshot(store, parse(input=text, format=RdfFormat.TRIG), downloads=True)
    keep(store, snapshot.dataset, snapshot.manifest)
    return snapshot


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    store = tmp_path_factory.mktemp("releases")
    made, canonical = {}, {}
    for number, places in _PLACES.items():
        made[number] = write_release(store, number, DAYS[number], places)
        canonical[number] = made[number].dataset.read_bytes()
    return Releases(store, made, canonical)


@pytest.fixture(scope="module")
def reader(releases: Releases) -> Iterator[FlaskClient]:
    settings = Settings(store=releases.store, workers=1, open_versions=2)
    engine = EmbeddedEngine(releases.snapshots["1.10.0"].path, settings)
    app = create_app(settings, engine)
    yield app.test_client()
    app.extensions["igmgraph.versions"].close()
    engine.close()
