"""What the SPARQL 1.1 Protocol says beyond its manifest, as a client meets it."""

import json
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from flask.testing import FlaskClient

from igmgraph.build.snapshot import Snapshot
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.settings import Settings
from igmgraph.web import create_app

SDG, PLACES = "https://w3id.org/igm/graph/sdg", "https://w3id.org/igm/graph/places"
GRAPHS = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
Parameters = list[tuple[str, str]]


def column(client: FlaskClient, query: str, parameters: Parameters, method: str) -> list[str]:
    pairs = [("format", "csv"), *parameters]
    if method == "GET":
        answer = client.get("/sparql", query_string=[("query", query), *pairs])
    elif method == "form":
        body = client.application.test_request_context(query_string=[("query", query), *pairs]).request.query_string
        answer = client.post("/sparql", data=body, content_type=FORM)
    else:
        answer = client.post("/sparql", query_string=pairs, data=query, content_type=QUERY)
    assert answer.status_code == 200
    return answer.text.split()[1:]


@pytest.mark.parametrize("method", ["GET", "form", "direct"])
def test_repeated_graphs_make_the_dataset(client: FlaskClient, method: str) -> None:
    named = [("named-graph-uri", SDG), ("named-graph-uri", PLACES)]
    assert column(client, GRAPHS, named, method) == [PLACES, SDG]
    alone, other = (int(column(client, COUNT, [("default-graph-uri", each)], method)[0]) for each in (SDG, PLACES))
    both = int(column(client, COUNT, [("default-graph-uri", SDG), ("default-graph-uri", PLACES)], method)[0])
    assert max(alone, other) < both <= alone + other
    assert column(client, COUNT, named, method) == ["0"], "no default graph is given, so it is empty"
    assert column(client, GRAPHS, [("default-graph-uri", SDG)], method) == []
    assert int(column(client, COUNT, [("default-graph-uri", SDG)] * 2, method)[0]) == alone, "it is a set"


@pytest.mark.parametrize("method", ["GET", "form", "direct"])
def test_the_protocol_overrides_the_text(client: FlaskClient, method: str) -> None:
    text = GRAPHS.replace("?g {", f"?g FROM <{PLACES}> FROM NAMED <{PLACES}> {{", 1)
    assert column(client, text, [], method) == [PLACES]
    assert column(client, text, [("named-graph-uri", SDG)], method) == [SDG]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (f"{QUERY}; charset=utf-8", 200),
        (f'{QUERY}; charset="UTF-8"', 200),
        (f"{QUERY}; charset=UTF8", 200),
        (f"{QUERY}; version=1.1", 200),
        ("Application/SPARQL-Query", 200),
        (f"{QUERY}; charset=iso-8859-1", 415),
        ("application/sparql-query+xml", 415),
    ],
)
def test_a_query_is_read_in_utf_8_only(client: FlaskClient, kind: str, status: int) -> None:
    answer = client.post("/sparql", data="ASK { FILTER('ñ' = '\\u00F1') }".encode(), content_type=kind)
    assert answer.status_code == status
    if status == 200:
        assert json.loads(answer.data)["boolean"] is True


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param({"query_string": "query=ASK%20%7B%20%3Fs%20%3Fp%20'%FF'%20%7D"}, id="escaped in the URL"),
        pytest.param(
            {"method": "POST", "data": b"query=ASK+%7B%7D+%23%ff", "content_type": FORM}, id="escaped in a form"
        ),
        pytest.param({"method": "POST", "data": b"query=ASK+{}+%23\xff", "content_type": FORM}, id="in a form"),
        pytest.param({"query_string": {"query": "ASK {}", "timeout": "soon"}}, id="timeout is no number"),
        pytest.param({"query_string": {"query": "ASK {}", "timeout": "0"}}, id="timeout is nothing"),
        pytest.param({"query_string": {"query": "ASK {}", "timeout": "nan"}}, id="timeout is not a number"),
        pytest.param({"query_string": {"query": "ASK {}", "timeout": "1_0"}}, id="timeout of Python"),
        pytest.param({"query_string": {"query": "ASK {}", "timeout": "\u0663"}}, id="timeout in other digits"),
        pytest.param({"query_string": "query=ASK{}&timeout=1&timeout=2"}, id="two timeouts"),
        pytest.param({"query_string": "query=ASK{}" + "&a=b" * 1_000}, id="too many parameters"),
    ],
)
def test_what_cannot_be_read_is_refused(client: FlaskClient, request_: Mapping[str, object]) -> None:
    answer = client.open("/sparql", **request_)  # type: ignore[arg-type]
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


@pytest.mark.parametrize("name", ["CSV", "Text/CSV", "application/SPARQL-results+json"])
def test_a_format_may_be_written_in_any_case(client: FlaskClient, name: str) -> None:
    assert client.get("/sparql", query_string={"query": "ASK {}", "format": name}).status_code == 200


