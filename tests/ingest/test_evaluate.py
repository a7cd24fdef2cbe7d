"""The arithmetic of the score, on a hand-made profile of three findings and on sets that are easy to count."""

from pathlib import Path

import pytest

from igmgraph.errors import InputError
from igmgraph.ingest.draft import draft_profile
from igmgraph.ingest.evaluate import Score, evaluate, read_gold
from igmgraph.ingest.known import Known, without_source
from igmgraph.rdf.parsing import parse_file
from igmgraph.rdf.reading import read_sources
from igmgraph.shipped import DATA
from tests.ingest.example import HERE, PLACE, PLACES, page

GOLD = HERE / "gold.ttl"
PROFILE = f"https://w3id.org/igm/id/profile/{PLACE}-2024"


def keys(*names: str) -> dict[str, frozenset[str]]:
    return {name: frozenset(name) for name in names}


def test_recall_and_precision() -> None:
    score = Score()
    score.add("w1", keys("a", "b", "c"), keys("b", "c", "d", "e", "f"))
    assert (score.expected, score.found, score.right) == (3, 5, 2)
    assert (score.recall, score.precision) == (2 / 3, 2 / 5)
    assert score.missing == [("w1", "a")]
    assert score.wrong == [("w1", "d"), ("w1", "e"), ("w1", "f")]
    score.add("w2", keys("a"), keys("a"))
    assert (score.recall, score.precision) == (3 / 4, 3 / 6)


def test_one_thing_is_right_once() -> None:
    score = Score()
    score.add("w1", {"one": frozenset("x"), "two": frozenset("x")}, {"x": frozenset("x")})
    assert (score.expected, score.found, score.right) == (2, 1, 1)


def test_nothing_expected_and_nothing_found_is_no_fault() -> None:
    assert (Score().recall, Score().precision) == (1, 1)


def test_a_profile_is_scored_by_finding() -> None:
    made = parse_file(GOLD)
    graph = [*read_sources([DATA, PLACES]).quads, *made]
    full = Known(graph)
    cold = Known(without_source(graph, made))
    place = full.place(PLACE)
    gold = read_gold(GOLD, made, graph, PROFILE)
    assert gold.years == {
        "migrants-rights/w1": {2018},
        # The year of what it cites, from another file.
        "whole-of-government/g1": {2015},
        "partnerships/w1": {2017},
    }
    draft = draft_profile(page("es.txt"), cold, place, 2024, "Local")
    scores = evaluate(draft.readings, gold, full, place)
    counts = {name: (score.expected, score.found, score.right) for name, score in scores.items()}
    assert counts == {"findings": (3, 15, 3), "years": (3, 7, 2), "institution": (3, 13, 2), "instrument": (2, 7, 2)}
    assert scores["years"].missing == [("partnerships/w1", "2017")]
    assert ("partnerships/w1", "municipalidad de tres islas") not in scores["institution"].missing
    assert scores["institution"].missing == [
        ("partnerships/w1", f"https://w3id.org/igm/id/institution/{PLACE}/camara-de-pesca")
    ]
    assert ("whole-of-government/g1", "ley n 12 345 de extranjeria") in scores["instrument"].wrong


def test_cold_is_without_what_only_the_profile_attests() -> None:
    graph = read_sources([PLACES]).quads
    made = parse_file(GOLD)
    left = {thing.iri.rpartition("/")[2] for thing in Known(without_source([*graph, *made], made)).things}
    # The profile names id/source/example, of which the office and the other municipality are, and the plan is not.
    assert left == {"plan-nacional-de-acogida"}
    assert "oficina-de-acogida" in {thing.iri.rpartition("/")[2] for thing in Known(graph).things}


@pytest.mark.parametrize(
    "profile", [f"https://w3id.org/igm/id/profile/{PLACE}-2023", "https://w3id.org/igm/id/profile/x"]
)
def test_a_file_without_the_profile_is_refused(profile: str) -> None:
    with pytest.raises(InputError, match=f"gold.ttl: no finding of <{profile}>"):
        read_gold(Path("gold.ttl"), parse_file(GOLD), [], profile)
