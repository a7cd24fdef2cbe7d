"""Pages over many more profiles than ship: what a page asks and shows depends on the page, not on their number."""

import json
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from bench.generate import write
from bench.pages import PAGES
from igmgraph.engine.base import Engine
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.values import Solution
from igmgraph.languages import LANGUAGES
from igmgraph.mentions import index as mentions
from igmgraph.namespaces import BASE, IGM
from igmgraph.rdf.sorting import sorting
from igmgraph.search.index import write_index
from igmgraph.settings import Settings
from igmgraph.web import create_app
from igmgraph.web.pages.by_name import called
from igmgraph.web.pages.places_map import mark_places
from igmgraph.web.pages.thing_page import presenter_for

PROFILES = 100
#: What needs more than a store and an index, and what is as long as the ontology.
ELSEWHERE = {"downloads", "versions", "dataset", "ontology"}
#: What one page may ask of the engine when it was asked for before: queries, and rows of their answers.
QUERIES, ROWS = 9, 320
#: Links and cells of a page.
LINKS = 700
INDICATOR = "/doc/indicator/local/L6-4"
#: Section of a page, and what in it leads to a profile.
SPEAKING = ("[aria-labelledby=findings]", "section.group h3 a")
SILENT = ("section[aria-labelledby=silent]", "td:first-of-type a")


