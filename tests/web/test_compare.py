import csv
import io

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from pyoxigraph import NamedNode

from igmgraph.web.compare.choices import Choice, matching
from igmgraph.web.facts.names import Text

PAGE = {"Accept": "text/html"}
TWO = "profile=cl-monte-patria-2024&profile=gh-accra-2019"


def rows_of(client: FlaskClient, query: str) -> list[list[str]]:
    answer = client.get(f"/compare?{query}&format=csv")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.text)))


def test_profiles_stand_side_by_side_in_the_order_in_which_they_were_chosen(client: FlaskClient) -> None:
    page = client.get("/compare?profile=gh-accra-2019&profile=cl-monte-patria-2024", headers=PAGE).text
    head = page.partition("<thead>")[2].partition("</thead>")[0]
    assert head.index("Accra, 2019") < head.index("Monte Patria, 2024")
    assert page.count('scope="rowgroup"') == 6


def test_every_finding_of_the_profiles_is_there_once(client: FlaskClient) -> None:
    rows = rows_of(client, TWO)[1:]
    findings = [row[7] for row in rows if row[7]]
    assert len(findings) == len(set(findings)) == 34 + 6


def test_what_is_not_there_says_why(client: FlaskClient) -> None:
    rows = rows_of(client, TWO)[1:]
    reasons = {(row[0], row[2]): row[6] for row in rows if row[6]}
    assert {reason for (profile, _), reason in reasons.items() if profile == "Accra, 2019"} == {"not in the graph yet"}
    silent = {reason for (profile, _), reason in reasons.items() if profile == "Monte Patria, 2024"}
    assert silent == {"not applicable", "not in the source"}
    # Either findings or a reason, never both and never neither.
    told = {(row[0], row[2]) for row in rows if row[7]}
    assert told.isdisjoint(reasons)
    assert len(told) + len(reasons) == 2 * 36


@pytest.mark.parametrize(
    ("language", "sentence", "heading"),
    [
        ("en", "Nothing is counted, scored or ranked here", "Why there is nothing"),
        ("es", "Aquí nada se cuenta, puntúa ni clasifica", "Por qué no hay nada"),
        ("fr", "Rien n'est compté, noté ni classé ici", "Pourquoi il n'y a rien"),
    ],
)
def test_a_sentence_says_why_there_is_no_score(client: FlaskClient, language: str, sentence: str, heading: str) -> None:
    page = client.get(f"/compare?{TWO}&lang={language}", headers=PAGE).text
    assert sentence in page.replace("&#39;", "'")
    assert rows_of(client, f"{TWO}&lang={language}")[0][6] == heading


@pytest.mark.parametrize("query", ["", "profile=lk-2021", "profile=lk-2021&profile=lk-2021", "profile=atlantis-1"])
def test_too_few_profiles_lead_to_the_choice(client: FlaskClient, query: str) -> None:
    page = client.get(f"/compare?{query}", headers=PAGE)
    assert page.status_code == 200
    assert page.text.count('type="checkbox"') == 69
    assert "<table>" not in page.text
    assert client.get(f"/compare?{query}&format=csv").status_code == 400


def test_a_profile_is_found_by_its_name_and_what_was_chosen_stays_so(client: FlaskClient) -> None:
    page = BeautifulSoup(client.get("/compare?profile=lk-2021&find=PATRIÁ&choose=1", headers=PAGE).text, "html.parser")
    boxes = {str(box["value"]): box.has_attr("checked") for box in page.select("input[type=checkbox]")}
    assert boxes == {"lk-2021": True, "cl-monte-patria-2024": False}
    assert not page.select("[role=alert]"), "who is still choosing has not done anything wrong"
    assert "called so" in client.get("/compare?find=atlantis", headers=PAGE).text


def test_the_query_behind_the_page_is_one_click_away(client: FlaskClient) -> None:
    page = client.get(f"/compare?{TWO}", headers=PAGE).text
    link = page.partition('href="/sparql?query=')[2].partition('"')[0]
    answer = client.get(f"/sparql?query={link}&format=csv")
    assert answer.text.count("/id/finding/") == 40


def test_questions_are_listed_and_each_runs(client: FlaskClient) -> None:
    index = client.get("/queries?lang=es", headers=PAGE).text
    assert "¿" in index
    links = [part.partition('"')[0] for part in index.split('href="/queries/')[1:]]
    assert len(links) >= 60
    page = client.get(f"/queries/{links[0]}", headers=PAGE).text
    run = page.partition('href="/sparql?')[2].partition('"')[0].replace("&amp;", "&")
    assert client.get(f"/sparql?{run}", headers=PAGE).status_code == 200
    assert client.get("/queries/unheard-of").status_code == 404


def test_a_question_shows_its_parameters_and_its_answer(client: FlaskClient) -> None:
    page = client.get("/queries/leadership", headers=PAGE).text
    assert "<code>?institution</code>" in page
    assert "VALUES ?institution" in page
    assert '<tbody lang=""><tr>' in page
    assert "#+" not in page


def test_a_word_is_looked_for_once_however_often_it_is_typed() -> None:
    class Sought(str):
        looks = 0

        def __contains__(self, word: object) -> bool:
            Sought.looks += 1
            return super().__contains__(str(word))

    choice = Choice("cl", Text("Chile"), True, Sought("chile cl"))
    assert matching({NamedNode("urn:x"): choice}, "c " * 1_000) == [choice]
    assert Sought.looks == 1
