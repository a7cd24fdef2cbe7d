"""What people look for in the shipped data, as they type it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.build.snapshot import Snapshot, write_snapshot
from igmgraph.engine.base import Engine
from igmgraph.errors import Unavailable
from igmgraph.namespaces import BASE, IGM, RDF, RDFS
from igmgraph.rdf.rq import load
from igmgraph.search import reader as module
from igmgraph.search.index import INDEX, is_whole
from igmgraph.search.members import sort_key
from igmgraph.search.reader import Answer, Reader, Request
from igmgraph.shipped import QUERIES
from igmgraph.web.pages.browse import LISTED

FINDING = f"{BASE}id/finding/cl-monte-patria-2024"
CHILDREN = f"{FINDING}/migrants-rights/g1"
WOMENS_OFFICE = f"{BASE}id/institution/cl-monte-patria/oficina-de-la-mujer"


@pytest.fixture(scope="module")
def reader(snapshot: Snapshot) -> Iterator[Reader]:
    reader = Reader(snapshot.path)
    yield reader
    reader.close()


def found(answer: Answer) -> list[str]:
    return [hit.iri for hit in answer.hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("niñez migrante", CHILDREN),
        ("NINEZ MIGRANTE", CHILDREN),
        ("migrant children", CHILDREN),
        ("protection des enfants migrants", CHILDREN),
        ("migrant childrne", CHILDREN),
        ("oficina de la mujer", WOMENS_OFFICE),
        ("oficna mujeres", WOMENS_OFFICE),
        ("bureau des femmes", WOMENS_OFFICE),
        ("Decreto Supremo 84", f"{BASE}id/instrument/cl/decreto-supremo-84-2005"),
        ("well-developed area", f"{IGM}WellDevelopedArea"),
    ],
)
def test_people_find_it(reader: Reader, text: str, expected: str) -> None:
    assert expected in found(reader.search(Request(text)))


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        (("migrant children", "niños migrantes", "enfants migrants"), CHILDREN),
        (("kids", "niñas y niños", "les mineurs"), CHILDREN),
        (("minors", "infancia", "enfance"), CHILDREN),
        (("health care", "atención médica", "soins de santé"), f"{FINDING}/migrants-rights/w1"),
        (("healthcare for migrants", "salud de inmigrantes", "santé des migrants"), f"{FINDING}/migrants-rights/w1"),
        (("human trafficking", "trata de personas", "traite des êtres humains"), f"{BASE}id/gcm-objective/10"),
        (("migrant women", "mujeres migrantes", "femmes immigrées"), f"{FINDING}/socioeconomic-wellbeing/w3"),
        (("school", "escuelas", "école"), f"{FINDING}/mobility-in-crises/w3"),
        (("racism", "racismo", "racisme"), f"{FINDING}/migrants-rights/w4"),
        (("job", "empleo", "emploi"), f"{FINDING}/socioeconomic-wellbeing/w1"),
        (("catastrophes", "desastres", "désastre"), f"{BASE}id/subdomain/mobility-in-crises/response"),
    ],
)
def test_a_question_finds_the_same_in_each_language(reader: Reader, questions: tuple[str, ...], expected: str) -> None:
    answers = [reader.search(Request(question)) for question in questions]
    for question, answer in zip(questions, answers, strict=True):
        assert answer.whole, question
        assert expected in found(answer), question


def test_words_of_one_meaning_find_the_same_in_the_same_order(reader: Reader) -> None:
    answers = [found(reader.search(Request(word))) for word in ("niñez", "niños", "NIÑAS", "enfants", "children")]
    assert len(answers[0]) > 9
    assert all(answer == answers[0] for answer in answers)
    marked = reader.search(Request("kids")).terms
    assert {tag: bool(marked[tag] & {"children", "ninez", "enfant"}) for tag in marked} == dict.fromkeys(marked, True)


@pytest.mark.parametrize("ranked", [50_000, 0])
def test_what_has_more_of_the_words_comes_first(reader: Reader, monkeypatch: pytest.MonkeyPatch, ranked: int) -> None:
    monkeypatch.setattr(module, "_MOST_RANKED", ranked)
    answer = reader.search(Request("Vicuña health Oficina xyzzyxyzzy", size=1000))
    assert not answer.whole
    sizes = [
        sum(iri in found(reader.search(Request(word, size=1000))) for word in ("Vicuña", "health", "Oficina"))
        for iri in found(answer)
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[-1]


def test_a_name_says_more_than_a_sentence(reader: Reader) -> None:
    first, *_ = reader.search(Request("ministerio de salud")).hits
    assert first.labels["es"] == "Ministerio de Salud"


def test_a_slip_of_the_pen_is_told(reader: Reader) -> None:
    answer = reader.search(Request("muncipalidad"))
    assert answer.read_as == {"muncipalidad": ["municipalidad"]}
    assert answer.total == reader.search(Request("municipalidad")).total
    assert reader.search(Request("municipalidad")).read_as == {}


def test_words_that_nothing_has_together_find_what_has_some(reader: Reader) -> None:
    answer = reader.search(Request("Vicuña Sri Lanka"))
    assert not answer.whole
    assert f"{BASE}id/place/lk" in found(answer)
    assert reader.search(Request("xyzzyxyzzy")).total == 0


@pytest.mark.parametrize("text", ["migrantes", "migrantes Vicuña xyzzyxyzzy", ""])
@pytest.mark.parametrize("ranked", [50_000, 0])
def test_the_order_of_pages_has_no_gap_and_no_repetition(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, text: str, ranked: int
) -> None:
    monkeypatch.setattr(module, "_MOST_RANKED", ranked)
    whole = found(reader.search(Request(text, size=10_000)))
    pages, after = [], None
    while True:
        answer = reader.search(Request(text, after=after, size=37))
        pages += found(answer)
        after = answer.end
        if after is None:
            break
    assert len(whole) > 30
    assert pages == whole


def test_a_facet_counts_what_choosing_its_value_would_leave(reader: Reader) -> None:
    answer = reader.search(Request("migrantes"))
    for name, values in answer.counts.items():
        for value, count in values.items():
            assert reader.search(Request("migrantes", {name: [value]})).total == count > 0, (name, value)


def test_values_of_a_facet_are_alternatives_and_facets_add_up(reader: Reader) -> None:
    kinds = {"kind": [f"{IGM}Finding"], "standing": [f"{IGM}AreaForDevelopment"]}
    gaps = reader.search(Request("", kinds, size=1000))
    assert len(found(gaps)) == gaps.total == 19
    assert all("/g" in iri for iri in found(gaps))
    both = {**kinds, "standing": [f"{IGM}AreaForDevelopment", f"{IGM}WellDevelopedArea"]}
    assert reader.search(Request("", both)).total == 42
    # What is chosen in a facet does not hide its other values.
    assert gaps.counts["standing"][f"{IGM}WellDevelopedArea"] == 23


def test_a_country_holds_its_towns_and_an_institution_the_domains_it_works_in(reader: Reader) -> None:
    in_chile = {"place": [f"{BASE}id/place/cl"], "kind": [f"{IGM}Finding"]}
    assert reader.search(Request("", in_chile)).total == 34
    domains = {"domain": [f"{BASE}id/domain/migrants-rights"], "kind": [f"{IGM}Institution"]}
    offices = found(reader.search(Request("", domains)))
    assert f"{BASE}id/institution/cl-monte-patria/oficina-de-inclusion" in offices
    assert WOMENS_OFFICE not in offices


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("m", "Monte Patria"),
        ("monte p", "Monte Patria"),
        ("MONTE PA", "Monte Patria"),
        ("montte pat", "Monte Patria"),
        ("oficina de la muj", "Oficina de la Mujer"),
        ("bureau des fem", "Oficina de la Mujer"),
    ],
)
def test_what_is_being_typed_is_completed(reader: Reader, typed: str, expected: str) -> None:
    labels = [label for hit in reader.suggest(typed) for label in hit.labels.values()]
    assert any(expected in label for label in labels)
    assert len(reader.suggest(typed)) <= 10


def test_nothing_typed_completes_to_nothing(reader: Reader) -> None:
    assert reader.suggest(" ?! ") == []


def test_an_index_that_was_damaged_is_built_again(tmp_path: Path) -> None:
    place = NamedNode(f"{BASE}id/place/xx")
    quads = [
        Quad(place, NamedNode(f"{RDF}type"), NamedNode(f"{IGM}Place")),
        Quad(place, NamedNode(f"{RDFS}label"), Literal("Atlantis", language="en")),
    ]
    first = write_snapshot(tmp_path, quads)
    with (first.path / INDEX).open("r+b") as stream:
        stream.seek(5000)
        stream.write(b"damage")
    assert not is_whole(first.path, first.id)
    second = write_snapshot(tmp_path, quads)
    assert second.id == first.id
    assert is_whole(second.path, second.id)
    assert found(Reader(second.path).search(Request("atlantis"))) == [place.value]


def test_an_index_of_other_data_or_another_layout_is_not_taken(snapshot: Snapshot, tmp_path: Path) -> None:
    assert is_whole(snapshot.path, snapshot.id)
    assert not is_whole(snapshot.path, "0123456789abcdef")
    with pytest.raises(Unavailable):
        Reader(tmp_path)
    other = sqlite3.connect(tmp_path / INDEX)
    other.executescript(
        """
        CREATE TABLE about (name, value); INSERT INTO about VALUES ('layout', '1');
        CREATE TABLE facets (name, value, members); INSERT INTO facets VALUES ('kind', 'x', x'00ff');
        """
    )
    other.close()
    with pytest.raises(Unavailable):
        Reader(tmp_path)


@pytest.mark.parametrize(("class_", "_"), LISTED.values(), ids=list(LISTED))
def test_the_index_lists_what_the_query_lists(reader: Reader, engine: Engine, class_: NamedNode, _: str) -> None:
    query = load(QUERIES / "service" / "members.rq").bind(**{"class": class_})
    members = reader.members(class_.value)
    asked = [row["thing"].value for row in engine.solutions(query)]  # type: ignore[union-attr]
    assert list(members) == sorted(asked, key=sort_key)
    assert members[1:3] == list(members)[1:3]


def test_of_a_kind_that_nothing_is_of_there_are_no_members(reader: Reader) -> None:
    assert list(reader.members("http://e.org/none")) == []