class Counting:
    """An engine that counts what it is asked."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.rows: list[int] = []
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)

    def solutions(self, query: str) -> list[Solution]:
        answer = self._engine.solutions(query)
        self.rows.append(len(answer))
        self.asked.append(query)
        return answer


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counting]:
    folder = tmp_path_factory.mktemp("many")
    quads = write(PROFILES, folder / "unsorted.nq")
    with sorting(folder / "dataset.nq") as stream:
        stream.write((folder / "unsorted.nq").read_bytes())
    store = Store(folder / "store")
    store.bulk_load(path=str(folder / "dataset.nq"), format=RdfFormat.N_QUADS)
    store.flush()
    del store
    write_index(folder, BASE, "many")
    mentions.write_index(folder, BASE, "many")
    (folder / "manifest.json").write_text(json.dumps({"id": "many", "quads": quads, "base_iri": BASE}), "utf-8")
    engine = EmbeddedEngine(folder, Settings(workers=1))
    yield Counting(engine)
    engine.close()


@pytest.fixture(scope="module")
def crowded(many: Counting, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return create_app(Settings(store=tmp_path_factory.mktemp("none")), many).test_client()  # type: ignore[arg-type]


def read(client: FlaskClient, address: str) -> BeautifulSoup:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 200, address
    return BeautifulSoup(answer.text, "html.parser")


@pytest.mark.parametrize("kind", [kind for kind in PAGES if kind not in ELSEWHERE])
def test_a_page_asks_little_and_shows_a_part(crowded: FlaskClient, many: Counting, kind: str) -> None:
    read(crowded, PAGES[kind])
    many.rows.clear()
    page = read(crowded, PAGES[kind])
    assert len(many.rows) <= QUERIES
    assert sum(many.rows) <= ROWS
    assert len(page.select("a, circle")) <= LINKS


@pytest.mark.parametrize(
    "page", ["domain/partnerships", "subdomain/migrants-rights/basic-services", "indicator/local/L6-4"]
)
def test_who_speaks_of_a_hub_is_read_from_the_table(crowded: FlaskClient, many: Counting, page: str) -> None:
    many.asked.clear()
    listed = read(crowded, f"/doc/{page}").select("[aria-labelledby=findings] section.group")
    assert 1 < len(listed) <= 10
    assert not [query for query in many.asked if "Which profiles have findings that speak of" in query]


def test_names_of_whole_lists_are_read_from_the_index(crowded: FlaskClient, many: Counting) -> None:
    state = crowded.application.extensions["igmgraph"].now
    profiles = [row["profile"] for row in state.select("profiles")]
    for code in LANGUAGES:
        with crowded.application.test_request_context(f"/?lang={code}"):
            many.asked.clear()
            names = called(state, profiles)
            assert many.asked == []
            told = presenter_for(state, profiles).names
            assert names == {profile: told.label(profile.value) for profile in profiles}


def walk(client: FlaskClient, address: str, section: str, item: str) -> list[list[str]]:
    """Where the items of a list lead, page by page, as Next goes."""
    pages = []
    here = address
    while here:
        (place,) = read(client, here).select(section)
        pages.append([str(link["href"]) for link in place.select(item)])
        here = next((str(link["href"]) for link in place.select("a[rel=next]")), "")
    return pages


@pytest.mark.parametrize(
    ("address", "section", "item"),
    [
        ("/doc/domain/migrants-rights", *SPEAKING),
        ("/doc/subdomain/migrants-rights/basic-services", *SPEAKING),
        (INDICATOR, *SPEAKING),
        (INDICATOR, *SILENT),
        ("/browse/institutions", "main", "ul.listing a"),
        ("/", "section[aria-labelledby=places]", "details li a"),
    ],
)
def test_next_leads_through_all_of_a_list(crowded: FlaskClient, address: str, section: str, item: str) -> None:
    pages = walk(crowded, address, section, item)
    found = [each for page in pages for each in page]
    assert len(pages) > 1
    assert all(pages)
    assert len(found) == len(set(found))
    assert len({len(page) for page in pages[:-1]}) == 1


@pytest.mark.parametrize(("section", "item", "key"), [(*SPEAKING, "after"), (*SILENT, "after-silent")])
def test_a_list_in_a_page_is_paged_by_what_is_on_it(crowded: FlaskClient, section: str, item: str, key: str) -> None:
    first, second, *_ = walk(crowded, INDICATOR, section, item)
    # Whatever comes or goes on the first page, the second begins after its last profile.
    (place,) = read(crowded, f"{INDICATOR}?{key}={first[-1].removeprefix('/id/')}").select(section)
    assert [link["href"] for link in place.select(item)] == second
    (before,) = place.select("a[rel=prev]")
    (place,) = read(crowded, str(before["href"])).select(section)
    assert [link["href"] for link in place.select(item)] == first


def test_after_something_that_is_not_in_a_list_is_its_beginning(crowded: FlaskClient) -> None:
    shown = [read(crowded, f"{INDICATOR}{at}").select(SPEAKING[1]) for at in ("", "?after=profile/atlantis-1999")]
    assert shown[0] == shown[1]


def test_every_profile_of_a_level_has_a_finding_on_an_indicator_or_a_reason_why_not(crowded: FlaskClient) -> None:
    speaking, silent = (
        {each for page in walk(crowded, INDICATOR, *here) for each in page} for here in (SPEAKING, SILENT)
    )
    assert not speaking & silent
    page = read(crowded, INDICATOR)
    assert f"Of {len(speaking | silent)} profiles" in page.select("[aria-labelledby=findings] p.hint")[0].text
    reasons = {cell.text for cell in page.select(f"{SILENT[0]} td.absent")}
    assert reasons == {"not in the source", "not in the graph yet"}


def test_the_form_of_the_comparison_goes_on_with_what_was_chosen(crowded: FlaskClient) -> None:
    offered: list[str] = []
    here = "part=1"
    while here:
        page = read(crowded, f"/compare?profile=lk-2021&{here}")
        boxes = page.select("input[type=checkbox]")
        assert len(boxes) <= 101
        assert [box["value"] for box in boxes if box.has_attr("checked")] == ["lk-2021"]
        offered += [str(box["value"]) for box in boxes if not box.has_attr("checked")]
        here = next((f"after={button['value']}" for button in page.select("button[name=after]")), "")
    assert len(offered) == len(set(offered)) == 69 + PROFILES - 1


def test_a_map_of_many_places_has_a_mark_for_several() -> None:
    def place(number: int) -> Solution:
        at = {name: Literal(number / 300) for name in ("latitude", "longitude")}
        return {"place": NamedNode(f"{BASE}id/place/{number}"), "level": NamedNode(f"{IGM}Local"), **at}

    assert len(mark_places(map(place, range(300)))) == 300
    marks = mark_places(map(place, range(20_000)))
    assert len(marks) <= 300
    assert sum(len(mark.places) for mark in marks) == 20_000


def test_what_the_data_alone_decide_is_asked_once(crowded: FlaskClient, many: Counting) -> None:
    read(crowded, "/browse/findings")
    many.rows.clear()
    read(crowded, "/browse/findings?part=2")
    # The names of what is on the second page, and nothing more.
    assert len(many.rows) <= 1
