"""A researcher cites an answer, and opens the link when the data are the same and when they are not."""

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from pyoxigraph import RdfFormat, parse

from tests.citations.conftest import LABELS, Serve

JSON = {"Accept": "application/json"}


def test_a_citation_is_made_and_holds(serve: Serve) -> None:
    client = serve()
    made = client.post("/q", data={"query": LABELS}, headers=JSON)
    assert made.status_code == 201
    told = made.json
    assert told
    assert made.headers["Location"] == f"/q/{told['id']}"
    assert told["url"] == f"http://localhost/q/{told['id']}"
    assert (told["query"], told["form"], told["result"]["rows"], told["data"]["version"]) == (
        LABELS,
        "SELECT",
        2,
        "1.0.0",
    )
    opened = client.get(made.headers["Location"], headers=JSON).json
    assert opened
    assert opened["check"].pop("checked") >= told["cited"]
    assert opened["check"] == {
        "verdict": "same",
        "data": told["data"],
        "added": 0,
        "removed": 0,
        "addedRows": [],
        "removedRows": [],
        "problem": None,
    }
    assert {name: opened[name] for name in told} == told


def test_the_same_question_has_the_same_link(serve: Serve) -> None:
    client = serve()
    first = client.post("/q", data={"query": LABELS}, headers=JSON)
    again = client.post("/q", data={"query": f"{LABELS}\r\n"}, headers=JSON)
    as_it_is = client.post("/q", data=LABELS, headers={**JSON, "Content-Type": "application/sparql-query"})
    assert [first.status_code, again.status_code, as_it_is.status_code] == [201, 200, 200]
    assert first.json == again.json == as_it_is.json
    other_data = serve(1).post("/q", data={"query": LABELS}, headers=JSON)
    other_graph = client.post("/q", data={"query": LABELS, "default-graph-uri": "urn:x:none"}, headers=JSON)
    ids = {answer.json["id"] for answer in (first, other_data, other_graph) if answer.json}
    assert len(ids) == 3


def test_later_the_difference_is_told(serve: Serve) -> None:
    place = serve().post("/q", data={"query": LABELS}, headers=JSON).headers["Location"]
    later = serve(1)
    check = later.get(place, headers=JSON).json["check"]  # type: ignore[index]
    assert (check["verdict"], check["addedRows"], check["removedRows"]) == (
        "different",
        ['"Serbia"@en'],
        ['"Yugoslavia"@en'],
    )
    assert check["data"]["version"] == "1.1.0"
    then = later.get(place, headers=JSON).json["checkThen"]  # type: ignore[index]
    assert (then["verdict"], then["data"]["version"], then["addedRows"]) == ("same", "1.0.0", [])
    page = later.get(place, headers={"Accept": "text/html"})
    assert "Another result" in page.text
    assert "On the data of then, it gives what was cited" in page.text
    assert "Serbia" in page.text
    assert 'href="/version/1.0.0/dataset"' in page.text
    unchanged = serve().post("/q", data={"query": "ASK { ?s ?p 'Chile'@en }"}, headers=JSON)
    assert later.get(unchanged.headers["Location"], headers=JSON).json["check"]["verdict"] == "same"  # type: ignore[index]


def test_the_data_of_then_are_linked_where_they_are_kept(serve: Serve) -> None:
    place = serve().post("/q", data={"query": LABELS}, headers=JSON).headers["Location"]
    told = parse(input=serve(1).get(f"{place}.nt").data, format=RdfFormat.N_TRIPLES)
    assert "<http://localhost/version/1.0.0/sparql>" in {str(quad.object) for quad in told}


