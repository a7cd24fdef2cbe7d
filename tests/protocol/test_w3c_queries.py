"""The W3C's tests of queries, asked of a real server that holds all their data, each with its dataset by the protocol.

What fails is listed, with the reason; a test that fails and is not listed breaks the run, and so does a listed one that
passes.
"""

from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
import yaml
from _pytest.mark import ParameterSet
from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from tests.protocol.answers import read_answer, read_expected, same
from tests.protocol.manifests import FOLDER, Entry, entries, files, iri_of
from tests.protocol.serving import built, serving

ENTRIES = list(entries())
FAILING: dict[str, str] = yaml.safe_load((FOLDER / "failing.yaml").read_text("utf-8"))
#: A graph that is not there: the dataset of a test that has none.
NOTHING = "urn:x:nothing"


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HTTPConnection]:
    """A connection to a service in which every file of the suite is a named graph."""
    folder = tmp_path_factory.mktemp("w3c")
    source = folder / "all.nq"
    source.write_bytes(b"".join(quads(path) for path in files()))
    limits = ("--no-union-default-graph", "--client-seconds-per-minute", "0", "--workers", "1")
    with serving(built(source, folder / "store"), *limits) as root:
        connection = HTTPConnection(urlsplit(root).netloc, timeout=60)
        yield connection
        connection.close()


def quads(path: Path) -> bytes:
    """A file's statements, in a graph with the file's name and with blank nodes that no other file has."""
    form = RdfFormat.from_extension(path.suffix[1:])
    parsed = parse(path=str(path), format=form, base_iri=iri_of(path), rename_blank_nodes=True)
    graph = NamedNode(iri_of(path))
    named = (Quad(each.subject, each.predicate, each.object, graph) for each in parsed)
    return serialize(named, format=RdfFormat.N_QUADS) or b""


def ask(endpoint: HTTPConnection, entry: Entry, accept: str) -> tuple[int, bytes]:
    """Ask the query of a test over the dataset of the test."""
    pairs = [*(("default-graph-uri", iri) for iri in entry.data), *(("named-graph-uri", iri) for iri in entry.graphs)]
    text = entry.query.read_text("utf-8")
    if not pairs and "FROM" not in text:
        pairs = [("default-graph-uri", NOTHING)]
    # Relative IRIs in a test are relative to where its query is published.
    body = f"BASE <{iri_of(entry.query)}>\n{text}".encode()
    headers = {"Accept": accept, "Content-Type": "application/sparql-query"}
    endpoint.request("POST", f"/sparql?{urlencode(pairs)}", body, headers)
    response = endpoint.getresponse()
    status, content = response.status, response.read()
    if status not in {200, 400} and (status != 403 or entry.name in FAILING):
        # Of a test that is expected to fail, this is no answer of the engine: the service itself would be at fault.
        raise RuntimeError(f"{entry.name}: status {status}: {content[:200]!r}")
    return status, content


def marked(*kinds: str) -> list[ParameterSet]:
    """The tests of these kinds; those that are listed are expected to fail, and nothing else of them will do."""
    found = [entry for entry in ENTRIES if any(kind in entry.kind for kind in kinds)]
    return [pytest.param(entry, id=entry.name, marks=expectation(entry.name)) for entry in found]


def expectation(name: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(reason=FAILING[name], raises=AssertionError, strict=True)] if name in FAILING else []


def test_the_suite_is_whole_and_so_is_the_list() -> None:
    assert len({entry.name for entry in ENTRIES}) == len(ENTRIES) == 722
    assert FAILING.keys() <= {entry.name for entry in ENTRIES}


@pytest.mark.parametrize("entry", marked("PositiveSyntax"))
def test_a_query_is_read(endpoint: HTTPConnection, entry: Entry) -> None:
    status, content = ask(endpoint, entry, "*/*")
    # Some call functions that nobody has.
    assert status == 200 or (status == 403 and b"is not supported" in content)


@pytest.mark.parametrize("entry", marked("NegativeSyntax"))
def test_what_is_no_query_is_refused(endpoint: HTTPConnection, entry: Entry) -> None:
    assert ask(endpoint, entry, "*/*")[0] == 400


@pytest.mark.parametrize("entry", marked("QueryEvaluation", "ResultFormat"))
def test_a_query_has_its_answer(endpoint: HTTPConnection, entry: Entry) -> None:
    assert entry.result is not None
    expected, media_type = read_expected(entry.result, iri_of(entry.result))
    status, content = ask(endpoint, entry, media_type)
    assert status == 200, content
    found = read_answer(content, media_type)
    assert same(expected, found, lax=entry.lax), f"{found}\nis not\n{expected}"
