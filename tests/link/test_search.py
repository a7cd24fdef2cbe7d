"""Which candidates are proposed for which things, with which reasons; and what is left alone."""

from pathlib import Path

import pytest

from igmgraph.errors import InputError
from igmgraph.link.asking import ask_dump
from igmgraph.link.proposals import Proposal
from igmgraph.link.search import propose
from igmgraph.link.targets import TARGETS, find_targets
from igmgraph.link.things import read_things
from igmgraph.rdf.parsing import parse_file

HERE = Path(__file__).parent
WIKIDATA = TARGETS["wikidata"]
BASE, WD = "https://w3id.org/igm/id/", "http://www.wikidata.org/entity/"


@pytest.fixture(scope="module")
def proposals() -> dict[tuple[str, str], Proposal]:
    found = propose(read_things(parse_file(HERE / "ours.ttl")), WIKIDATA, ask_dump(HERE / "wikidata.ttl"), 0)
    return {(each.thing.iri.removeprefix(BASE), each.candidate.iri.removeprefix(WD)): each for each in found}


def reasons(proposal: Proposal) -> set[str]:
    return {reason.name for reason in proposal.score.reasons}


def test_who_has_one_of_the_labels_is_a_candidate(proposals: dict[tuple[str, str], Proposal]) -> None:
    assert sorted(proposals) == [
        ("institution/xa/water-office", "Q300"),
        ("place/xa", "Q100"),
        ("place/xa", "Q101"),
        ("place/xa-puerto-claro", "Q200"),
        ("place/xa-puerto-claro", "Q201"),
    ]


def test_a_shared_code_proves_a_country(proposals: dict[tuple[str, str], Proposal]) -> None:
    country = proposals["place/xa", "Q100"]
    assert reasons(country) == {"label", "code", "type", "rivals"}
    assert country.score.proven
    assert country.score.value > proposals["place/xa", "Q101"].score.value


def test_a_song_is_no_country(proposals: dict[tuple[str, str], Proposal]) -> None:
    song = proposals["place/xa", "Q101"]
    assert "other type" in reasons(song)
    assert not song.score.proven
    assert song.score.value < 0.5


def test_a_town_of_the_same_name_elsewhere_counts_little(proposals: dict[tuple[str, str], Proposal]) -> None:
    here, elsewhere = (proposals["place/xa-puerto-claro", name] for name in ("Q200", "Q201"))
    assert {"country", "near", "type"} < reasons(here)
    assert {"other country", "far"} < reasons(elsewhere)
    assert (here.score.value, elsewhere.score.value) == (0.9, 0.0)


def test_small_letters_and_other_names_are_found(proposals: dict[tuple[str, str], Proposal]) -> None:
    office = proposals["institution/xa/water-office", "Q300"]
    (label,) = (reason for reason in office.score.reasons if reason.name == "label")
    assert label.seen == "Oficina del Agua@es, oficina del agua"


@pytest.mark.parametrize(
    ("target", "thing", "candidate", "score"),
    [
        ("geonames", "place/xa-puerto-claro", "9000001", 1.0),
        ("unsdg", "place/xa", "codes/geoArea/900", 0.65),
        ("eurovoc", "place/xa", "900001", 0.65),
        ("unbis", "place/xa", "9000001", 0.65),
    ],
)
def test_each_dataset_is_asked_as_it_writes(target: str, thing: str, candidate: str, score: float) -> None:
    known = TARGETS[target]
    (found,) = propose(read_things(parse_file(HERE / "ours.ttl")), known, ask_dump(HERE / "others.ttl"), 0)
    assert (found.thing.iri, found.candidate.iri) == (f"{BASE}{thing}", f"{known.iris}{candidate}")
    assert found.score.value == score


def test_what_is_linked_already_is_left_alone(proposals: dict[tuple[str, str], Proposal]) -> None:
    assert not [thing for thing, _ in proposals if "linked" in thing]


def test_nothing_below_the_least_score_is_proposed() -> None:
    found = propose(read_things(parse_file(HERE / "ours.ttl")), WIKIDATA, ask_dump(HERE / "wikidata.ttl"), 0.8)
    assert {each.candidate.iri.removeprefix(WD) for each in found} == {"Q100", "Q200", "Q300"}


def test_an_unknown_target_is_named() -> None:
    assert [target.name for target in find_targets("geonames, wikidata,geonames")] == ["geonames", "wikidata"]
    with pytest.raises(InputError, match="nowhere"):
        find_targets("wikidata,nowhere")
