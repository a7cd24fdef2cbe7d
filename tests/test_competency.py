"""Competency questions: each query under queries/ gives the whole answer that stands beside it."""

import re

import pytest
from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    parse,
)
from rdflib.plugins.sparql import prepareQuery

from igmgraph.build.snapshot import Snapshot
from igmgraph.namespaces import BASE, PREFIXES
from igmgraph.rdf.canonical import canonical_nquads
from igmgraph.rdf.rq import Query, load
from igmgraph.shipped import QUERIES

PATHS = sorted(path for path in QUERIES.rglob("*.rq") if path.parent.name != "service")
NAMES = [str(path.relative_to(QUERIES).with_suffix("")) for path in PATHS]
ANSWER_FILES = {".csv", ".ttl"}
DECLARATION = re.compile(r"^PREFIX (\w+): <([^>]*)>$", re.MULTILINE)
QUOTED = re.compile(r"<[^>]*>|\"[^\"]*\"")


@pytest.fixture(scope="module")
def store(snapshot: Snapshot) -> Store:
    return Store.read_only(str(snapshot.store))


@pytest.fixture(params=PATHS, ids=NAMES)
def query(request: pytest.FixtureRequest) -> Query:
    return load(request.param)


def ask(store: Store, text: str) -> tuple[str, bytes]:
    """Run a query over the union of all graphs; returns the suffix of its answer's file, and the answer."""
    answer = store.query(text, use_default_graph_as_union=True)
    if isinstance(answer, QueryTriples):
        return ".ttl", canonical_nquads(parse(input=answer.serialize(format=RdfFormat.N_TRIPLES) or b"", format=NT))
    assert isinstance(answer, QuerySolutions | QueryBoolean)
    return ".csv", answer.serialize(format=QueryResultsFormat.CSV) or b""


NT = RdfFormat.N_TRIPLES


def test_there_are_questions() -> None:
    assert len(PATHS) >= 25


def test_every_answer_belongs_to_a_question() -> None:
    answers = [path for path in QUERIES.rglob("*") if path.suffix in ANSWER_FILES and path.parent.name != "service"]
    assert sorted(path.with_suffix(".rq") for path in answers) == PATHS


def test_the_answer_is_the_expected_one(query: Query, store: Store) -> None:
    suffix, answer = ask(store, query.text)
    expected = query.path.with_suffix(suffix).read_bytes()
    if suffix == ".ttl":
        expected = canonical_nquads(parse(input=expected, format=RdfFormat.TURTLE))
    assert answer.decode() == expected.decode()


def test_the_question_is_asked_in_three_languages(query: Query) -> None:
    # `load` refuses a text that lacks one of the languages.
    assert all(text.endswith("?") for text in query.title.values())
    assert query.description
    assert query.tags


def test_prefixes_are_those_used_and_those_of_the_table(query: Query) -> None:
    declared = dict(DECLARATION.findall(query.text))
    body = QUOTED.sub("", DECLARATION.sub("", query.text))
    assert declared == {prefix: PREFIXES[prefix] for prefix in declared}
    assert all(re.search(rf"\b{prefix}:", body) for prefix in declared)


def test_another_engine_reads_the_query(query: Query) -> None:
    prepareQuery(query.text)
    if not re.search(r"^(CONSTRUCT|ASK)\b", query.text, re.MULTILINE):
        assert "ORDER BY" in query.text


@pytest.mark.parametrize(
    ("name", "parameter", "value"),
    [
        ("framework/level-scopes", "domain", NamedNode(f"{BASE}id/domain/partnerships")),
        ("findings/of-a-year", "year", Literal("2022", datatype=NamedNode(f"{PREFIXES['xsd']}gYear"))),
        ("places/other-datasets", "place", NamedNode(f"{BASE}id/place/cl")),
        ("languages/headings-with-fallback", "wanted", Literal("es")),
    ],
)
def test_a_parameter_takes_another_value(name: str, parameter: str, value: NamedNode | Literal, store: Store) -> None:
    asked = load(QUERIES / f"{name}.rq")
    _, default = ask(store, asked.text)
    _, bound = ask(store, asked.bind(**{parameter: value}))
    assert bound.count(b"\n") > 1
    assert bound != default
