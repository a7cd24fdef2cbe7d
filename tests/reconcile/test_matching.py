"""What a name may stand for, and when that is sure."""

from collections.abc import Iterable, Mapping, Sequence

import pytest

from igmgraph.reconcile.index import Entity, Index
from igmgraph.reconcile.matching import Candidate, Value, Wanted, match_all

PLACE, COUNTRY, OFFICE = "urn:t:Place", "urn:t:Country", "urn:t:Office"


def entity(name: str, types: Sequence[str], *names: str, codes: Iterable[str] = ()) -> Entity:
    iri = f"urn:x:{name}"
    return Entity(iri, types, {"en": names[0]}, frozenset(names), frozenset({iri, *codes}))


INDEX = Index(
    [
        entity("no", [COUNTRY, PLACE], "Norway", "Noruega", "Norvège", codes=["NO", "NOR", "578", "Q20"]),
        entity("ci", [COUNTRY, PLACE], "Côte d'Ivoire", codes=["CI"]),
        entity("patria", [PLACE], "Monte Patria"),
        entity("rio-1", [PLACE], "San José"),
        entity("rio-2", [PLACE], "San Jose"),
        entity("health-a", [OFFICE], "Ministry of Health"),
        entity("health-b", [OFFICE], "Ministry of Health"),
        entity("education", [OFFICE], "Ministry of Education"),
    ]
)
FACTS = {("urn:x:health-a", "urn:p:in"): ["urn:x:no", "Norway"], ("urn:x:health-b", "urn:p:in"): ["urn:x:ci"]}


def lookup(things: Iterable[str], properties: Iterable[str]) -> Mapping[tuple[str, str], Sequence[Value]]:
    pairs = [(thing, property_) for thing in things for property_ in properties]
    return {pair: [Value(FACTS[pair])] for pair in pairs if pair in FACTS}


def match(text: str, **more: object) -> list[Candidate]:
    return list(match_all(INDEX, {"q": Wanted(text, **more)}, lookup)["q"])  # type: ignore[arg-type]


def sure(text: str, **more: object) -> list[str]:
    return [each.entity.iri for each in match(text, **more) if each.match]


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("norvege", "urn:x:no"),
        ("  NORUEGA ", "urn:x:no"),
        ("Cote d\u2019Ivoire", "urn:x:ci"),
        ("cote-d'ivoire", "urn:x:ci"),
        ("Q20", "urn:x:no"),
        ("urn:x:patria", "urn:x:patria"),
    ],
)
def test_case_accents_and_punctuation_are_no_doubt(text: str, iri: str) -> None:
    assert sure(text) == [iri]


@pytest.mark.parametrize(
    "text", ["Norwaj", "Monte Ptria", "Patria Monte", "Monte Patria commune", "no", "San Jose", "NO"]
)
def test_what_is_not_sure_is_only_proposed(text: str) -> None:
    assert sure(text) == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Norwaj", "urn:x:no"),
        ("Monte Ptria", "urn:x:patria"),
        ("Patria, Monte", "urn:x:patria"),
        ("Municipality of Monte Patria", "urn:x:patria"),
        ("Ministry of Educatoin", "urn:x:education"),
    ],
)
def test_slips_of_the_pen_find_what_was_meant_first(text: str, first: str) -> None:
    best, *others = match(text)
    assert best.entity.iri == first
    assert 60 <= best.score < 100
    assert all(other.score <= best.score for other in others)


@pytest.mark.parametrize("text", ["Atlantis", "?", "x" * 500, "東京"])
def test_what_is_unknown_has_no_candidates(text: str) -> None:
    assert match(text) == []


def test_a_code_that_may_be_a_word_needs_a_type() -> None:
    assert match("NO")[0].score == 100
    assert sure("NO", types=[COUNTRY]) == sure("578", types=[PLACE]) == ["urn:x:no"]
    assert match("NO", types=[OFFICE]) == []


def test_one_name_of_two_things_is_settled_by_a_property() -> None:
    assert sure("Ministry of Health", types=[OFFICE]) == []
    for value in ("Norway", "NORWAY", "urn:x:no"):
        found = match("Ministry of Health", properties={"urn:p:in": [value]})
        assert [each.entity.iri for each in found if each.match] == ["urn:x:health-a"]
        assert found[0].entity.iri == "urn:x:health-a"
        assert found[0].score == 100 > found[1].score
        assert found[0].features["urn:p:in"] == 100
    assert sure("Ministry of Health", properties={"urn:p:in": ["Sweden"]}) == []


def test_a_property_that_disagrees_makes_a_name_unsure() -> None:
    assert sure("Monte Patria", properties={"urn:p:in": ["Chile"]}) == []


def test_types_are_any_all_or_only_wished_for() -> None:
    assert sure("Norway", types=[PLACE, OFFICE]) == ["urn:x:no"]
    assert match("Norway", types=[PLACE, OFFICE], strictness="all") == []
    assert sure("Norway", types=[PLACE, COUNTRY], strictness="all") == ["urn:x:no"]
    (wished, *_) = match("Norway", types=[OFFICE], strictness="should")
    assert (wished.score, wished.match, wished.features["type"]) == (90, False, False)


def test_properties_alone_find_what_they_name() -> None:
    found = match("", properties={"urn:p:code": ["NOR"]})
    assert [each.entity.iri for each in found] == ["urn:x:no"]


def test_as_many_as_are_wanted() -> None:
    assert len(match("Ministry", limit=2)) == 2
    assert len(match("Ministry of Health", limit=1)) == 1


def test_typing_finds_beginnings_of_names_and_of_words() -> None:
    assert [each.iri for each in INDEX.begin("nor")] == ["urn:x:no"]
    assert [each.iri for each in INDEX.begin("PAT")] == ["urn:x:patria"]
    assert [each.iri for each in INDEX.begin("NO")] == ["urn:x:no"]
    assert INDEX.begin(" ") == INDEX.begin("xyz") == []
