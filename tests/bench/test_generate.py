from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode, QueryBoolean, RdfFormat, Store, parse

from bench.generate import generate, write
from bench.profiles import profile
from bench.requests import questions
from bench.vocabulary import Terms
from igmgraph.cli import main
from igmgraph.namespaces import BASE
from igmgraph.rdf.reading import read_sources
from igmgraph.shipped import DATA


@pytest.fixture(scope="module")
def terms() -> Terms:
    return Terms.collect(read_sources([DATA]).quads)


def test_the_same_number_gives_the_same_bytes(terms: Terms) -> None:
    again = Terms.collect(reversed(read_sources([DATA]).quads))
    assert list(profile(terms, 7)) == list(profile(again, 7))
    assert list(profile(terms, 7)) != list(profile(terms, 8))


def test_few_profiles_are_the_first_of_many() -> None:
    few, many = list(generate(2)), list(generate(3))
    assert many[: len(few)] == few


def test_a_profile_has_the_size_of_a_real_one_and_a_graph_of_its_own(terms: Terms) -> None:
    for number in range(5):
        quads = list(parse("".join(profile(terms, number)), format=RdfFormat.N_QUADS))
        assert len({str(quad) for quad in quads}) == len(quads)
        assert 1300 <= len(quads) <= 1500
        (graph,) = {quad.graph_name for quad in quads}
        assert isinstance(graph, NamedNode)
        assert graph.value.startswith(f"{BASE}graph/profile/")


def test_a_profile_keeps_the_shapes(tmp_path: Path) -> None:
    data = tmp_path / "1.nq"
    assert write(1, data) == sum(1 for _ in generate(1))
    checked = CliRunner().invoke(main, ["validate", str(data)])
    assert checked.exit_code == 0, checked.output
    assert not [line for line in checked.output.splitlines() if "-bench-" in line]


def test_every_question_has_an_answer_in_the_generated_data(tmp_path: Path) -> None:
    data = tmp_path / "60.nq"
    write(60, data)
    store = Store()
    store.bulk_load(path=data, format=RdfFormat.N_QUADS)
    assert len(questions()) == 12
    for question in questions():
        answer = store.query(question.text, use_default_graph_as_union=True)
        assert not isinstance(answer, QueryBoolean)
        assert next(iter(answer), None) is not None, question.name
    assert [question.kind for question in questions()].count("listing") == 3
