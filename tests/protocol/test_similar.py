"""Queries whose like came before: answered as Flask would have them answered, without asking it again."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import parse_qsl, quote, quote_plus, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.build.snapshot import Snapshot, write_snapshot
from igmgraph.settings import Settings
from igmgraph.web.server.similar import question_in_form
from tests.protocol.fronting import ask, fronting
from tests.protocol.serving import serving

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TEXT = {"Content-Type": "application/sparql-query"}
JSON, XML, TURTLE = ({"Accept": f"{each}"} for each in ("application/json", "application/xml", "text/turtle"))
PLACE = "https://w3id.org/igm/id/place/cl"
#: Questions with a place for what they differ in.
SELECT, NAMES = "SELECT ?n { BIND(@ AS ?n) }", f"SELECT ?name {{ <{PLACE}> ?p ?name }} ORDER BY ?name LIMIT @"
GRAPH, DESCRIBED = "CONSTRUCT { <a:b> <c:d> @ } {}", "DESCRIBE <https://w3id.org/igm/id/domain/@>"

Request = tuple[str, str, str | bytes, Mapping[str, str]]


def asked(query: str, headers: Mapping[str, str], **more: str) -> Iterator[Request]:
    """A query by all three operations of the protocol."""
    rest = "".join(f"&{name}={quote(value)}" for name, value in more.items())
    yield "GET", f"/sparql?query={quote(query)}{rest}", "", headers
    yield "GET", f"/sparql?{rest[1:]}&query={urlencode({'': query})[1:]}", "", headers
    yield "POST", "/sparql", urlencode({"query": query, **more}), {**headers, **FORM}
    yield "POST", f"/sparql?{rest[1:]}", query.encode(), {**headers, **TEXT}


def requests() -> Iterator[Request]:
    """Each comes after one that it differs from in its text alone."""
    for number in range(2, 4):
        for headers in (JSON, XML, {}):
            yield from asked(SELECT.replace("@", str(number)), headers)
            yield from asked(NAMES.replace("@", str(number)), headers)
            yield from asked(f"ASK {{ FILTER({number} > 2) }}", headers)
        for domain in ("migrants-rights", "whole-of-government"):
            yield from asked(DESCRIBED.replace("@", domain), TURTLE)
        yield from asked(GRAPH.replace("@", str(number)), TURTLE)
        yield from asked(SELECT.replace("@", f"STR(RAND() > {number})"), JSON)
        yield from asked(SELECT.replace("@", f"'ñandú +%26 {number}'"), JSON, format="csv")
        yield from asked(
            NAMES.replace("@", str(number)), JSON, **{"default-graph-uri": "https://w3id.org/igm/graph/framework"}
        )
        yield from asked(
            NAMES.replace("@", str(number)), JSON, **{"default-graph-uri": "https://w3id.org/igm/graph/none"}
        )
    odd = (
        *(
            "SELECT * {",
            "SELECT * { SERVICE <http://127.0.0.1/> {} }",
            "DELETE WHERE { ?s ?p ?o }",
            "",
            "ASK {} ASK {}",
        ),
        *("PREFIX e: <http://e.org/> ASK { FILTER(e:f(1)) }", "SELECT (COUNT(*) AS ?n) FROM <a:b> { ?s ?p ?o }"),
        *("SELECT * { # comment", "ASK { FILTER(1<2&&3>2) }", f"ASK {{}} # {'x' * 5_000}"),
    )
    for query in (*odd, "\ufeffASK {}", "\ufeff\ufeffASK {}", f"\ufeff{SELECT.replace('@', '7')}"):
        yield from asked(query, JSON)
    for line in ("query=ASK%FF", "query=A%53K{}", "query=ASK%7B%7D&%71uery=ASK%7B%7D", "Query=ASK%7B%7D", "query"):
        yield "GET", f"/sparql?{line}", "", JSON
        yield "POST", "/sparql", line, {**JSON, **FORM}
    yield "POST", "/sparql", b"ASK { FILTER('\xff') }", {**JSON, **TEXT}
    yield "POST", "/sparql", b"ASK {}", {**JSON, "Content-Type": "application/sparql-query; charset=latin-1"}
    yield "POST", "/sparql", "query=ASK%7B%7D", {**JSON, **FORM, "Content-Encoding": "gzip"}
    yield "POST", "/sparql", "update=DELETE+WHERE+%7B%7D", {**JSON, **FORM}


@given(
    st.binary(max_size=30)
    | st.text(max_size=20).map(quote_plus).map(str.encode)
    | st.text("%+=_\r\n\t 4aC3", max_size=20).map(str.encode)
)
@example(b"100%")
@example(b"%3D=%\n%4")
@example(b"%E1%9")
@example(b"\\x41%5Cx41")
def test_a_value_is_read_as_forms_are(value: bytes) -> None:
    value = value.replace(b"&", b"")
    try:
        ((_, expected),) = parse_qsl(f"query={value.decode()}", keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        expected = None
    question = question_in_form(b"query=" + value, ())
    assert (question and question.text) == expected


def told(status: int, headers: Iterable[tuple[str, str]], body: bytes) -> tuple[int, object, bytes]:
    """An answer without what differs from one moment or server to the next."""
    passing = {"date", "connection", "ratelimit", "ratelimit-policy"}
    return status, sorted((name.lower(), value) for name, value in headers if name.lower() not in passing), body


def test_an_answer_is_the_one_that_flask_gives(snapshot: Snapshot, client: FlaskClient) -> None:
    with serving(snapshot.path.parent.parent) as root, closing(HTTPConnection(urlsplit(root).netloc)) as connection:
        for method, url, body, headers in requests():
            connection.request(method, url, body or None, dict(headers))
            answer = connection.getresponse()
            served = told(answer.status, answer.getheaders(), answer.read())
            host = {"Host": urlsplit(root).netloc, "Accept-Encoding": "identity"}
            expected = client.open(url, method=method, data=body, headers={**host, **headers})
            assert served == told(expected.status_code, expected.headers, expected.data), (method, url, body)


@pytest.mark.parametrize("operation", range(4))
def test_flask_is_asked_once_for_each_form_and_format(snapshot: Snapshot, operation: int) -> None:
    async def walk() -> None:
        async with fronting(snapshot, Settings(workers=1)) as (front, counted):
            for number in range(5):
                for headers in (JSON, XML):
                    method, url, body, more = list(asked(SELECT.replace("@", f"{number} + 70"), headers))[operation]
                    assert str(number + 70).encode() in await ask(front, method, url, body, more)
            assert counted.asked == 2

    asyncio.run(walk())


def test_a_head_is_answered_from_what_is_known_of_a_get(snapshot: Snapshot) -> None:
    asks = "/sparql?query=ASK%7B%7D"

    async def walk() -> None:
        async with fronting(snapshot, Settings(workers=1)) as (front, counted):
            for methods, url in (("GET HEAD HEAD", asks), ("HEAD GET", f"{asks}&format=csv")):
                for method in methods.split():
                    assert b"true" in await ask(front, method, url, "", JSON)
            assert counted.asked == 2
            # Of a page that is asked for by HEAD, Flask gives no body that could be kept.
            page = [await ask(front, method, "/ontology.ttl", "", {}) for method in ("HEAD", "GET", "HEAD", "GET")]
            assert page == [b"", page[1], page[1], page[1]]
            assert page[1]
            assert counted.asked == 4

    asyncio.run(walk())


def test_the_headers_of_a_head_are_those_of_a_get(snapshot: Snapshot) -> None:
    urls = [url for method, url, *_ in requests() if method == "GET"][:20]
    with serving(snapshot.path.parent.parent) as root, closing(HTTPConnection(urlsplit(root).netloc)) as connection:
        for url in ["/ontology.ttl", "/", "/nothing", *urls]:
            answers = []
            for method in ("HEAD", "GET", "HEAD"):
                connection.request(method, url, headers=JSON)
                answer = connection.getresponse()
                body = answer.read() if method == "GET" else b""
                assert method == "GET" or not answer.read()
                answers.append(told(answer.status, answer.getheaders(), body)[:2])
            assert answers == [answers[0]] * 3, url


def test_small_queries_that_are_posted_at_once_do_not_wait_for_each_other(snapshot: Snapshot) -> None:
    async def walk() -> None:
        async with fronting(snapshot, Settings(workers=1, body_readers=1, queue_length=100)) as (front, _):
            asks = (ask(front, "POST", "/sparql", f"ASK {{ FILTER({n} > -1) }}", {**JSON, **TEXT}) for n in range(40))
            assert all(b"true" in answer for answer in await asyncio.gather(*asks))

    asyncio.run(walk())


def test_what_was_made_of_the_snapshot_before_is_not_kept_for_the_next(snapshot: Snapshot) -> None:
    """Another one is put in service while a page is on its way, and somebody asks for what there is now."""

    async def walk() -> None:
        async with fronting(snapshot, Settings(workers=1)) as (front, counted):
            await ask(front, "GET", "/openapi.json", "", {})
            counted.go_on.clear()
            before = asyncio.create_task(ask(front, "GET", "/ontology.ttl", "", {}))
            while counted.asked < 2:
                await asyncio.sleep(0)
            counted.serving.now = replace(counted.serving.now)
            now = asyncio.create_task(ask(front, "GET", "/openapi.json", "", {}))
            while counted.asked < 3:
                await asyncio.sleep(0)
            counted.go_on.set()
            assert await before == await ask(front, "GET", "/ontology.ttl", "", {})
            await now
            assert counted.asked == 4
            await ask(front, "GET", "/ontology.ttl", "", {})
            assert counted.asked == 4

    asyncio.run(walk())


def test_who_asks_while_another_snapshot_comes_leaves_nothing_of_the_one_before(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    """Between the two parts of a query's body another one is put in service, and somebody asks the like of it."""
    thing, label = NamedNode(PLACE), NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    later = write_snapshot(tmp_path, [Quad(thing, label, Literal("renamed"), NamedNode("urn:g"))])
    texts = [f"SELECT ?l {{ {thing} {label} ?l }} LIMIT {number}" for number in range(7, 10)]

    async def walk() -> None:
        settings = Settings(workers=1)
        async with fronting(snapshot, settings) as (front, counted), fronting(later, settings) as (_, another):

            async def swap() -> None:
                counted.serving.now = another.serving.now
                await ask(front, "POST", "/sparql", texts[1], {**JSON, **TEXT})

            await ask(front, "POST", "/sparql", texts[0], {**JSON, **TEXT})
            assert b"renamed" not in await ask(front, "POST", "/sparql", texts[2], {**JSON, **TEXT}, swap)
            assert b"renamed" in await ask(front, "POST", "/sparql", texts[2], {**JSON, **TEXT})

    asyncio.run(walk())


def test_long_headers_are_not_remembered(snapshot: Snapshot) -> None:
    async def walk() -> None:
        async with fronting(snapshot, Settings(workers=1)) as (front, counted):
            for length, asked in ((9, 1), (5_000, 3)):
                headers = {**JSON, "Accept-Language": "x" * length}
                for _ in range(2):
                    await ask(front, "GET", "/sparql?query=ASK{}", "", headers)
                assert counted.asked == asked

    asyncio.run(walk())
