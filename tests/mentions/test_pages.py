"""A thing that thousands refer to: its pages hold each reference once, the last one as easily as the first."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse

from igmgraph.build.snapshot import Snapshot, open_snapshot, write_snapshot
from igmgraph.engine.base import Engine
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.values import Solution
from igmgraph.mentions.index import INDEX, is_whole
from igmgraph.namespaces import BASE, PREFIXES, RDFS
from igmgraph.settings import Settings
from igmgraph.web import create_app
from igmgraph.web.facts.mentions import mentions_of

HUB, LEAF = NamedNode(f"{BASE}id/domain/hub"), NamedNode(f"{BASE}id/domain/leaf")
GRAPHS = [NamedNode(f"{BASE}graph/{name}") for name in ("a", "b")]
PREDICATES = [NamedNode(f"{RDFS}{name}") for name in ("seeAlso", "isDefinedBy")]
HYDRA = PREFIXES["hydra"]


def crowd() -> Iterator[Quad]:
    """Some thousands that refer to the hub, and what looks as if it did."""
    for number in range(2_000):
        thing = NamedNode(f"{BASE}id/place/{number}")
        yield Quad(thing, PREDICATES[number % 2], HUB, GRAPHS[0])
        if number % 3 == 0:
            yield Quad(thing, PREDICATES[number % 2], HUB, GRAPHS[1])
        yield Quad(thing, PREDICATES[0], Literal(f"<{HUB.value}> ."), GRAPHS[0])
        yield Quad(thing, PREDICATES[0], NamedNode(f"{HUB.value}/{number}"), GRAPHS[0])
    for number in range(100):
        yield Quad(NamedNode(f"{BASE}id/place/é{number}"), PREDICATES[0], HUB, DefaultGraph())
        yield Quad(NamedNode(f"{BASE}id/place/é{number}"), PREDICATES[0], LEAF, DefaultGraph())
    yield Quad(BlankNode("nameless"), PREDICATES[0], HUB, GRAPHS[0])
    yield Quad(HUB, NamedNode(f"{RDFS}label"), Literal("Hub", language="en"), GRAPHS[0])


class Counting:
    """An engine that counts what it is asked."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.rows: list[int] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)

    def solutions(self, query: str) -> list[Solution]:
        answer = self._engine.solutions(query)
        self.rows.append(len(answer))
        return answer


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return write_snapshot(tmp_path_factory.mktemp("hub"), crowd())


@contextmanager
def serving(folder: Path) -> Iterator[tuple[FlaskClient, Counting]]:
    engine = Counting(EmbeddedEngine(folder, Settings(workers=1)))
    yield create_app(Settings(), engine).test_client(), engine  # type: ignore[arg-type]
    engine.close()  # type: ignore[operator]


@pytest.fixture(scope="module")
def served(snapshot: Snapshot) -> Iterator[tuple[FlaskClient, Counting]]:
    with serving(snapshot.path) as served:
        yield served


def referring(quads: list[Quad]) -> list[Quad]:
    return [quad for quad in quads if quad.object == HUB and quad.predicate in PREDICATES]


def walk(client: FlaskClient, address: str) -> Iterator[tuple[list[Quad], dict[str, str]]]:
    """Facts and links of each page, as Next goes."""
    while address:
        answer = client.get(address)
        assert answer.status_code == 200
        links = {relation: target for target, relation in re.findall(r'<([^>]*)>; rel="(\w+)"', answer.headers["Link"])}
        yield list(parse(input=answer.data, format=RdfFormat.N_QUADS)), links
        address = links.get("next", "")


def test_each_reference_is_on_one_page_and_all_are_those_of_the_query(served: tuple[FlaskClient, Counting]) -> None:
    client, engine = served
    pages = list(walk(client, "/doc/domain/hub.nq"))
    found = [quad for facts, _ in pages for quad in referring(facts)]
    assert len(found) == len(set(found)) == 2_000 + 667 + 100
    assert len(pages) == 28
    query = client.application.extensions["igmgraph"].now.queries["mentions"].bind(thing=HUB)
    asked = {
        Quad(row["subject"], row["predicate"], HUB, row.get("graph", DefaultGraph()))  # type: ignore[arg-type]
        for row in engine.solutions(query)
    }
    assert set(found) == asked


