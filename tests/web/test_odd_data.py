"""Data that are not ours: another base, odd IRIs, hostile values, no catalog, no ontology."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from igmgraph.build.snapshot import Snapshot, write_snapshot
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.values import Solution
from igmgraph.namespaces import RDFS
from igmgraph.settings import Settings
from igmgraph.web import create_app
from igmgraph.web.pages.places_map import mark_places
from igmgraph.web.server.bridge import Bridge, Scope

BASE = "https://data.example.org/"
HUB = NamedNode(f"{BASE}id/place/hub")
GRAPH = NamedNode(f"{BASE}graph/crowd")
HTML, TURTLE = {"Accept": "text/html"}, {"Accept": "text/turtle"}


def crowd() -> Iterator[Quad]:
    """More things than a page lists, each pointing to the hub."""
    kind = NamedNode(f"{BASE}id/kind")
    for number in range(600):
        thing = NamedNode(f"{BASE}id/place/{number}")
        yield Quad(thing, NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), kind, GRAPH)
        yield Quad(thing, NamedNode(f"{RDFS}seeAlso"), HUB, GRAPH)
        yield Quad(thing, NamedNode(f"{RDFS}label"), Literal(f"Place {number}"), GRAPH)


@pytest.fixture(scope="module")
def odd_snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    quads = parse(path=str(Path(__file__).with_name("odd.trig")), format=RdfFormat.TRIG)
    return write_snapshot(tmp_path_factory.mktemp("odd"), [*quads, *crowd()], BASE)


@pytest.fixture(scope="module")
def odd(odd_snapshot: Snapshot) -> Iterator[FlaskClient]:
    with serving(odd_snapshot) as client:
        yield client


@contextmanager
def serving(snapshot: Snapshot) -> Iterator[FlaskClient]:
    settings = Settings(base_iri=BASE, workers=1)
    engine = EmbeddedEngine(snapshot.path, settings)
    yield create_app(settings, engine).test_client()
    engine.close()


@pytest.mark.parametrize(
    ("path", "label"),
    [
        pytest.param("place/ñuñoa", "Ñuñoa", id="a letter beyond ASCII"),
        pytest.param("place/%C3%B1u%C3%B1oa", "Ñuñoa", id="the same, escaped in the URL"),
        pytest.param("place/%C3%A9", "Escaped", id="escaped in the IRI"),
        pytest.param("place/a%252Fb", "A slash", id="an escaped slash"),
        pytest.param("place/a%2Fb", "A slash", id="an escaped slash, as the IRI has it"),
        pytest.param("place/a/b", "Two parts", id="a slash"),
        pytest.param("place/a%23b", "A number sign", id="an escaped number sign"),
        pytest.param("place/a%20b", "A space", id="an escaped space"),
        pytest.param("place/a+b", "A plus", id="a plus"),
        pytest.param("place/a%2Bb", "A plus", id="a plus, escaped in the URL"),
        pytest.param("place/a/", "A slash at the end", id="a slash at the end"),
        pytest.param("place//x", "Two slashes", id="two slashes"),
        pytest.param("source/report.ttl", "A file name", id="ends like a format"),
        pytest.param("place/default", "In no named graph", id="stated in no named graph"),
    ],
)
def test_odd_iris_are_read_back(odd: FlaskClient, path: str, label: str) -> None:
    for headers in (HTML, TURTLE):
        response = odd.get(f"/id/{path}", headers=headers)
        assert response.status_code == 303
        document = odd.get(response.headers["Location"], headers=headers)
        assert document.status_code == 200
        assert label in document.text
        again = odd.get(document.headers["Content-Location"])
        assert (again.status_code, again.mimetype) == (200, headers["Accept"])
        assert label in again.text


@pytest.mark.parametrize("path", ["a%2Fb", "a/b", "a%23b", "a/"])
def test_the_server_hands_over_what_the_client_wrote(odd: FlaskClient, path: str) -> None:
    scope: Scope = {
        "method": "GET",
        "scheme": "http",
        "http_version": "1.1",
        "path": unquote(f"/doc/place/{path}.nt"),
        "raw_path": f"/doc/place/{path}.nt".encode(),
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
    }

    async def nothing() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    answer = asyncio.run(Bridge(odd.application, 1, 1).run(scope, nothing, {}))
    assert answer.status == 200
    assert f"primaryTopic> <{BASE}id/place/{path}>".encode() in answer.body


@pytest.mark.parametrize("path", ["/doc/place/quoting", f"/fragments?subject={BASE}id/place/quoting"])
def test_a_format_without_triple_terms_is_not_acceptable_for_them(odd: FlaskClient, path: str) -> None:
    assert [odd.get(path, headers=each).status_code for each in (HTML, TURTLE)] == [200, 200]
    assert odd.get(path, headers={"Accept": "application/ld+json"}).status_code == 406


def test_a_graph_may_give_a_type_that_has_no_iri(odd: FlaskClient) -> None:
    for path in ("/graph/odd", "/doc/place/restricted", "/doc/place/told"):
        assert odd.get(path, headers=HTML).status_code == 200


def test_degrees_may_be_any_text(odd: FlaskClient) -> None:
    assert odd.get("/doc/place/north", headers=HTML).status_code == 200
    rows: list[Solution] = [{"place": HUB, "latitude": Literal("north"), "longitude": Literal("INF")}]
    assert [mark.point for mark in mark_places(rows)] == [None]


@pytest.mark.parametrize("media_type", ["text/turtle", "application/ld+json", "application/json", "text/html"])
def test_data_without_a_release_have_no_versions(odd: FlaskClient, media_type: str) -> None:
    assert odd.get("/version", headers={"Accept": media_type}).status_code == 200


def test_hostile_values_are_inert(odd: FlaskClient) -> None:
    page = odd.get("/doc/place/hostile", headers=HTML).text
    assert "<h1>&lt;script&gt;alert(1)&lt;/script&gt;</h1>" in page
    for scheme in ("javascript:", "data:"):
        assert f'href="{scheme}' not in page
        assert f">{scheme}" in page, "shown as text"
    assert 'href="HTTPS://example.org/out"' in page


def test_a_page_shows_where_a_text_has_characters_that_no_page_may_hold(odd: FlaskClient) -> None:
    assert "a\ufffdb\ufffd\ufffd\ufffdc" in odd.get("/doc/place/hostile", headers=HTML).text


def test_instances_of_the_canonical_base_belong_to_another_service(odd: FlaskClient) -> None:
    page = odd.get("/doc/place/hostile", headers=HTML).text
    assert 'href="https://w3id.org/igm/id/place/cl"' in page
    assert 'href="/ontology#unheardOf"' in page


def test_values_that_cannot_be_read_are_shown_as_they_are(odd: FlaskClient) -> None:
    response = odd.get("/doc/place/hostile", headers=HTML)
    for text in ("2026-02-30", "_:", '<span lang="de">x</span>'):
        assert text in response.text
    assert "Last-Modified" not in response.headers
    assert 'rel="license"' not in response.headers["Link"]


@pytest.mark.parametrize("path", ["place/c d", "place/{x}", "place/%00", "place/%EF%BF%BF"])
def test_what_is_no_iri_is_unknown(odd: FlaskClient, path: str) -> None:
    assert odd.get(f"/id/{path}", headers=HTML).status_code == 404


def test_a_hub_says_that_it_shows_only_some_of_its_mentions(odd: FlaskClient) -> None:
    page = odd.get("/doc/place/hub", headers=HTML)
    turtle = odd.get("/doc/place/hub.ttl")
    assert page.text.count("<li>") == 100
    assert "References 1 to 100 of 600." in page.text
    assert turtle.text.count("seeAlso") == 100
    for response in (page, turtle):
        (link,) = (part for part in response.headers["Link"].split(", ") if 'rel="related"' in part)
        assert link.startswith("</sparql?query=SELECT")
        assert link.endswith('"100 of the statements that point to this thing are on a page; this query gives all"')


def test_what_refers_to_a_hub_is_on_pages_that_hold_each_reference_once(odd: FlaskClient) -> None:
    found: list[str] = []
    address, pages = "/doc/place/hub.nt", 0
    while address:
        response = odd.get(address)
        assert response.headers["Content-Location"] == address
        found += [line for line in response.text.splitlines() if "seeAlso" in line]
        links = dict(re.findall(r'<([^>]*)>; rel="(next|prev)"', response.headers["Link"]))
        pages += 1
        assert ("prev" in links.values()) == (pages > 1)
        address = next((target for target, relation in links.items() if relation == "next"), "")
    assert (pages, len(found), len(set(found))) == (6, 600, 600)


def test_the_pages_of_a_hub_are_the_same_in_another_process(odd: FlaskClient, odd_snapshot: Snapshot) -> None:
    # Another engine over the same snapshot reads the data anew, as another process does.
    with serving(odd_snapshot) as again:
        for page in ("1", "2", "3"):
            first, second = (one.get(f"/doc/place/hub.nt?page={page}") for one in (odd, again))
            assert (first.data, first.get_etag()) == (second.data, second.get_etag())


@pytest.mark.parametrize(("page", "status"), [("7", 404), ("0", 400), ("-1", 400), ("two", 400), ("٢", 400)])
def test_a_page_that_is_not_there(odd: FlaskClient, page: str, status: int) -> None:
    assert odd.get("/doc/place/hub.nt", query_string={"page": page}).status_code == status


def test_a_blank_node_is_described_with_what_leads_to_it(odd: FlaskClient) -> None:
    facts = list(parse(input=odd.get("/doc/place/hostile.nt").data, format=RdfFormat.N_TRIPLES))
    (node,) = {fact.object for fact in facts if isinstance(fact.object, BlankNode)}
    assert [str(fact.object) for fact in facts if fact.subject == node] == ['"nameless"']


def test_a_graph_that_no_catalog_lists_has_a_page(odd: FlaskClient) -> None:
    page = odd.get("/graph/crowd", headers=HTML)
    assert page.status_code == 200
    assert "<dd>1,800</dd>" in page.text
    assert page.text.count("<li>") == 500
    assert "Only the first things are listed" in page.text


@pytest.mark.parametrize("path", ["/ontology", "/dataset", "/graph/framework"])
def test_what_did_not_come_with_the_data_is_not_found(odd: FlaskClient, path: str) -> None:
    for headers in (HTML, TURTLE):
        assert odd.get(path, headers=headers).status_code == 404


def test_the_home_page_shows_what_there_is(odd: FlaskClient) -> None:
    page = odd.get("/").text
    assert "<dd>10</dd>" in page, "places"
    assert 'id="profiles"' not in page
