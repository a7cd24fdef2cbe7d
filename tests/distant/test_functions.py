"""What an engine adds to SPARQL is not for clients: the real engines, and one that notes what it hears."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from igmgraph.engine.base import Engine
from igmgraph.engine.distant.source import EngineSource
from igmgraph.engine.values import ClientQuery, Wanted
from igmgraph.errors import QueryRefused, QuerySyntaxError, Unavailable
from igmgraph.settings import Settings
from tests.distant.conftest import Published
from tests.distant.peer import running_peer

UPPER = "SELECT (<bif:upper>('heard') AS ?said) { }"
CAST = "SELECT (<http://www.w3.org/2001/XMLSchema#integer>('7') AS ?n) { }"
#: Refused by the scan, or no SPARQL at all.
HOSTILE = [
    UPPER,
    "SELECT (bif:upper('heard') AS ?said) { }",
    "PREFIX b: <bif:> SELECT (b:sys_stat('st_dbms_name') AS ?said) { }",
    "SELECT ?o { ?s ?p ?o . ?o <bif:contains> 'migration' }",
    "SELECT (sql:GROUP_DIGEST(?s, ',', 10, 1) AS ?x) { ?s ?p ?o }",
    "SELECT * { ?s ?p ?o OPTION (transitive) }",
    "SELECT * { ?s ?p ?o FILTER(?o = `bif:upper('x')`) }",
    "DEFINE get:soft 'soft' SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }",
    "LOAD <http://127.0.0.1:9/>",
    "INSERT DATA { <urn:a> <urn:b> 1 }",
]


def test_the_test_can_fail(published: Published) -> None:
    if published.name == "virtuoso":
        assert b"HEARD" in published.endpoint.query(UPPER, "text/csv")
    else:
        with pytest.raises(Unavailable):
            published.endpoint.query(UPPER, "text/csv")


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_but_sparql_is_asked_of_a_real_engine(text: str, distant: Engine) -> None:
    with pytest.raises((QueryRefused, QuerySyntaxError)):
        distant.answer(ClientQuery(text), Wanted("text/csv"))


def test_casts_are(distant: Engine) -> None:
    assert b"".join(distant.answer(ClientQuery(CAST), Wanted("text/csv"))) == b"n\r\n7\r\n"


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_a_client_is_told_why(language: str, distant_client: FlaskClient) -> None:
    answer = distant_client.get(
        "/sparql",
        query_string={"query": UPPER},
        headers={"Accept": "application/sparql-results+json", "Accept-Language": language},
    )
    told = (answer.json or {})["detail"]
    assert answer.status_code == 403
    assert {"en": "casts alone", "es": "conversiones de tipo", "fr": "conversions de type"}[language] in told


def test_not_a_word_of_it_reaches_the_engine(tmp_path: Path) -> None:
    with running_peer() as peer:
        _, engine = EngineSource(Settings(store=tmp_path, endpoint=peer.url, workers=1)).open(None)
        peer.asked.clear()
        try:
            for text in HOSTILE:
                with pytest.raises((QueryRefused, QuerySyntaxError)):
                    engine.answer(ClientQuery(text), Wanted("text/csv"))
        finally:
            engine.close()
        assert peer.asked == []
