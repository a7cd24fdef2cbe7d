"""Query files: header, parameters, binding."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from igmgraph.errors import InputError
from igmgraph.rdf.rq import Query, load, load_all

HEADER = """#+ title:
#+   en: Findings of a domain
#+   es: Hallazgos de un ámbito
#+   fr: Constats d'un domaine
"""
PARAMETERS = """#+ parameters:
#+   domain:
#+     description: {en: The domain, es: El ámbito, fr: Le domaine}
"""
BODY = """# VALUES ?domain { in a comment }
SELECT ?domain ("VALUES ?domain { in a string }" AS ?text) WHERE {
  VALUES ?domain { <urn:default> "}" }
}
"""


def _write(folder: Path, text: str, name: str = "q.rq") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def _answers(query: str) -> list[object]:
    solutions = Store().query(query)
    assert isinstance(solutions, QuerySolutions)
    return [solution["domain"] for solution in solutions]


@pytest.fixture
def query(tmp_path: Path) -> Query:
    return load(_write(tmp_path, HEADER + "#+ tags: [findings, domains]\n" + PARAMETERS + BODY))


def test_the_header_is_read(query: Query) -> None:
    assert query.name == "q"
    assert query.title == {
        "en": "Findings of a domain",
        "es": "Hallazgos de un ámbito",
        "fr": "Constats d'un domaine",
    }
    assert query.description == {}
    assert query.tags == ("findings", "domains")
    (parameter,) = query.parameters
    assert (parameter.name, parameter.description["fr"]) == ("domain", "Le domaine")


def test_a_description_is_optional(tmp_path: Path) -> None:
    text = HEADER + "#+ description: {en: a, es: b, fr: c}\nASK {}"
    query = load(_write(tmp_path, text))
    assert query.description == {"en": "a", "es": "b", "fr": "c"}
    assert (query.tags, query.parameters, query.text, query.bind()) == ((), (), text, text)


def test_the_file_runs_as_it_is(query: Query) -> None:
    assert _answers(query.text) == [NamedNode("urn:default"), Literal("}")]
    assert query.bind() == query.text


def test_a_bound_parameter_replaces_the_default(query: Query) -> None:
    assert _answers(query.bind(domain=NamedNode("urn:x"))) == [NamedNode("urn:x")]
    assert _answers(query.bind(domain=[NamedNode("urn:x"), Literal("y", language="es")])) == [
        NamedNode("urn:x"),
        Literal("y", language="es"),
    ]
    assert _answers(query.bind(domain=[])) == []


@given(st.text())
def test_no_text_escapes_from_its_slot(text: str) -> None:
    query = Query(Path("q.rq"), "q", {}, {}, (), (), BODY)
    object.__setattr__(query, "parameters", [type("P", (), {"name": "domain"})])
    value = Literal(text)
    assert _answers(query.bind(domain=value)) == [value]


def test_several_parameters(tmp_path: Path) -> None:
    text = HEADER + PARAMETERS + "#+   kind:\n#+     description: {en: a, es: b, fr: c}\n"
    body = "SELECT * { values $kind{1} VALUES ?domain {<urn:d>} VALUES (?x ?y) { (1 2) } }"
    bound = load(_write(tmp_path, text + body)).bind(domain=Literal("VALUES ?kind {"), kind=Literal(2))
    assert _answers(bound) == [Literal("VALUES ?kind {")]
    assert '{ "2"^^<http://www.w3.org/2001/XMLSchema#integer> }' in bound


def test_only_known_parameters_and_only_terms(query: Query) -> None:
    with pytest.raises(InputError, match=r"q\.rq: no parameter \?place"):
        query.bind(place=NamedNode("urn:x"))
    with pytest.raises(TypeError, match="domain"):
        query.bind(domain="} UNION {")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("SELECT * {}", ":1: needs a #\\+ header", id="none"),
        pytest.param("#+\nASK {}", ":1: needs a #\\+ header", id="empty"),
        pytest.param(HEADER + "#+ sumary: x\n", ":5: unknown key 'sumary'; known are", id="unknown key"),
        pytest.param(HEADER + "#+ ? [a]\n#+ : x\n", r":5: the #\+ header is not YAML", id="key that is no word"),
        pytest.param(HEADER + "#+ tags: []\n#+ tags: []\n", ":6: tags is there twice", id="twice"),
        pytest.param(HEADER + "#+ tags: [a\n", r":\d: the #\+ header is not YAML", id="broken YAML"),
        pytest.param(HEADER + "#+ tags: !x a\n", r":5: the #\+ header is not YAML", id="strange YAML"),
        pytest.param(HEADER + "#+ tags: \x01\n", r":1: the #\+ header is not YAML", id="control character"),
        pytest.param(HEADER + "#+ tags: a b\n", ":5: tags must be a list of words", id="tags"),
        pytest.param("#+ title: {en: a, es: b}\n", ":1: title must be a text in each of en, es, fr", id="no French"),
        pytest.param("#+ tags: []\n#+ title: {en: a, es: b, fr: 1}\n", ":2: title must", id="title not text"),
        pytest.param("#+ tags: []\n", ":1: title must", id="no title"),
        pytest.param(HEADER + "#+ description: x\n", ":5: description must be a text", id="description"),
        pytest.param(HEADER + "#+ parameters: [a]\n", ":5: parameters must map", id="parameters"),
        pytest.param(HEADER + "#+ parameters: {'a b': {}}\n", ":5: parameter 'a b' is no name", id="name"),
        pytest.param(HEADER + "#+ parameters: {a: {descr: x}}\n", ":5: parameter a must have", id="parameter"),
        pytest.param(
            HEADER + "#+ parameters: {a: {description: x}}\n",
            ":5: description of parameter a must be a text in each",
            id="parameter's description",
        ),
        pytest.param(HEADER + PARAMETERS + "ASK {}", r"\?domain needs VALUES .* has 0", id="no slot"),
        pytest.param(HEADER + PARAMETERS + BODY + "VALUES ?domain { 1 }", "has 2", id="two slots"),
    ],
)
def test_a_broken_file_is_told_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=r"q\.rq" + (message if message[0] == ":" else ": .*" + message)):
        load(_write(tmp_path, text))


def test_a_folder_of_queries_is_sorted_by_name(tmp_path: Path) -> None:
    (tmp_path / "findings").mkdir()
    _write(tmp_path, HEADER, "b.rq")
    _write(tmp_path / "findings", HEADER, "a.rq")
    _write(tmp_path, "no query", "README.md")
    assert [query.name for query in load_all(tmp_path)] == ["a", "b"]


def test_names_of_queries_are_unique(tmp_path: Path) -> None:
    (tmp_path / "findings").mkdir()
    for folder in (tmp_path, tmp_path / "findings"):
        _write(folder, HEADER)
    with pytest.raises(InputError, match=r"q\.rq has the same name"):
        load_all(tmp_path)


def test_a_missing_folder_or_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="gone: no such folder"):
        load_all(tmp_path / "gone")
    with pytest.raises(InputError, match=r"gone\.rq: No such file"):
        load(tmp_path / "gone.rq")
