"""What is asked of the service is answered alike, whichever engine holds the data."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from igmgraph.build.snapshot import Snapshot
from igmgraph.engine.base import Engine
from igmgraph.engine.distant.source import EngineSource
from igmgraph.engine.values import ClientQuery, Cut, Wanted
from igmgraph.errors import DeadlineExceeded, QueryRefused, QuerySyntaxError
from igmgraph.rdf.canonical import canonical_nquads
from igmgraph.rdf.rq import Query, load
from igmgraph.settings import Settings
from igmgraph.shipped import QUERIES
from tests.test_competency import ALL_PATHS, canonical, expected

LABEL = re.compile(r"_:\w+")
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h }"
PATHS = [
    "/",
    "/ontology",
    "/compare",
    "/queries",
    "/doc/place/cl-monte-patria",
    "/doc/profile/cl-monte-patria-2024",
    "/doc/finding/cl-monte-patria-2024/migrants-rights/w1",
    "/doc/domain/partnerships",
    "/doc/institution/cl-monte-patria/oficina-de-inclusion",
]
DOCUMENTS = [
    "/doc/place/cl-monte-patria.nq",
    "/doc/profile/cl-monte-patria-2024.trig",
    "/doc/finding/cl-monte-patria-2024/migrants-rights/w1.ttl",
    "/doc/domain/partnerships.jsonld",
    "/graph/framework.nq",
    "/ontology.rdf",
]


def ask(engine: Engine, query: Query) -> bytes:
    form = engine.admit(ClientQuery(query.text)).form
    wanted = Wanted("application/n-triples" if form.gives_graph else "text/csv")
    content = b"".join(engine.answer(ClientQuery(query.text), wanted))
    return canonical(content, RdfFormat.N_TRIPLES) if form.gives_graph else content


@pytest.mark.parametrize("path", ALL_PATHS, ids=lambda path: str(path.relative_to(QUERIES).with_suffix("")))
def test_questions_have_the_same_answers(path: Path, distant: Engine) -> None:
    query = load(path)
    got, wanted = (LABEL.sub("_:", text.decode()).splitlines() for text in (ask(distant, query), expected(query)))
    assert sorted(got) == sorted(wanted)


def test_the_service_and_its_site_map_name_the_graphs_of_the_publication_alone(
    client: FlaskClient, distant_client: FlaskClient, snapshot: Snapshot
) -> None:
    graphs = {f"<{name}>" for name in snapshot.manifest["graphs"] if name}
    for each in (client, distant_client):
        described = each.get("/sparql", headers={"Accept": "application/n-triples"}).text
        named = [line.split()[2] for line in described.splitlines() if "service-description#name>" in line]
        assert set(named) == graphs
        assert len(named) == len(graphs)
    ours, theirs = (each.get("/sitemap.xml").text for each in (client, distant_client))
    assert theirs == ours
    assert ours.count("/sitemap/graph/") > 10


@pytest.mark.parametrize("path", PATHS)
def test_pages_are_the_same(path: str, client: FlaskClient, distant_client: FlaskClient) -> None:
    ours, theirs = (each.get(path, headers={"Accept-Language": "es"}) for each in (client, distant_client))
    assert theirs.status_code == ours.status_code == 200
    assert theirs.text == ours.text
    assert theirs.headers.get("ETag") == ours.headers.get("ETag")


@pytest.mark.parametrize("path", DOCUMENTS)
def test_documents_say_the_same(path: str, client: FlaskClient, distant_client: FlaskClient) -> None:
    form = RdfFormat.from_extension(path.rpartition(".")[2])
    assert form is not None
    ours, theirs = (
        canonical_nquads(parse(input=each.get(path).data, format=form)) for each in (client, distant_client)
    )
    assert theirs == ours


@pytest.mark.parametrize("accept", ["application/sparql-results+xml", "text/csv", "text/tab-separated-values"])
def test_an_answer_comes_in_what_is_asked_for(accept: str, client: FlaskClient, distant_client: FlaskClient) -> None:
    query = 'SELECT ?l { <https://w3id.org/igm/id/domain/partnerships> rdfs:label ?l FILTER(LANG(?l) = "fr") }'
    query = f"PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> {query}"
    answers = [
        each.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
        for each in (client, distant_client)
    ]
    assert answers[0].data == answers[1].data
    assert {answer.mimetype for answer in answers} == {accept}


def test_what_rdf_xml_has_no_name_for_is_refused(distant: Engine) -> None:
    query = ClientQuery("CONSTRUCT { ?s <http://example.org/1> ?o } { ?s ?p ?o } LIMIT 1")
    with pytest.raises(QueryRefused, match="no name of an element"):
        distant.answer(query, Wanted("application/rdf+xml"))


def test_the_place_of_a_mistake_is_told(distant: Engine) -> None:
    with pytest.raises(QuerySyntaxError) as raised:
        distant.answer(ClientQuery("SELECT *\n{ ?s ?p }"), Wanted("text/csv"))
    assert raised.value.values["line"] == 2


def test_nothing_but_sparql_reaches_the_engine(distant: Engine) -> None:
    with pytest.raises(QuerySyntaxError):
        distant.answer(ClientQuery('define input:storage "" SELECT * { ?s ?p ?o } LIMIT 1'), Wanted("text/csv"))


def test_ceilings_hold_and_are_told(settings: Settings) -> None:
    _, engine = EngineSource(replace(settings, max_rows=10, max_bytes=5_000)).open(None)
    try:
        rows = engine.answer(ClientQuery("SELECT ?s { ?s ?p ?o }"), Wanted("text/csv"))
        content = b"".join(rows)
        assert (rows.cut, content.count(b"\r\n")) == (Cut.ROWS, 11)
        exact = engine.answer(ClientQuery("SELECT ?s { ?s ?p ?o } LIMIT 10"), Wanted("text/csv"))
        assert (exact.cut, exact.rows) == (None, 10)
        triples = engine.answer(ClientQuery("CONSTRUCT WHERE { ?s ?p ?o }"), Wanted("application/n-triples"))
        assert (b"".join(triples).count(b" .\n"), triples.cut) == (10, Cut.ROWS)
        small = engine.answer(
            ClientQuery("SELECT * { ?s ?p ?o }"), Wanted("application/sparql-results+json", max_bytes=500)
        )
        assert json.loads(b"".join(small))["truncated"]["by"] == "bytes"
    finally:
        engine.close()


def test_a_large_sorted_answer_is_whole(distant: Engine, snapshot: Snapshot) -> None:
    answer = distant.answer(ClientQuery("SELECT ?s { GRAPH ?g { ?s ?p ?o } } ORDER BY ?s"), Wanted("text/csv"))
    assert b"".join(answer).count(b"\r\n") > snapshot.quads > 10_000
    assert answer.cut is None


def test_a_long_query_ends_at_its_deadline(distant: Engine) -> None:
    with pytest.raises(DeadlineExceeded):
        distant.answer(ClientQuery(CROSS), Wanted("text/csv", timeout=1.5))
    assert b"".join(distant.answer(ClientQuery("ASK { }"), Wanted("text/csv"))) == b"true"


def test_the_dataset_is_the_one_that_is_asked_for(distant: Engine, engine: Engine) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    graphs = ["https://w3id.org/igm/graph/framework"]
    queries = [
        ClientQuery(count, graphs),
        ClientQuery(count.replace("?s ?p ?o", "GRAPH ?g { ?s ?p ?o }"), (), graphs),
    ]
    here, there = (
        [b"".join(each.answer(query, Wanted("text/csv"))) for query in queries] for each in (engine, distant)
    )
    assert there == here


def test_as_many_graphs_may_be_named_as_anywhere(distant: Engine) -> None:
    # Virtuoso repeats each of them in a header.
    graphs = ["https://w3id.org/igm/graph/framework", *(f"urn:none:{number}" for number in range(99))]
    for _ in range(5):
        answer = distant.answer(ClientQuery("ASK { ?s ?p ?o }", graphs, graphs), Wanted("text/csv"))
        assert b"".join(answer) == b"true"


def test_from_is_honoured_or_refused(distant: Engine, engine: Engine) -> None:
    query = ClientQuery("ASK FROM <urn:none> { ?s ?p ?o }")
    assert b"".join(engine.answer(query, Wanted("text/csv"))) == b"false"
    try:
        assert b"".join(distant.answer(query, Wanted("text/csv"))) == b"false"
    except QueryRefused as error:
        assert "default-graph-uri" in str(error)  # noqa: PT017


def test_a_strict_dataset_has_an_empty_default_graph(settings: Settings) -> None:
    _, engine = EngineSource(replace(settings, union_default_graph=False)).open(None)
    try:
        texts = ["ASK { ?s ?p ?o }", "ASK { GRAPH ?g { ?s ?p ?o } }"]
        answers = [b"".join(engine.answer(ClientQuery(text), Wanted("text/csv"))) for text in texts]
        assert answers == [b"false", b"true"]
    finally:
        engine.close()


def test_search_says_that_it_is_not_offered(distant_client: FlaskClient) -> None:
    answer = distant_client.get("/search?q=mujeres&format=json")
    assert answer.status_code == 501
    assert "not offered" in answer.text