@pytest.mark.parametrize("seconds", ["0.5", "5", "1000000", "inf"])
def test_a_timeout_is_taken(client: FlaskClient, seconds: str) -> None:
    assert client.get("/sparql", query_string={"query": "ASK {}", "timeout": seconds}).status_code == 200


@pytest.mark.parametrize("parameter", ["update", "using-graph-uri", "using-named-graph-uri"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_the_parameters_of_an_update_are_refused(client: FlaskClient, method: str, parameter: str) -> None:
    pairs = {parameter: "urn:x", "query": "ASK {}"}
    place = {"data": pairs} if method == "POST" else {"query_string": pairs}
    assert client.open("/sparql", method=method, **place).status_code == 403  # type: ignore[arg-type]


def test_a_request_may_name_only_so_many_graphs(client: FlaskClient) -> None:
    graphs = [("named-graph-uri", f"urn:{number}") for number in range(101)]
    assert client.get("/sparql", query_string=[("query", "ASK {}"), *graphs[1:]]).status_code == 200
    assert client.get("/sparql", query_string=[("query", "ASK {}"), *graphs]).status_code == 403


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv", "html"])
@pytest.mark.parametrize("query", ["ASK { FILTER(false) }", "SELECT ?x { FILTER(false) }", "SELECT * {}"])
def test_empty_answers_are_answers(client: FlaskClient, query: str, form: str) -> None:
    assert client.get("/sparql", query_string={"query": query, "format": form}).status_code == 200


def test_csv_and_tsv_escape_as_their_specification_says(client: FlaskClient) -> None:
    query = "SELECT ?x { VALUES ?x { 'a,\"b\"\\n' '=1+1' <urn:x> 'c'@en } }"
    csv = client.get("/sparql", query_string={"query": query, "format": "csv"}).text
    assert csv == 'x\r\n"a,""b""\n"\r\n=1+1\r\nurn:x\r\nc\r\n'
    tsv = client.get("/sparql", query_string={"query": query, "format": "tsv"}).text
    assert tsv == '?x\n"a,\\"b\\"\\n"\n"=1+1"\n<urn:x>\n"c"@en\n'


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_a_function_that_is_not_there_is_no_fault_of_the_service(client: FlaskClient, method: str) -> None:
    pairs = {"query": "ASK { FILTER(<urn:f>(1)) }"}
    place = {"data": pairs} if method == "POST" else {"query_string": pairs}
    assert client.open("/sparql", method=method, **place).status_code == 403  # type: ignore[arg-type]


def test_a_script_of_another_site_may_ask_and_nothing_else(client: FlaskClient) -> None:
    wish = {"Origin": "https://x.example", "Access-Control-Request-Method": "POST"}
    answer = client.options("/sparql", headers={**wish, "Access-Control-Request-Headers": "content-type"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS, POST"
    assert answer.headers["Access-Control-Allow-Headers"] == "content-type"


def test_relative_iris_are_relative_to_the_base_of_the_data(client: FlaskClient) -> None:
    for base in ("", "BASE <https://w3id.org/igm/id/>"):
        for host in ("localhost", "attacker.example"):
            query = f"{base} SELECT (<framework/migof> AS ?x) (<#y> AS ?y) {{}}"
            answer = client.get("/sparql", query_string={"query": query, "format": "csv"}, headers={"Host": host})
            folder = "https://w3id.org/igm/id/" if base else "https://w3id.org/igm/"
            assert answer.text.split()[1] == f"{folder}framework/migof,{folder}#y"


class _Elsewhere(BaseHTTPRequestHandler):
    """Another endpoint, which knows one thing."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        answer = {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "uri", "value": "urn:there"}}]}}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "application/sparql-results+json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Elsewhere) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/sparql"
        server.shutdown()
        thread.join()


def test_a_service_that_the_operator_allows_is_called(snapshot: Snapshot, elsewhere: str) -> None:
    settings = Settings(workers=1, allow_service=(elsewhere, "http://127.0.0.1:65535/none"))
    engine = EmbeddedEngine(snapshot.path, settings)
    client = create_app(settings, engine).test_client()
    try:
        query = f"PREFIX e: <{elsewhere}> SELECT ?x {{ SERVICE e: {{ ?x ?p ?o }} }}"
        assert column(client, query, [], "GET") == ["urn:there"]
        refused = client.get("/sparql", query_string={"query": query.replace("/sparql", "/other")})
        assert refused.status_code == 403
        away = "ASK { SERVICE <http://127.0.0.1:65535/none> { ?s ?p ?o } }"
        assert client.get("/sparql", query_string={"query": away}).status_code == 503
        description = client.get("/sparql", headers={"Accept": "text/turtle"}).text
        assert "BasicFederatedQuery" in description
    finally:
        engine.close()
