"""FAIR Signposting, level 2, as its Python client reads it; https://signposting.org/FAIR/ (2023-10-02)."""

from collections.abc import Iterator
from threading import Thread
from urllib.request import Request, urlopen

import pytest
from flask.testing import FlaskClient
from signposting import Signposting, find_signposting_html, find_signposting_http, find_signposting_linkset
from werkzeug.serving import make_server

THINGS = [
    "domain/partnerships",
    "finding/cl-monte-patria-2024/migrants-rights/w1",
    "institution/cl-monte-patria/oficina-de-inclusion",
    "place/cl",
    "profile/cl-monte-patria-2024",
]
PAGES = [*(f"/doc/{thing}" for thing in THINGS), "/graph/framework", "/graph/inferred", "/ontology", "/dataset"]
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
PROJECT = "https://w3id.org/igm/id/institution/int/igmgraph-project"
FORMATS = {
    "text/turtle",
    "application/ld+json",
    "application/rdf+xml",
    "application/n-triples",
    "application/trig",
    "application/n-quads",
}


@pytest.fixture(scope="module")
def site(client: FlaskClient) -> Iterator[str]:
    """Address of the service over HTTP: the client of Signposting takes nothing else."""
    server = make_server("127.0.0.1", 0, client.application, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def targets(found: object) -> set[str]:
    return {str(signpost.target) for signpost in found}  # type: ignore[attr-defined]


def told(found: Signposting) -> set[tuple[str, str, str | None]]:
    return {(str(each.rel), str(each.target), each.type and str(each.type)) for each in found}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_a_landing_page(site: str, page: str) -> None:
    found = find_signposting_http(f"{site}{page}")
    base = "https://w3id.org/igm"
    assert found.citeAs
    assert str(found.citeAs.target) == f"{base}{page.replace('/doc/', '/id/')}"
    assert targets(found.types) >= {"https://schema.org/AboutPage"}
    assert len(found.types) == 2
    assert found.license
    assert str(found.license.target) == LICENSE
    assert targets(found.authors) == {PROJECT}
    assert {str(each.type) for each in found.describedBy} == FORMATS
    assert {str(each.type) for each in found.linksets} == {"application/linkset", "application/linkset+json"}
    if page != "/dataset":
        assert found.collection
        assert str(found.collection.target) == f"{base}/dataset"
    if page.startswith(("/graph", "/ontology")):
        assert {str(each.type) for each in found.items} == FORMATS


@pytest.mark.parametrize("page", PAGES)
def test_header_elements_and_linksets_say_the_same(site: str, page: str) -> None:
    header = find_signposting_http(f"{site}{page}")
    assert told(find_signposting_html(f"{site}{page}")) == told(header)
    for linkset in header.linksets:
        found = find_signposting_linkset(linkset.target)
        assert told(found.for_context(f"{site}{page}")) >= told(header)


@pytest.mark.parametrize("page", PAGES)
def test_metadata_and_files_lead_back_to_the_page(site: str, page: str) -> None:
    header = find_signposting_http(f"{site}{page}")
    (linkset,) = (each for each in header.linksets if each.type == "application/linkset+json")
    whole = find_signposting_linkset(linkset.target)
    for item in header.items:
        assert targets([whole.for_context(item.target).collection]) == {f"{site}{page}"}
    if page.startswith("/doc"):
        for metadata in header.describedBy:
            assert metadata.type
            assert f'<{page}>; rel="describes"' in _link(site, str(metadata.target))


def _link(site: str, url: str) -> str:
    with urlopen(Request(url, method="HEAD")) as answer:
        return str(answer.headers["Link"])


def test_head_gives_the_links_that_get_gives(client: FlaskClient) -> None:
    for page in PAGES:
        for end in ("", ".html", ".ttl"):
            assert client.head(f"{page}{end}").headers["Link"] == client.get(f"{page}{end}").headers["Link"]


@pytest.mark.parametrize("path", ["/linkset/doc/place/nowhere.json", "/linkset/doc/place/cl.xml", "/linkset/x/y.json"])
def test_no_links_are_made_up(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
