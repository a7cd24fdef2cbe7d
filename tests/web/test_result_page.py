"""Answers as pages: what is cut says so to people and to programs."""

import re
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from igmgraph.build.snapshot import Snapshot
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.settings import Settings
from igmgraph.web import create_app

#: Control characters but those that count as space, and some of the noncharacters (HTML, section 13.1.4).
NOT_HTML = re.compile(r"[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\U0010fffe\U0010ffff]")

ALL, GRAPH = "SELECT * { ?s a ?o }", "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o }"


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ({"max_rows": 50}, "rows;limit=50"),
        ({"max_bytes": 20_000}, "bytes;limit=20000"),
        ({"max_rows": 1_000_000}, None),
    ],
)
@pytest.mark.parametrize("query", [ALL, GRAPH])
def test_a_page_that_is_cut_says_so_in_its_header(
    snapshot: Snapshot, limits: dict[str, int], told: str | None, query: str
) -> None:
    settings = Settings(workers=1, **limits)  # type: ignore[arg-type]
    engine = EmbeddedEngine(snapshot.path, settings)
    try:
        client: FlaskClient = create_app(settings, engine).test_client()
        page = client.get(f"/sparql?{urlencode({'query': query, 'format': 'html'})}")
    finally:
        engine.close()
    assert page.status_code == 200
    assert page.headers.get("Igmgraph-Truncated") == told
    assert ("The answer was cut" in page.text) is (told is not None)


@pytest.mark.parametrize(
    "query", ["SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 9000", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"]
)
def test_a_page_is_made_of_so_much_and_says_so(client: FlaskClient, query: str) -> None:
    page = client.get(f"/sparql?{urlencode({'query': query, 'format': 'html'})}")
    assert page.headers["Igmgraph-Truncated"] == "bytes;limit=1048576"
    assert "The answer was cut" in page.text


@pytest.mark.parametrize(
    ("head", "shown"),
    [
        ("SELECT ?x", "a\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdb\t<"),
        # Turtle has escapes for some.
        ("CONSTRUCT { <urn:s> <urn:p> ?x }", "a\\u0001\\u000B\\u007F\ufffd\\uFFFE\ufffdb\\t<"),
    ],
)
def test_a_page_holds_no_characters_that_html_does_not_allow(client: FlaskClient, head: str, shown: str) -> None:
    query = rf'{head} {{ BIND("a\u0001\u000B\u007F\u0085\uFFFE\U0010FFFFb\t<" AS ?x) }}'
    page = client.get(f"/sparql?{urlencode({'query': query, 'format': 'html'})}")
    served = BeautifulSoup(page.text, "html.parser").find(id="served")
    assert served is not None
    assert shown in served.text
    assert NOT_HTML.search(page.text) is None
