"""Competency questions: each query under queries/ gives the whole answer that stands beside it, on two engines."""

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
from rdflib import Dataset

from igmgraph.build.snapshot import Snapshot
from igmgraph.namespaces import BASE, PREFIXES
from igmgraph.rdf.canonical import canonical_nquads
from igmgraph.rdf.rq import Query, load
from igmgraph.shipped import QUERIES

# Those that call other endpoints are asked in tests/distant/test_examples.py.
ALL_PATHS = sorted(path for path in QUERIES.rglob("*.rq") if not load(path).services)
# What the service asks itself for its pages is no researcher's question, but has a whole answer too.
PATHS = [path for path in ALL_PATHS if path.parent.name != "service"]
DECLARATION = re.compile(r"^PREFIX (\w+): <([^>]*)>$", re.MULTILINE)
QUOTED = re.compile(r"<[^>]*>|\"[^\"]*\"")

# rdflib 7 calls names that it has itself deprecated when a Dataset parses or is queried.
pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")


@pytest.fixture(params=PATHS, ids=lambda path: str(path.relative_to(QUERIES).with_suffix("")))
def query(request: pytest.FixtureRequest) -> Query:
    return load(request.param)


@pytest.fixture(params=ALL_PATHS, ids=lambda path: str(path.relative_to(QUERIES).with_suffix("")))
def any_query(request: pytest.FixtureRequest) -> Query:
    return load(request.param)


@pytest.fixture(scope="module")
def store(snapshot: Snapshot) -> Store:
    return Store.read_only(str(snapshot.store))


@pytest.fixture(scope="module")
def rdflib_dataset(snapshot: Snapshot) -> Dataset:
    return Dataset(default_union=True).parse(data=snapshot.dataset.read_bytes(), format="nquads")


def ask(store: Store, text: str) -> bytes:
    """Answer a query over the union of all graphs, as CSV, or as canonical N-Quads when it is a graph."""
    answer = store.query(text, use_default_graph_as_union=True)
    if isinstance(answer, QueryTriples):
        return canonical(answer.serialize(format=RdfFormat.N_TRIPLES), RdfFormat.N_TRIPLES)
    assert isinstance(answer, QuerySolutions | QueryBoolean)
    return answer.serialize(format=QueryResultsFormat.CSV) or b""


def ask_rdflib(dataset: Dataset, text: str) -> bytes:
    answer = dataset.query(text)
    if answer.graph is not None:
        return canonical(answer.graph.serialize(format="nt", encoding="utf-8"), RdfFormat.N_TRIPLES)
    if answer.type == "ASK":
        return str(answer.askAnswer).lower().encode()
    return answer.serialize(format="csv") or b""


def canonical(triples: bytes | None, form: RdfFormat) -> bytes:
    return canonical_nquads(parse(input=triples or b"", format=form))


def expected(query: Query) -> bytes:
    solutions, graph = (query.path.with_suffix(suffix) for suffix in (".csv", ".ttl"))
    return canonical(graph.read_bytes(), RdfFormat.TURTLE) if graph.exists() else solutions.read_bytes()


def test_there_are_questions() -> None:
    assert len(PATHS) >= 25


def test_every_answer_belongs_to_a_question() -> None:
    answers = [path for path in QUERIES.rglob("*") if path.suffix in {".csv", ".ttl"}]
    assert sorted(path.with_suffix(".rq") for path in answers) == sorted(QUERIES.rglob("*.rq"))


def test_the_answer_is_the_expected_one(any_query: Query, store: Store) -> None:
    assert ask(store, any_query.text).decode() == expected(any_query).decode()


def test_another_engine_gives_the_same_answer(query: Query, rdflib_dataset: Dataset) -> None:
    assert ask_rdflib(rdflib_dataset, query.text).decode().split() == expected(query).decode().split()


def test_the_question_is_asked_in_three_languages(query: Query) -> None:
    # `load` refuses a text that lacks one of the languages.
    assert all(text.endswith("?") for text in query.title.values())
    assert query.description
    assert query.tags


def test_the_order_of_rows_is_asked_for(query: Query) -> None:
    assert re.search(r"^(?:CONSTRUCT|ASK)\b|^ORDER BY ", query.text, re.MULTILINE)


def test_prefixes_are_those_of_the_table_and_all_used(query: Query) -> None:
    declared = dict(DECLARATION.findall(query.text))
    body = QUOTED.sub("", DECLARATION.sub("", query.text))
    assert declared == {prefix: PREFIXES[prefix] for prefix in declared}
    assert all(re.search(rf"\b{prefix}:", body) for prefix in declared)


@pytest.mark.parametrize(
    ("name", "parameter", "value"),
    [
        ("framework/level-scopes", "domain", NamedNode(f"{BASE}id/domain/partnerships")),
        ("findings/findings-of-year", "year", Literal("2022", datatype=NamedNode(f"{PREFIXES['xsd']}gYear"))),
        ("places/other-datasets", "place", NamedNode(f"{BASE}id/place/cl")),
        ("languages/labels-in-french", "wanted", Literal("es")),
    ],
)
def test_a_parameter_takes_another_value(name: str, parameter: str, value: NamedNode | Literal, store: Store) -> None:
    query = load(QUERIES / f"{name}.rq")
    answer = ask(store, query.bind(**{parameter: value}))
    assert answer.count(b"\n") > 1
    assert answer != expected(query)
