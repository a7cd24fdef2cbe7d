"""The practices of publishing data are met where the service says so, and the service says where they are not."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, parse

from igmgraph.build.snapshot import Snapshot
from igmgraph.grade.command import grades
from igmgraph.languages import LANGUAGES
from igmgraph.namespaces import PREFIXES
from igmgraph.shipped import DATA
from igmgraph.web.documents.practices import Answers, Practice, load_practices, load_sources

PRACTICES = load_practices()
PROVEN = [practice for practice in PRACTICES if practice.get]
NOT_MET = {"dwbp-9", "dwbp-29", "dwbp-30", "dwbp-33", "fuji-f1-02d", "fuji-a2-01m"}


@pytest.fixture(scope="module")
def answers(client: FlaskClient) -> Answers:
    return Answers(client)


@pytest.mark.parametrize("practice", PROVEN, ids=lambda practice: practice.id)
def test_a_practice_is_proven_by_its_request(answers: Answers, practice: Practice) -> None:
    assert practice.missing(answers.to(practice)) == []


def test_what_is_not_met_is_said() -> None:
    assert {practice.id for practice in PRACTICES if not practice.get} == NOT_MET


def test_a_practice_without_proof_would_be_seen(client: FlaskClient) -> None:
    wanting = Practice("x", "cool", {}, {}, "/healthz", status=303, tell={"Location": "/doc"}, find=["no such text"])
    assert wanting.missing(client.get("/healthz")) == ["status 200", "Location", "no such text"]


def test_practices_are_told_in_three_languages() -> None:
    assert len(PRACTICES) > 40
    assert len({practice.id for practice in PRACTICES}) == len(PRACTICES)
    for practice in PRACTICES:
        assert practice.by in load_sources()
        assert tuple(practice.title) == tuple(practice.does) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_each_practice_with_its_request(client: FlaskClient, language: str) -> None:
    page = client.get(f"/about/fair?lang={language}", headers={"Accept": "text/html"}).text
    for practice in PRACTICES:
        assert f'id="{practice.id}"' in page
        assert practice.get in unescape(page)
    word = {"en": "not met", "es": "no se cumple", "fr": "non respecté"}[language]
    assert len(re.findall(f"<strong[^>]*>{word}</strong>", page)) == len(NOT_MET)


def test_the_grades_are_earl(client: FlaskClient) -> None:
    earl = PREFIXES["earl"]
    facts = [quad.triple for quad in parse(input=client.get("/about/fair.nt").data, format=RdfFormat.N_TRIPLES)]
    outcomes = {fact.subject: fact.object for fact in facts if fact.predicate.value == f"{earl}outcome"}
    assert len(outcomes) == len(PRACTICES)
    failed = {str(node) for node, outcome in outcomes.items() if outcome == NamedNode(f"{earl}failed")}
    assert failed == {f"<https://w3id.org/igm/about/fair#{each}-result>" for each in NOT_MET}
    results = {fact.object for fact in facts if fact.predicate.value == f"{earl}result"}
    assert results == outcomes.keys()


def test_the_grades_are_one_document_among_others(client: FlaskClient) -> None:
    head = client.head("/about/fair")
    assert re.search(r'<https://w3id\.org/igm/about/fair>; rel="cite-as"', head.headers["Link"])
    again = client.get("/about/fair", headers={"If-None-Match": head.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/linkset/about/fair.json").status_code == 200


def test_the_shipped_dataset_holds_the_grades_that_the_service_gives_itself(snapshot: Snapshot) -> None:
    assert grades(snapshot) == (DATA / "fair.ttl").read_text("utf-8"), "igmgraph grade > data/ttl/fair.ttl"
