"""What went wrong, told in the language of whoever asked: to programs as data, to people as a page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from markupsafe import escape
from werkzeug.test import TestResponse

from igmgraph.languages import LANGUAGES
from igmgraph.web.http.translations import load

PROGRAM, BROWSER = "application/problem+json, */*;q=0.1", "text/html"
#: What a client sends to have it shown; on a page it must be text.
TAG = "<zz>"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) > STR(?i)) }"
ENCODED_FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"


@dataclass(frozen=True)
class Fault:
    """A request that is at fault, the status, and the sentence with some of what stands in it."""

    address: str
    status: int
    sentence: str
    values: Mapping[str, object]
    sent: Mapping[str, Any] = field(default_factory=dict)


def post(status: int, sentence: str, values: Mapping[str, object], data: bytes, media_type: str = QUERY) -> Fault:
    return Fault("/sparql", status, sentence, values, {"method": "POST", "data": data, "content_type": media_type})


FAULTS = [
    Fault(
        f"/doc/domain/partnerships?page={TAG}", 400, "page={text}: a whole number from 1 on is expected", {"text": TAG}
    ),
    Fault(f"/fragments?page={TAG}", 400, "page={text}: a whole number from 1 on is expected", {"text": TAG}),
    Fault(
        f"/fragments?object={TAG}>",
        400,
        "{name}={text} is no RDF term: {reason}",
        {"name": "object", "text": f"{TAG}>"},
    ),
    Fault("/search?size=0", 400, "size: a whole number from 1 to {most} is expected", {"most": 100}),
    Fault("/search?q=a&after=0", 400, "after: take it from the address of the next page, which each page gives", {}),
    Fault(
        f"/search?{'&'.join(f'kind=x{number}' for number in range(51))}",
        400,
        "at most {most} values can be chosen, of {length} characters in all",
        {"most": 50},
    ),
    Fault(f"/browse?{'a&' * 200}", 400, "there are more than {most} parameters", {"most": 200}),
    Fault(
        f"/compare?format=csv&profile={TAG}",
        400,
        "profile: from {fewest} to {most} different profiles are compared",
        {"fewest": 2},
    ),
    Fault(f"/browse/{TAG}", 404, "browse/{slug}: there is no such list; there are {lists}", {"slug": TAG}),
    Fault(f"/queries/{TAG}", 404, "queries/{name}: there is no such question", {"name": TAG}),
    Fault(f"/charts/{TAG}", 404, "charts/{name}: there is no such chart", {"name": TAG}),
    Fault(f"/download/{TAG}", 404, "download/{name}: there is no such file; /download lists all", {"name": TAG}),
    Fault(
        f"/problems/{TAG}", 404, "problems/{slug}: no answer of this service has this type of problem", {"slug": TAG}
    ),
    Fault(f"/ontology.{TAG}", 404, "{name}.{extension}: there is no such format", {"extension": TAG}),
    Fault(f"/graph/{TAG}", 404, "{name}: there is no such named graph", {"name": f"https://w3id.org/igm/graph/{TAG}"}),
    Fault(f"/q/{TAG}", 404, "q/{name}: no such citation was made here", {"name": TAG}),
    Fault(f"/id/place/{TAG}", 404, "{iri}: nothing is known about this IRI here", {}),
    Fault(f"/nowhere/{TAG}", 404, "{path}: this service has no such address", {"path": f"/nowhere/{TAG}"}),
    Fault(
        f"/diff/{TAG}/1.0.0",
        404,
        "diff: {number}: no such version of the data is kept; /version lists those that are",
        {},
    ),
    Fault(
        "/version/9.9.9/dataset",
        404,
        "version/{number}: no such version of the data is kept; /version lists those that are",
        {"number": "9.9.9"},
    ),
    Fault(f"/reconcile?queries={TAG}", 400, "{name}: JSON is expected", {"name": "queries"}),
    Fault(f"/reconcile/view?id={TAG}", 404, "{iri}: not among the things that can be matched", {"iri": TAG}),
    Fault(f"/sparql?example={TAG}&format=html", 404, "{example}: there is no such example", {"example": TAG}),
    Fault(f"/sparql?format={TAG}", 406, "on offer here: {offers}", {}),
    Fault("/sparql?Query=ASK{}", 400, "{name}: the parameter is called query, in small letters", {"name": "Query"}),
    *(
        Fault(
            f"/sparql?{name}",
            400,
            "{name}: there is no Graph Store here; graphs are documents below /graph/, "
            "or what CONSTRUCT gives with default-graph-uri",
            {"name": name.partition("=")[0]},
        )
        for name in ("graph=urn:x", "default")
    ),
    Fault(
        "/sparql?query=ASK{}&query=ASK{}", 400, "there are {number} query parameters; one is expected", {"number": 2}
    ),
    Fault(f"/sparql?update={TAG}", 403, "this endpoint is read-only", {}),
    Fault("/sparql?query=INSERT DATA{}", 403, "{word}: this endpoint is read-only", {"word": "INSERT"}),
    Fault(
        "/sparql?query=SELECT *%0A{ ?s a zz:C }",
        400,
        "line {line}, column {column}: the prefix {prefix}: is not declared",
        {"line": 2, "column": 8, "prefix": "zz"},
    ),
    Fault(
        "/sparql?query=SELECT *%0A{ ?s ?p ?o",
        400,
        "line {line}, column {column}: the query ends here, but `{bracket}` of line {line_opened}, column "
        "{column_opened} is not closed",
        {"line": 2, "column": 11, "bracket": "{", "line_opened": 2, "column_opened": 1},
    ),
    Fault(
        "/sparql?query=SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }",
        400,
        "line {line}, column {column}: SELECT names a variable that GROUP BY does not, outside of an aggregate",
        {"line": 1},
    ),
    Fault(
        "/sparql?query=SELECT *%0A{ ?s ?p }",
        400,
        "line {line}, column {column}: the triple before `{token}` is not complete: it has a subject, a predicate and "
        "an object",
        {"line": 2, "column": 9},
    ),
    Fault(
        "/sparql?query=SELECT *%0A{ BIND(1 AS ?x) BIND(2 AS ?x) }",
        400,
        "line {line}, column {column}: {reason}",
        {"line": 2},
    ),
    Fault(f"/sparql?query=ASK {'{' * 300}", 403, "the query nests more than {most} brackets", {"most": 200}),
    Fault(
        f"/sparql?query={'%23' * 100_001}",
        413,
        "the query has {length} characters; {most} are read",
        {"length": 100_001},
    ),
    Fault(
        "/sparql?query=ASK { SERVICE <http://e.org/> {} }",
        403,
        "SERVICE is refused: this endpoint does not query other endpoints for its clients",
        {},
    ),
    Fault(
        f"/sparql?query=ASK{{}}&default-graph-uri={TAG}",
        400,
        "{name}={iri} is no IRI: {reason}",
        {"name": "default-graph-uri", "iri": TAG},
    ),
    Fault("/sparql?query=ASK{}&timeout=soon", 400, "timeout: a number of seconds, greater than zero, is expected", {}),
    Fault(
        "/sparql?query=ASK{}&timeout=1&timeout=2",
        400,
        "{name}: there are {number} different values; one is expected",
        {"name": "timeout", "number": 2},
    ),
    Fault(
        f"/sparql?query={quote(SLOW)}&timeout=0.05",
        504,
        "the query was stopped after {seconds} s; ask for less, with LIMIT",
        {"seconds": "0.05"},
    ),
    Fault(
        f"/sparql?query=ASK{{}}&format={TAG}",
        406,
        "format={name}: a {form} query is answered in {names}",
        {"name": TAG},
    ),
    Fault("/sparql", 405, "{method}: this address takes {methods}", {"method": "DELETE"}, {"method": "DELETE"}),
    post(400, "there are {number} query parameters; one is expected", {"number": 0}, b"a=b", ENCODED_FORM),
    post(400, "the query is not UTF-8", {}, b"\xff"),
    post(413, "the body of a request has at most {most} bytes", {"most": 1_200_000}, b"#" * 2_000_000),
    post(415, "Content-Type: {given}: send {form} or {query}", {"given": f"x/{TAG}"}, b"ASK {}", f"x/{TAG}"),
    Fault("/dataset", 406, "on offer here: {offers}", {}, {"headers": {"Accept": "image/png"}}),
    Fault("/sparql", 400, "there is no query parameter", {}, {"headers": {"Accept": "image/png"}}),
    Fault(
        "/dataset",
        400,
        "Accept-Datetime: {text}: a date like {example}",
        {"text": TAG},
        {"headers": {"Accept-Datetime": TAG}},
    ),
]


def told(answer: TestResponse) -> list[str]:
    """What an answer says in its own language."""
    if answer.is_json:
        return [str((answer.json or {})["detail"])]
    paragraphs = BeautifulSoup(answer.text, "html.parser").select("main p:not([lang])")
    return [each.get_text() for each in paragraphs if str(escape(each.get_text())) in answer.text]


def pattern(sentence: str, values: Mapping[str, object]) -> str:
    """A regular expression for a sentence; where no value is given there may be any."""
    parts = re.split(r"\{(\w+)\}", sentence)
    names, texts = parts[1::2], [re.escape(each) for each in parts[::2]]
    places = [re.escape(str(values[name])) if name in values else ".+" for name in names]
    return "".join(text + place for text, place in zip(texts, [*places, ""], strict=True))


@pytest.mark.parametrize("accept", [PROGRAM, BROWSER], ids=["program", "browser"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.address[:30]}: {fault.sentence}")
def test_it_is_told_in_the_language_of_the_reader(
    client: FlaskClient, fault: Fault, language: str, accept: str
) -> None:
    headers = {"Accept": accept, "Accept-Language": language, **fault.sent.get("headers", {})}
    answer = client.open(fault.address, **{**fault.sent, "headers": headers})
    assert answer.status_code == fault.status
    assert list(answer.content_language) == [language]
    assert {"Accept", "Accept-Language"} <= set(answer.vary)
    sentence = load()[language].gettext(fault.sentence)
    assert (sentence == fault.sentence) is (language == "en")
    assert any(re.fullmatch(pattern(sentence, fault.values), each) for each in told(answer))
    assert answer.is_json or TAG not in answer.text


def test_it_is_told_in_english_when_no_language_is_asked_for(client: FlaskClient) -> None:
    answer = client.get("/fragments?page=0", headers={"Accept": PROGRAM})
    assert (answer.json or {})["detail"] == "page=0: a whole number from 1 on is expected"
    assert list(answer.content_language) == ["en"]


def test_braces_that_a_client_sends_stay_as_they_are(client: FlaskClient) -> None:
    answer = client.get("/fragments?page={text}{0.__class__}", headers={"Accept": PROGRAM, "Accept-Language": "es"})
    assert (answer.json or {})["detail"] == "page={text}{0.__class__}: se espera un número entero a partir de 1"


def test_letters_are_told_as_letters(client: FlaskClient) -> None:
    answer = client.get("/sparql?query=SELECT&lang=es", headers={"Accept": PROGRAM})
    assert "línea 1" in answer.data.decode()


def test_half_a_character_that_a_client_sends_is_told_as_an_escape(client: FlaskClient) -> None:
    answer = client.post("/reconcile", data={"queries": '{"\\ud800": 1}'}, headers={"Accept": PROGRAM})
    assert answer.status_code == 400
    assert "\\ud800" in answer.data.decode()
