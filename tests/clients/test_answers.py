"""Answers as HTTP carries them: repeated from the cache, validated, streamed, cut, or broken off."""

import http.client
import json
import socket
import urllib.parse
import urllib.request
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h }"
ALL = "SELECT ?s ?p ?o { ?s ?p ?o }"


def connect(service: str) -> http.client.HTTPConnection:
    parts = urllib.parse.urlsplit(service)
    return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)


def get(
    service: str, query: str, headers: dict[str, str] | None = None, method: str = "GET", **more: str
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = connect(service)
    connection.request(method, f"/sparql?{urllib.parse.urlencode({'query': query, **more})}", headers=headers or {})
    answer = connection.getresponse()
    try:
        return answer, answer.read()
    finally:
        connection.close()


def metric(service: str, name: str, **labels: str) -> float:
    with urllib.request.urlopen(f"{service}/metrics", timeout=60) as answer:
        families = list(text_string_to_metric_families(answer.read().decode()))
    found = [each for family in families for each in family.samples if each.name == name]
    return sum(each.value for each in found if labels.items() <= each.labels.items())


def test_the_same_question_again_is_not_evaluated_again(service: str) -> None:
    query = "SELECT (COUNT(*) AS ?repeated) { ?s ?p ?o }"
    before = metric(service, "igmgraph_result_cache_hits_total")
    first, body = get(service, query)
    for text in (query, query, query.replace(" ", "\n  # again\n")):
        again, repeated = get(service, text)
        assert (again.status, repeated, again.headers["ETag"]) == (200, body, first.headers["ETag"])
    assert metric(service, "igmgraph_result_cache_hits_total") == before + 3
    other, _ = get(service, query, format="csv")
    assert other.headers["ETag"] != first.headers["ETag"]


def test_a_large_answer_is_kept_once_it_is_known_to_fit(service: str) -> None:
    query = "SELECT * { ?large ?p ?b . ?c ?q ?d } LIMIT 15000"
    before = metric(service, "igmgraph_result_cache_hits_total")
    answers = {get(service, query)[1] for _ in range(4)}
    assert len(answers) == 1
    assert 4 * 1024**2 < len(answers.pop()) < 32 * 1024**2
    assert metric(service, "igmgraph_result_cache_hits_total") == before + 2


@pytest.mark.parametrize("query", ["SELECT (RAND() AS ?x) {}", "SELECT (STRUUID() AS ?x) {}"])
def test_what_is_different_each_time_is_not_kept(service: str, query: str) -> None:
    answers = [get(service, query) for _ in range(3)]
    assert len({body for _, body in answers}) == 3
    assert not any("ETag" in answer.headers for answer, _ in answers)


@pytest.mark.parametrize("query", ["ASK { ?known ?p ?o }", "SELECT * { ?s a ?unknown } LIMIT 3"])
def test_who_has_the_answer_gets_304(service: str, query: str) -> None:
    first, _ = get(service, query)
    tag = first.headers["ETag"]
    for tags in (tag, f'"other", {tag}'):
        again, body = get(service, query, {"If-None-Match": tags})
        assert (again.status, body, again.headers["ETag"]) == (304, b"", tag)
    assert get(service, query, {"If-None-Match": '"other"'})[0].status == 200


def test_a_large_answer_is_streamed_and_says_where_a_cut_would_be_told(service: str) -> None:
    answer, body = get(service, f"{ALL} # streamed")
    assert answer.headers["Igmgraph-Truncated"].startswith("at-end;rows=")
    assert len(json.loads(body)["results"]["bindings"]) > 10_000
    get(service, f"{ALL} # streamed")
    # By now it is known to be small enough to be kept.
    again, repeated = get(service, f"{ALL} # streamed")
    assert int(again.headers["Content-Length"]) == len(repeated) == len(body)


def test_head_has_no_body(service: str) -> None:
    answer, body = get(service, "ASK { ?head ?p ?o }", method="HEAD")
    assert (answer.status, body, answer.headers["Content-Type"].split(";")[0]) == (
        200,
        b"",
        "application/sparql-results+json",
    )


def test_an_answer_that_is_stopped_on_its_way_ends_visibly(service: str) -> None:
    with pytest.raises(http.client.IncompleteRead):
        get(service, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout="0.5", format="csv")


def test_a_document_is_kept_as_each_client_takes_it(service: str) -> None:
    connection = connect(service)
    seen: list[Any] = []
    for accept in ("text/turtle", "application/ld+json", "text/turtle", "application/ld+json"):
        connection.request("GET", "/doc/place/cl", headers={"Accept": accept})
        answer = connection.getresponse()
        seen.append((answer.status, answer.headers["Content-Type"].split(";")[0], answer.read()))
    connection.close()
    assert [kind for _, kind, _ in seen] == ["text/turtle", "application/ld+json"] * 2
    assert seen[:2] == seen[2:]


def test_a_client_that_hangs_up_frees_its_worker_before_the_deadline(service: str) -> None:
    before = metric(service, "igmgraph_query_kills_total", cause="abandoned")
    parts = urllib.parse.urlsplit(service)
    path = f"/sparql?{urllib.parse.urlencode({'query': f'{CROSS} # hung up'})}"
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        while metric(service, "igmgraph_queries_running") == 0:
            pass
    while metric(service, "igmgraph_query_kills_total", cause="abandoned") == before:
        pass
    assert get(service, "ASK {}")[1] == b'{"head":{},"boolean":true}'


@pytest.mark.parametrize("query", ["SELECT * {", "SELECT * { BIND(<urn:f>(1) AS ?x) }"], ids=["syntax", "function"])
def test_a_refused_body_is_not_waited_for_again(service: str, query: str) -> None:
    parts = urllib.parse.urlsplit(service)
    # The service waits ten seconds for a body that stands still.
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=8)
    connection.request("POST", "/sparql", query, {"Content-Type": "application/sparql-query"})
    assert connection.getresponse().status in {400, 403}
    connection.close()
