"""Indicators and claims against lists made by hand from their sources: what is known, and how well."""

from collections import Counter
from collections.abc import Callable

import pytest

from igmgraph.languages import LANGUAGES
from igmgraph.namespaces import PREFIXES

Ask = Callable[[str], list[dict[str, str]]]
ID = "https://w3id.org/igm/id/"
DOMAINS = [
    "migrants-rights",
    "whole-of-government",
    "partnerships",
    "socioeconomic-wellbeing",
    "mobility-in-crises",
    "safe-orderly-regular",
]
#: Topics per domain that the profile of Monte Patria attests.
TOPICS = [6, 7, 4, 6, 6, 5]


def short(iri: str) -> str:
    return iri.removeprefix(ID)


def test_every_indicator_tells_what_it_is_and_how_we_know(ask: Ask) -> None:
    indicators = {
        row["it"]
        for row in ask("?it a ?class . FILTER(STRENDS(STR(?class), 'Indicator') && STRSTARTS(STR(?class), STR(igm:)))")
    }
    assert len(indicators) > 100
    for property_ in ("skos:notation", "igm:level", "igm:inDomain", "igm:inSubDomain", "dct:source"):
        assert {row["it"] for row in ask(f"?it {property_} ?value")} >= indicators
    for property_ in ("igm:notationStatus", "igm:sourcingStatus", "igm:domainAssignment", "igm:subDomainAssignment"):
        told = ask(f"?it {property_} ?value . FILTER(CONTAINS(STR(?it), '/id/indicator/'))")
        assert Counter(row["it"] for row in told) == Counter(indicators), "exactly one each"
    for property_ in ("rdfs:label", "igm:question"):
        texts = ask(f"?it {property_} ?text . BIND(LANG(?text) AS ?language)")
        spoken = Counter((row["it"], row["language"]) for row in texts if row["it"] in indicators)
        assert spoken == Counter((it, language) for it in indicators for language in LANGUAGES)


def test_the_thirty_sub_categories_are_official_in_number_and_letter(ask: Ask) -> None:
    found = ask(
        f"?it skos:inScheme <{ID}scheme/sdg-10-7-2> ; skos:notation ?notation ; igm:inDomain ?domain ;"
        " igm:sourcingStatus igm:Official ; igm:notationStatus igm:AssignedBySource ;"
        " skos:broader <http://metadata.un.org/sdg/C100702>",
    )
    expected = {f"{number}{letter}": f"domain/{DOMAINS[number - 1]}" for number in range(1, 7) for letter in "abcde"}
    assert {row["notation"]: short(row["domain"]) for row in found} == expected


def test_each_finding_of_monte_patria_addresses_one_topic_and_each_topic_is_addressed(ask: Ask) -> None:
    found = ask(f"?it igm:ofProfile <{ID}profile/cl-monte-patria-2024> ; igm:addressesIndicator ?indicator")
    codes = [f"indicator/local/L{domain}-{n + 1}" for domain, count in enumerate(TOPICS, 1) for n in range(count)]
    assert sorted(short(row["indicator"]) for row in found) == sorted(codes)
    assert len({row["it"] for row in found}) == 34
    agree = ask("?it igm:addressesIndicator/igm:inDomain ?a ; igm:inDomain ?b . FILTER(?a != ?b)")
    assert agree == []


def test_codes_that_are_ours_say_so(ask: Ask) -> None:
    official = ask("?it igm:notationStatus igm:AssignedBySource")
    assert {short(row["it"]).startswith("indicator/national/sdg-10.7.2-") for row in official} == {True}
    lacking = ask(
        "?it igm:notationStatus igm:AssignedHere ."
        f" FILTER NOT EXISTS {{ ?it igm:lacks <{ID}absence/official-notation> }}",
    )
    assert lacking == []


def test_no_answer_is_stated_anywhere_and_the_graph_says_why(ask: Ask) -> None:
    assert ask("?it igm:answer ?value") == []
    reasons = ask(f"<{ID}scheme/mgi-answers> igm:lacks/igm:absenceReason ?reason")
    assert [row["reason"] for row in reasons] == [f"{PREFIXES['igm']}NotPublished"]
    silent = ask(
        f"?it skos:inScheme <{ID}scheme/mgi-indicators>"
        f" FILTER NOT EXISTS {{ ?it igm:lacks <{ID}absence/answer-values> }}",
    )
    assert silent == [], "the page of each indicator tells it too"


def test_the_competing_counts_stand_side_by_side_with_their_sources(ask: Ask) -> None:
    found = ask(f"?it igm:onMatter <{ID}matter/number-of-indicators> ; igm:claimedNumber ?number ; dct:source ?s")
    assert {int(row["number"]) for row in found} == {70, 73, 80, 87, 90, 94, 100}


def test_a_claim_has_a_year_or_says_that_none_is_known(ask: Ask) -> None:
    dated = {row["it"] for row in ask("?it a igm:Claim ; igm:year ?year")}
    undated = {row["it"] for row in ask(f"?it a igm:Claim ; igm:lacks <{ID}absence/date>")}
    assert dated.isdisjoint(undated)
    assert dated | undated == {row["it"] for row in ask("?it a igm:Claim")}
    counts = ask(f"?it igm:onMatter <{ID}matter/number-of-indicators> ; igm:year ?year ; igm:claimedNumber ?number")
    assert {(row["year"], row["number"]) for row in counts} >= {
        ("2016", "73"),
        ("2019", "87"),
        ("2022", "80"),
        ("2022", "90"),
        ("2022", "94"),
        ("2023", "100"),
    }


def test_a_question_is_a_sentence_of_its_own(ask: Ask) -> None:
    asked = ask("?it a ?class ; igm:question ?text . BIND(LANG(?text) AS ?language)")
    marks = {"en": ("", "?"), "es": ("\u00bf", "?"), "fr": ("", "\u00a0?")}
    for row in asked:
        begin, end = marks[row["language"]]
        assert row["text"].startswith(begin), row
        assert row["text"].replace(" ?", "\u00a0?").endswith(end), row


@pytest.mark.parametrize("matter", ["domain-of-conventions", "domain-of-bilateral-agreements"])
def test_what_pages_disagree_on_is_two_sourced_claims(ask: Ask, matter: str) -> None:
    found = ask(f"?it igm:onMatter <{ID}matter/{matter}> ; igm:claimedConcept ?domain ; dct:source ?source")
    said = {(short(row["source"]), short(row["domain"])) for row in found}
    assert {
        ("source/mgi-overview-en", "domain/migrants-rights"),
        ("source/mgi-overview-fr", "domain/partnerships"),
    } <= said
    about = ask(f"<{ID}matter/{matter}> dct:subject ?subDomain . ?subDomain a igm:SubDomain")
    assert len(about) == 1, "who reads of the sub-domain finds the matter"
