"""No malformed or hostile request makes the service fail, hang, read a file, call out, or hand a browser a script."""

import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from igmgraph.build.snapshot import Snapshot
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.values import QueryForm
from igmgraph.settings import Settings
from igmgraph.web import create_app
from tests.protocol.hostile import CANARY, MARKUP, Request, requests

REQUESTS = list(requests())


@pytest.fixture(scope="module")
def impatient(snapshot: Snapshot) -> Iterator[FlaskClient]:
    """A service whose queries have one second, so that the table is done soon."""
    options = Settings(workers=2, query_timeout=1, client_seconds_per_minute=0)
    engine = EmbeddedEngine(snapshot.path, options)
    yield create_app(options, engine).test_client()
    engine.close()


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("secret") / "secret.ttl"
    path.write_text(f"<urn:{CANARY}> <urn:{CANARY}> '{CANARY}' .", "utf-8")
    return str(path)


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """A port of this machine to which nothing may connect."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener


def environ(request: Request) -> dict[str, Any]:
    found = EnvironBuilder(method=request.method, headers=list(request.headers), data=request.body).get_environ()
    path = unquote_to_bytes(request.path).decode("latin-1")
    return {**found, "PATH_INFO": path, "QUERY_STRING": request.query_string, "REMOTE_ADDR": "127.0.0.1"}


def test_there_are_five_hundred() -> None:
    assert len({each.name for each in REQUESTS}) == len(REQUESTS) >= 500


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda each: each.name.encode("ascii", "backslashreplace").decode())
def test_it_does_no_harm(impatient: FlaskClient, secret: str, listener: socket.socket, request_: Request) -> None:
    port = listener.getsockname()[1]
    answer = impatient.open(environ(request_.filled(secret, port)), buffered=True)
    assert answer.status_code < 500 or answer.status_code in {503, 504}
    assert CANARY not in answer.text
    assert "root:x:0" not in answer.text
    assert "X-Injected" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if answer.mimetype == "text/html":
        assert MARKUP not in answer.text
        assert 'href="javascript:' not in answer.text
    if answer.status_code >= 400 and request_.method != "HEAD":
        assert answer.mimetype in {"application/problem+json", "text/html"}
    with pytest.raises(BlockingIOError):
        listener.accept()


TERMS = st.sampled_from(
    ["?s", "?p", "?o", "<urn:x>", "1", "'a'", '"b"@en', "_:b", "a", "[]", "()", "igm:x", "true", "-1.5e3"]
)
KEYWORDS = (
    "WHERE FROM GRAPH OPTIONAL UNION MINUS FILTER BIND AS VALUES HAVING LIMIT OFFSET DISTINCT EXISTS NOT IN UNDEF"
)
SIGNS = "{ } ( ) . ; , * + / | ^ ! = < > && || COUNT(*) STR( REGEX( IF( COALESCE( GROUP ORDER BY NAMED"
WORDS = st.sampled_from(f"{KEYWORDS} {SIGNS} {' '.join(QueryForm.__members__)}".split())
QUERIES = st.lists(TERMS | WORDS | st.text(max_size=5), max_size=25).map(" ".join)
IRIS = st.text(max_size=40) | st.builds(
    "{}:{}".format, st.sampled_from(["http", "urn", "file", "javascript"]), st.text(max_size=40)
)
ANY = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


@ANY
@given(query=QUERIES, form=st.sampled_from(["json", "xml", "csv", "tsv", "html", "ttl", "rdf", ""]))
def test_generated_queries_are_answered_or_refused(impatient: FlaskClient, query: str, form: str) -> None:
    answer = impatient.post("/sparql", data={"query": query, "format": form})
    assert answer.status_code in {200, 400, 403, 406, 413, 503, 504}


@ANY
@given(iri=IRIS)
def test_generated_iris_are_found_or_not(impatient: FlaskClient, iri: str) -> None:
    for parameters in ({"query": f"ASK {{ <{iri}> ?p ?o }}"}, {"query": "ASK {}", "default-graph-uri": iri}):
        assert impatient.post("/sparql", data=parameters).status_code in {200, 400, 403}
    answer = impatient.get(f"/id/{quote(iri)}", headers={"Accept": "text/html"})
    assert answer.status_code in {303, 308, 404}