def test_the_last_page_asks_the_engine_for_no_more_than_the_first(served: tuple[FlaskClient, Counting]) -> None:
    client, engine = served
    asked = []
    for page in ("1", "14", "28"):
        engine.rows.clear()
        assert client.get(f"/doc/domain/hub.nt?page={page}").status_code == 200
        asked.append(list(engine.rows))
    assert asked[0] == asked[1] == asked[2]
    assert sum(asked[0]) < 10


def test_pages_lead_to_each_other_in_headers_rdf_and_html(served: tuple[FlaskClient, Counting]) -> None:
    client, _ = served
    pages = list(walk(client, "/doc/domain/hub.nq"))
    document = f"{BASE}doc/domain/hub"
    for number, (facts, links) in enumerate(pages, 1):
        expected = {"first": 1, "last": 28}
        expected |= {"prev": number - 1} if number > 1 else {}
        expected |= {"next": number + 1} if number < 28 else {}
        assert {name: links[name] for name in ("first", "prev", "next", "last") if name in links} == {
            name: f"/doc/domain/hub.nq?page={page}" for name, page in expected.items()
        }
        here = NamedNode(f"{document}?page={number}")
        told = {quad.predicate.value.removeprefix(HYDRA): quad.object for quad in facts if quad.subject == here}
        assert told.pop("totalItems").value == "2767"  # type: ignore[union-attr]
        assert {name: told.get(name.replace("prev", "previous")) for name in expected} == {
            name: NamedNode(f"{document}?page={page}") for name, page in expected.items()
        }
    page = client.get("/doc/domain/hub?page=3&lang=en", headers={"Accept": "text/html"}).text
    assert "References 201 to 300 of 2,767." in page
    for relation, number in {"first": 1, "prev": 2, "next": 4, "last": 28}.items():
        assert f'<a href="/doc/domain/hub?lang=en&amp;page={number}" rel="{relation}">' in page


def test_a_snapshot_without_the_table_has_the_same_references(
    snapshot: Snapshot, served: tuple[FlaskClient, Counting], tmp_path: Path
) -> None:
    older = tmp_path / "older"
    older.mkdir()
    for name in ("store", "dataset.nq", "manifest.json"):
        (older / name).symlink_to(snapshot.path / name)
    with serving(older) as (client, _):
        pages = list(walk(client, "/doc/domain/hub.nq"))
    found = {quad for facts, _ in pages for quad in referring(facts)}
    assert found == {quad for facts, _ in walk(served[0], "/doc/domain/hub.nq") for quad in referring(facts)}
    assert set(pages[1][1]) >= {"first", "prev", "next"}
    assert "last" not in pages[1][1]


def test_what_a_page_holds_needs_no_other(served: tuple[FlaskClient, Counting]) -> None:
    client, _ = served
    answer = client.get("/doc/domain/leaf.nq")
    assert answer.data.count(b"isPartOf") == 1
    assert answer.data.count(f"<{LEAF.value}> .".encode()) == 101, "with primaryTopic"
    assert 'rel="first"' not in answer.headers["Link"]
    assert HYDRA.encode() not in answer.data
    with client.application.app_context():
        assert mentions_of(client.application.extensions["igmgraph"].now, LEAF).total is None


@pytest.mark.parametrize(("page", "status"), [("28", 200), ("29", 404), ("99999999", 404)])
def test_there_is_nothing_after_the_last(served: tuple[FlaskClient, Counting], page: str, status: int) -> None:
    assert served[0].get(f"/doc/domain/hub.ttl?page={page}").status_code == status


def test_a_table_that_was_damaged_or_is_of_older_days_is_made_again(tmp_path: Path) -> None:
    first = write_snapshot(tmp_path, list(crowd())[:900])
    assert not is_whole(first.path, "0123456789abcdef")
    with sqlite3.connect(first.path / INDEX) as table:
        table.execute("UPDATE mentions SET subject = 'urn:x'")
    table.close()
    assert not is_whole(first.path, first.id)
    (first.path / INDEX).unlink()
    assert not is_whole(first.path, first.id)
    second = write_snapshot(tmp_path, list(crowd())[:900])
    assert second == first == open_snapshot(tmp_path)
    assert is_whole(second.path, second.id)
