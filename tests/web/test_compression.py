"""Answers are compressed as the client takes them, and caches can tell the variants apart."""

import gzip
import sys

import brotli
import pytest
from flask.testing import FlaskClient

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstd.decompress}
QUERY = {"query": "SELECT ?s { ?s a <https://w3id.org/igm/ontology#Finding> } ORDER BY ?s", "format": "csv"}


@pytest.mark.parametrize("coding", UNPACK)
def test_an_answer_is_compressed_as_asked(client: FlaskClient, coding: str) -> None:
    plain = client.get("/sparql", query_string=QUERY)
    packed = client.get("/sparql", query_string=QUERY, headers={"Accept-Encoding": coding})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == coding
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)
    assert UNPACK[coding](packed.data) == plain.data
    assert {"accept", "accept-encoding"} <= packed.vary.as_set() == plain.vary.as_set()


@pytest.mark.parametrize(
    "path", ["/doc/place/cl.ttl", "/", "/sparql?query=DESCRIBE+<https://w3id.org/igm/id/place/cl>"]
)
def test_a_coding_that_is_refused_leaves_the_others(client: FlaskClient, path: str) -> None:
    for accepted in ("br;q=0, gzip", "gzip, zstd;q=0", "GZIP", "*", "zstd;q=0.1, gzip;q=0.2"):
        assert client.get(path, headers={"Accept-Encoding": accepted}).headers["Content-Encoding"] == "gzip"
    for accepted in ("gzip;q=0", "identity, gzip;q=0.5", "*;q=0"):
        assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": accepted}).headers


@pytest.mark.parametrize("coding", ["identity", "gzip;q=0", "br;q=0, gzip;q=0", "compress"])
def test_what_a_client_does_not_take_is_not_sent(client: FlaskClient, coding: str) -> None:
    answer = client.get("/sparql", query_string=QUERY, headers={"Accept-Encoding": coding})
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/healthz", "/sparql?query=ASK%7B%7D", "/nothing", "/static/icon.svg", "/.well-known/void", "/robots.txt"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_does_not_take_an_answer_as_it_is_gets_it_coded(client: FlaskClient, path: str, method: str) -> None:
    plain = client.get(path)
    answer = client.open(path, method=method, headers={"Accept-Encoding": "identity;q=0, gzip"})
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (plain.status_code, "gzip")
    assert "accept-encoding" in answer.vary.as_set()
    if method == "GET":
        assert gzip.decompress(answer.data) == plain.data
        assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_what_is_coded_though_it_is_small_has_a_validator(client: FlaskClient) -> None:
    accepted = {"Accept-Encoding": "*;q=0, br"}
    for path in ("/robots.txt", "/context.jsonld", "/static/icon.svg"):
        tag = client.get(path, headers=accepted).headers["ETag"]
        assert tag != client.get(path).headers["ETag"]
        for more in ({"If-None-Match": tag}, {"If-Match": tag}):
            status = client.get(path, headers={**accepted, **more}).status_code
            assert status == (304 if "If-None-Match" in more else 200)


@pytest.mark.parametrize("accepted", ["identity;q=0", "*;q=0", "deflate, identity;q=0", "gzip;q=0, *;q=0"])
@pytest.mark.parametrize("path", ["/", "/healthz", "/sparql?query=ASK%7B%7D", "/dataset.ttl", "/download/igm.nq.gz"])
def test_who_takes_nothing_that_there_is_is_told_so(client: FlaskClient, accepted: str, path: str) -> None:
    answer = client.get(path, headers={"Accept-Encoding": accepted, "Accept": "application/problem+json, */*;q=0.1"})
    assert answer.status_code == 406
    assert "zstd, br, gzip" in answer.text


def test_each_coding_of_a_document_has_its_own_validator(client: FlaskClient) -> None:
    path = "/doc/place/cl-monte-patria.ttl"
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["ETag"] != plain.headers["ETag"]
    again = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    assert client.get(path, headers=again).status_code == 304
    assert client.get(path, headers={"If-None-Match": plain.headers["ETag"]}).status_code == 304


def test_head_tells_what_get_would_send(client: FlaskClient) -> None:
    headers = {"Accept-Encoding": "gzip"}
    got, head = (
        client.open("/sparql", method=method, query_string=QUERY, headers=headers) for method in ("GET", "HEAD")
    )
    assert head.data == b""
    for name in ("Content-Type", "Content-Encoding", "Content-Length", "Vary"):
        assert head.headers[name] == got.headers[name]


def test_small_answers_stay_as_they_are_and_files_are_closed(client: FlaskClient) -> None:
    headers = {"Accept-Encoding": "gzip"}
    assert "Content-Encoding" not in client.get("/healthz", headers=headers).headers
    with client.get("/static/style.css", headers=headers) as sheet:
        assert sheet.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(("header", "told"), [("Content-Encoding", "identity"), ("Content-Type", None)])
def test_who_sends_a_query_in_a_coding_is_told_which_is_read(
    client: FlaskClient, header: str, told: str | None
) -> None:
    headers = {"Content-Type": "application/sparql-query", header: "gzip"}
    refused = client.post("/sparql", data=b"ASK {}", headers=headers)
    assert (refused.status_code, refused.headers.get("Accept-Encoding")) == (415, told)
