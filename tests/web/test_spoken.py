"""Example queries that a visitor is handed: they ask for texts in the visitor's language, and find as much."""

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from pyoxigraph import Literal, QuerySolutions, Store

from igmgraph.build.snapshot import Snapshot
from igmgraph.rdf.rq import Query, load_all
from igmgraph.shipped import QUERIES
from igmgraph.web.sparql.spoken import spoken

EXAMPLES = {
    query.name: query for query in load_all(QUERIES) if query.path.parent.name != "service" and not query.services
}
SPEAKING = [name for name, query in EXAMPLES.items() if spoken(query, "fr") != query.text]


@pytest.fixture(scope="module")
def store(snapshot: Snapshot) -> Store:
    return Store.read_only(str(snapshot.store))


def rows(store: Store, text: str) -> list[list[object]]:
    answer = store.query(text, use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    return [list(row) for row in answer]


def languages(found: list[list[object]]) -> set[str]:
    return {cell.language for row in found for cell in row if isinstance(cell, Literal) and cell.language}


@pytest.mark.parametrize("code", ["en", "es", "fr"])
@pytest.mark.parametrize("name", SPEAKING)
def test_a_query_finds_as_much_in_each_language(store: Store, name: str, code: str) -> None:
    query: Query = EXAMPLES[name]
    found = rows(store, spoken(query, code))
    assert len(found) == len(rows(store, query.text))
    assert code in (languages(found) or {code})


def test_most_questions_speak(store: Store) -> None:
    assert len(SPEAKING) > len(EXAMPLES) / 2
    assert languages(rows(store, spoken(EXAMPLES["findings-of-indicator"], "fr"))) == {"fr"}


@pytest.mark.parametrize("name", ["labels-in-french", "findings-table", "texts-missing-in-a-language"])
def test_a_question_about_languages_stays_as_it_is(name: str) -> None:
    assert {spoken(EXAMPLES[name], code) for code in ("en", "es", "fr")} == {EXAMPLES[name].text}


@pytest.mark.parametrize("code", ["en", "es", "fr"])
def test_the_editor_and_the_page_of_a_question_ask_in_the_visitors_language(client: FlaskClient, code: str) -> None:
    for address in (
        f"/sparql?example=findings-of-indicator&lang={code}",
        f"/queries/findings-of-indicator?lang={code}",
    ):
        page = BeautifulSoup(client.get(address, headers={"Accept": "text/html"}).text, "html.parser")
        (text,) = (each.text for each in page.select("#query, pre") if "LANG(" in each.text)
        assert text.count(f'= "{code}"') == 3
