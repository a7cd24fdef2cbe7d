from typing import Any
from unicodedata import normalize
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from igmgraph.web.facts.names import sort_key

PAGE = {"Accept": "text/html"}
DATA = {"Accept": "application/json"}


def ask(client: FlaskClient, **parameters: object) -> Any:
    answer = client.get("/search", query_string=parameters, headers=DATA)
    assert answer.status_code == 200
    assert isinstance(answer.json, dict)
    return answer.json


@pytest.mark.parametrize(
    ("language", "count", "label"),
    [
        ("en", "5 results", "Protection of migrant children"),
        ("es", "5 resultados", "Protección de la"),
        ("fr", "5 résultats", "Protection des enfants migrants"),
    ],
)
def test_the_page_speaks_the_visitors_language_whatever_was_typed(
    client: FlaskClient, language: str, count: str, label: str
) -> None:
    response = client.get("/search", query_string={"q": "migrant children", "lang": language}, headers=PAGE)
    assert count in response.text
    assert label in response.text.replace("<mark>", "").replace("</mark>", "")
    assert response.headers["Content-Language"] == language


def test_words_that_were_found_are_marked(client: FlaskClient) -> None:
    page = client.get("/search?q=NINEZ&lang=es", headers=PAGE).text
    assert "<mark>niñez</mark>" in page


def test_what_a_visitor_types_is_text_and_nothing_else(client: FlaskClient) -> None:
    page = client.get("/search", query_string={"q": '"><script>alert(1)</script>', "kind": '"><b>'}, headers=PAGE).text
    assert "<script>alert" not in page
    assert "<b>" not in page


def test_the_same_answer_for_programs(client: FlaskClient) -> None:
    answer = ask(client, q="migrant children", kind="Finding", lang="fr")
    assert answer["total"] == 1
    (result,) = answer["results"]
    assert result["label"] == {"text": "Protection des enfants migrants", "language": "fr"}
    assert result["iri"].endswith("/migrants-rights/g1")
    assert result["page"] == "/id/finding/cl-monte-patria-2024/migrants-rights/g1?lang=fr"
    (standing,) = answer["facets"]["standing"]
    assert (standing["value"], standing["count"]) == ("AreaForDevelopment", 1)
    assert standing["iri"] == "https://w3id.org/igm/ontology#AreaForDevelopment"
    assert answer["values"]["standing"] == {"total": 1, "more": None}


def test_programs_get_the_values_of_a_facet_a_page_at_a_time(client: FlaskClient) -> None:
    answer = ask(client, kind="Profile", place="gh-accra")
    total = answer["values"]["place"]["total"]
    assert len(answer["facets"]["place"]) == 21 < total
    assert next(each["count"] for each in answer["facets"]["place"] if each["value"] == "gh-accra") > 0
    seen = []
    while answer["values"]["place"]["more"]:
        answer = client.get(answer["values"]["place"]["more"]).get_json()
        assert len(answer["facets"]["place"]) <= 60
        seen += [each["value"] for each in answer["facets"]["place"]]
    assert len(seen) == len(set(seen)) == total


def test_pages_follow_one_another_by_their_link(client: FlaskClient) -> None:
    answer = ask(client, q="migrantes")
    seen = [result["iri"] for result in answer["results"]]
    while answer["next"]:
        answer = client.get(answer["next"]).get_json()
        seen += [result["iri"] for result in answer["results"]]
    assert len(seen) == len(set(seen)) == answer["total"] > 60


def test_facets_are_links_that_choose_and_let_go(client: FlaskClient) -> None:
    page = client.get("/search?q=mujer&lang=es", headers=PAGE).text
    assert "kind=Institution" in page
    narrowed = client.get("/search?q=mujer&lang=es&kind=Institution", headers=PAGE).text
    chosen = narrowed.partition('class="chosen"')[0].rpartition('href="')[2].partition('"')[0]
    assert parse_qs(urlsplit(chosen.replace("&amp;", "&")).query) == {"q": ["mujer"], "lang": ["es"]}


def test_a_value_that_is_asked_for_many_times_counts_once(client: FlaskClient) -> None:
    assert ask(client, kind=["Finding"] * 150)["next"].count("kind=Finding") == 1


def test_an_address_is_repeated_only_as_far_as_it_means_something(client: FlaskClient) -> None:
    odd = f"q=migrantes{'+' * 5_000}&more={'y' * 5_000}&{'zz=z&' * 150}"
    page = BeautifulSoup(client.get(f"/search?{odd}", headers=PAGE).text, "html.parser")
    links = [str(link["href"]) for link in page.select(".search-facets a, .search-pages a")]
    assert links
    assert all("zz=" not in link and len(link) < 1_500 for link in links)


def test_places_are_listed_by_name_and_not_by_count(client: FlaskClient) -> None:
    page = client.get("/search?kind=Profile&place=cl&more=place", headers=PAGE).text
    facet = page.partition("Place <small>")[2].partition("</ul>")[0]
    names = [part.partition("<")[0] for part in facet.split('rel="nofollow">')[1:]]
    assert len(names) > 50
    assert names == sorted(names, key=sort_key)


def test_a_facet_of_many_values_shows_those_that_narrow_best_and_leads_to_all(client: FlaskClient) -> None:
    def places(address: str) -> tuple[list[str], str]:
        page = BeautifulSoup(client.get(address, headers=PAGE).text, "html.parser")
        (facet,) = (
            each for each in page.select(".search-facets details") if each.select("summary")[0].text[:5] == "Place"
        )
        return [str(link.text) for link in facet.select("li a")], str(facet.select("p.links a")[0]["href"])

    few, more = places("/search?kind=Profile")
    assert len(few) == 20
    assert few == sorted(few, key=sort_key)
    many, fewer = places(more)
    assert len(many) == 60
    assert places(fewer)[0] == few
    assert len(places("/search?kind=Profile&place=gh-accra")[0]) == 21, "what is chosen can be let go"


def test_suggestions_while_typing(client: FlaskClient) -> None:
    answer = client.get("/search/suggest?q=oficina+de+la+muj&lang=fr").json
    assert answer is not None
    first = answer["suggestions"][0]
    assert first["label"] == "Bureau des femmes"
    assert first["kind"] == "Institution"
    assert client.get("/search/suggest").json == {"suggestions": []}


@pytest.mark.parametrize("typed", ["\ufdfa", "decree\u24791"])
def test_a_letter_that_becomes_several_words_is_several_words(client: FlaskClient, typed: str) -> None:
    answer = client.get("/search/suggest", query_string={"q": typed})
    assert answer.status_code == 200
    assert answer.json == client.get("/search/suggest", query_string={"q": normalize("NFKC", typed)}).json


@pytest.mark.parametrize(
    "wrong",
    [
        *("after=x", "after=nan_1", "after=inf_1", f"after=0_{'9' * 30}", "after=0_-1"),
        *("size=0", "size=101", "size=x", "size=00201", f"size=0020{'0' * 5_000}"),
        f"kind={'x' * 2_001}",
    ],
)
def test_an_address_that_nobody_gave_is_a_bad_request(client: FlaskClient, wrong: str) -> None:
    assert client.get(f"/search?{wrong}", headers=DATA).status_code == 400


def test_only_scripts_of_this_service_run_on_the_page(client: FlaskClient) -> None:
    policy = client.get("/search", headers=PAGE).headers["Content-Security-Policy"].split("; ")
    assert "script-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "default-src 'none'" in policy
    assert not any("unsafe" in directive for directive in policy)