def test_data_of_then_that_are_not_kept_are_not_asked(serve: Serve, tmp_path: Path) -> None:
    place = serve().post("/q", data={"query": LABELS}, headers=JSON).headers["Location"]
    later = serve(1, store=tmp_path)
    assert later.get(place, headers=JSON).json["checkThen"] is None  # type: ignore[index]
    assert "are not kept here" in later.get(place, headers={"Accept": "text/html"}).text
    assert "sparqlEndpoint" not in later.get(f"{place}.nt").text


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("ASK { ?s ?p ?o }", 1),
        ("CONSTRUCT { ?s <urn:x:label> ?o } WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?o }", 5),
        ("CONSTRUCT { [] <urn:x:label> ?o } WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?o }", 5),
        ("DESCRIBE <https://w3id.org/igm/id/place/cl>", 2),
        ("SELECT ?node { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?o BIND(BNODE() AS ?node) }", 5),
        ("SELECT ?o { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?o } ORDER BY DESC(?o)", 5),
    ],
)
def test_every_form_of_query_can_be_cited(serve: Serve, query: str, rows: int) -> None:
    client = serve()
    made = client.post("/q", data={"query": query}, headers=JSON)
    assert (made.status_code, made.json["result"]["rows"]) == (201, rows)  # type: ignore[index]
    assert client.get(made.headers["Location"], headers=JSON).json["check"]["verdict"] == "same"  # type: ignore[index]
    for extension, form in (("ttl", RdfFormat.TURTLE), ("jsonld", RdfFormat.JSON_LD), ("nt", RdfFormat.N_TRIPLES)):
        answer = client.get(f"{made.headers['Location']}.{extension}")
        assert any(str(quad.object) == f'"{query}"' for quad in parse(input=answer.data, format=form))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Same result", "Permanent link", "Answer to a query of", "2 rows"]),
        ("es", ["Mismo resultado", "Enlace permanente", "Respuesta a una consulta", "2 filas"]),
        ("fr", ["Même résultat", "Lien permanent", "Réponse à une requête", "2 lignes"]),
    ],
)
def test_a_browser_gets_a_page(serve: Serve, language: str, words: list[str]) -> None:
    client = serve()
    headers = {"Accept": "text/html", "Accept-Language": language}
    made = client.post("/q", data={"query": LABELS}, headers=headers)
    assert made.status_code == 303
    page = client.get(made.headers["Location"], headers=headers)
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert [word for word in words if word not in page.text] == []
    assert page.headers["Link"].endswith('; rel="cite-as"')


def test_the_form_of_a_query_offers_a_link(serve: Serve) -> None:
    client = serve()
    for path in ("/sparql", f"/sparql?format=html&query={quote(LABELS)}"):
        page = client.get(path, headers={"Accept": "text/html"}).text
        (button,) = re.findall(r"<button[^>]*formaction[^>]*>", page)
        assert 'formaction="/q" formmethod="post"' in button


def test_references_for_reference_managers(serve: Serve) -> None:
    client = serve()
    made = client.post("/q", data={"query": LABELS}, headers=JSON).json
    assert made
    entry = client.get(f"/q/{made['id']}.bib", headers={"Accept-Language": "fr"})
    assert entry.mimetype == "application/x-bibtex"
    assert entry.text.startswith(f"@misc{{igmgraph-{made['id'][:12]},\n")
    assert f"  url = {{{made['url']}}},\n" in entry.text
    assert "title = {{Réponse à une requête sur\u00a0: " in entry.text
    assert entry.text.count("{") == entry.text.count("}")
    (item,) = json.loads(client.get(made["url"], headers={"Accept": "application/vnd.citationstyles.csl+json"}).data)
    assert (item["type"], item["URL"], item["version"]) == ("dataset", made["url"], "1.0.0")
    assert item["issued"]["date-parts"][0] == [int(part) for part in made["cited"][:10].split("-")]
    assert "immutable" in entry.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("query", "status", "slug"),
    [
        ("SELECT nonsense", 400, "malformed-query"),
        ("DELETE WHERE { ?s ?p ?o }", 403, "query-refused"),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 403, "query-refused"),
    ],
)
def test_queries_are_admitted_as_everywhere(serve: Serve, query: str, status: int, slug: str) -> None:
    answer = serve().post("/q", data={"query": query}, headers=JSON)
    assert answer.status_code == status
    assert answer.json["type"].endswith(slug)  # type: ignore[index]


def test_a_citation_of_no_query_is_refused(serve: Serve) -> None:
    client = serve()
    assert client.post("/q", data={"no": "query"}, headers=JSON).status_code == 400
    assert client.post("/q", data="x", headers={**JSON, "Content-Type": "text/plain"}).status_code == 415
    assert client.get("/q").status_code == 405


@pytest.mark.parametrize("name", ["0" * 32, "nothing", "0" * 33, f"{'0' * 32}.ttl", "..%2F..", "' OR 1=1 --"])
def test_what_was_not_cited_is_not_found(serve: Serve, name: str) -> None:
    client = serve()
    assert client.get(f"/q/{name}").status_code == 404
    client.post("/q", data={"query": LABELS})
    assert client.get(f"/q/{name}").status_code == 404


def test_a_query_that_no_longer_runs_is_told_with_its_record(serve: Serve) -> None:
    place = serve().post("/q", data={"query": LABELS}, headers=JSON).headers["Location"]
    strict = serve(max_citation_bytes=1)
    check = strict.get(place, headers=JSON).json["check"]  # type: ignore[index]
    assert check["verdict"] == "failed"
    assert "16 bytes" in check["problem"]
    assert "could not be run" in strict.get(place, headers={"Accept": "text/html"}).text


def test_a_hostile_query_is_inert(serve: Serve) -> None:
    query = "ASK { ?s ?p '</textarea><script>alert(1)</script>}' } # \\end{document}"
    client = serve()
    place = client.post("/q", data={"query": query}, headers=JSON).headers["Location"]
    page = client.get(place, headers={"Accept": "text/html"}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "\\end" not in client.get(f"{place}.bib").text


def test_open_ends_are_told(serve: Serve) -> None:
    made = serve().post("/q", data={"query": "SELECT * { ?s ?p ?o } LIMIT 1"}, headers=JSON).json
    assert made
    assert made["openEnds"] == ["cut"]
    assert "left open" in serve().get(made["url"], headers={"Accept": "text/html"}).text


def test_limits_of_number_size_and_rate(serve: Serve) -> None:
    few = serve(max_citations=1)
    assert few.post("/q", data={"query": LABELS}, headers=JSON).status_code == 201
    full = few.post("/q", data={"query": "ASK { }"}, headers=JSON)
    assert (full.status_code, full.mimetype) == (507, "application/problem+json")
    assert few.post("/q", data={"query": LABELS}, headers=JSON).status_code == 200
    small = serve(max_citation_bytes=600)
    large = small.post("/q", data={"query": f"ASK {{ }} # {' '.join(map(str, range(500)))}"}, headers=JSON)
    assert (large.status_code, large.json["type"].rpartition("/")[2]) == (403, "result-too-large")  # type: ignore[index]
    slow = serve(client_citations_per_hour=2)
    statuses = [slow.post("/q", data={"query": f"ASK {{ }} # {n}"}, headers=JSON).status_code for n in range(3)]
    assert statuses == [201, 201, 429]
    assert slow.post("/q", data={"query": "ASK { } # 0"}, headers=JSON).status_code == 200
    refused = slow.post("/q", data={"query": "ASK { } # 9"}, headers=JSON)
    assert 0 < int(refused.headers["Retry-After"]) <= 1800


def test_query_time_is_charged(serve: Serve) -> None:
    poor = serve(client_seconds_per_minute=1e-9, client_burst_seconds=1e-9)
    answers = [poor.post("/q", data={"query": f"ASK {{ }} # {n}"}, headers=JSON).status_code for n in range(2)]
    assert answers == [201, 429]
