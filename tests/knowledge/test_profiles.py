"""Profiles, places, law and growth against lists made by hand from their sources."""

from collections import Counter
from collections.abc import Callable

import pytest

Ask = Callable[[str], list[dict[str, str]]]
ID = "https://w3id.org/igm/id/"


def short(iri: str) -> str:
    return iri.removeprefix(ID)


def test_countries_have_the_codes_of_the_un_and_exact_matches(ask: Ask) -> None:
    found = ask("?it a igm:Country ; skos:exactMatch ?match ; dct:identifier ?m49 . FILTER(REGEX(?m49, '^[0-9]{3}$'))")
    countries = {row["it"] for row in found}
    assert len(countries) == 56
    for row in found:
        if "geoArea" in row["match"]:
            assert row["match"].endswith(f"/{row['m49']}")
    hosts = Counter(row["match"].split("/")[2] for row in found)
    assert hosts["metadata.un.org"] == hosts["www.geonames.org"] == hosts["www.wikidata.org"] == 56


def test_an_authority_is_never_the_same_as_a_town(ask: Ask) -> None:
    exact = ask("?it a igm:LocalAuthorityArea ; ?same ?town . FILTER(?same IN (owl:sameAs, skos:exactMatch))")
    assert exact == []
    assert (
        len(ask("?it a igm:LocalAuthorityArea ; skos:closeMatch ?town . FILTER(CONTAINS(STR(?town), 'geonames'))")) > 30
    )


def test_the_profiles_that_were_found(ask: Ask) -> None:
    found = ask("?it a igm:Profile ; igm:level ?level ; igm:assesses ?place ; foaf:page|dct:source ?page")
    places = {(row["level"].rpartition("#")[2], row["place"]) for row in found}
    assert Counter(level for level, _ in places) == {"National": 27, "Local": 38}


def test_a_profile_tells_its_edition_or_that_it_is_unknown(ask: Ask) -> None:
    known = {row["it"] for row in ask("?it a igm:Profile ; igm:edition ?year")}
    unknown = {row["it"] for row in ask(f"?it a igm:Profile ; igm:lacks <{ID}absence/edition>")}
    assert known.isdisjoint(unknown)
    assert known | unknown == {row["it"] for row in ask("?it a igm:Profile")}
    assert f"{ID}profile/ke-nairobi-2022" in known
    assert f"{ID}profile/cl-undated" in unknown


def test_a_profile_whose_page_on_the_portal_was_not_seen_says_so(ask: Ask) -> None:
    pages = ask("?it a igm:Profile ; foaf:page ?page")
    seen = {row["it"] for row in pages if "/mgi/" in row["page"]}
    lacking = {row["it"] for row in ask(f"?it a igm:Profile ; igm:lacks <{ID}absence/portal-page>")}
    assert seen.isdisjoint(lacking)
    assert seen | lacking == {row["it"] for row in ask("?it a igm:Profile")}


def test_a_profile_without_findings_says_so(ask: Ask) -> None:
    silent = ask(
        "?it a igm:Profile . FILTER NOT EXISTS { ?finding igm:ofProfile ?it }"
        f" FILTER NOT EXISTS {{ ?it igm:lacks <{ID}absence/findings> }}",
    )
    assert silent == []
    findings = ask("?it igm:ofProfile ?profile")
    assert Counter(short(row["profile"]) for row in findings) == {
        "profile/cl-monte-patria-2024": 34,
        "profile/gh-accra-2019": 6,
        "profile/lk-2021": 1,
        "profile/al-2023": 1,
    }


def test_domains_of_findings_that_no_source_sorted_are_marked_ours(ask: Ask) -> None:
    ours = ask("?it igm:domainAssignment igm:AssignedHere ; igm:ofProfile ?profile")
    assert Counter(short(row["profile"]) for row in ours) == {
        "profile/gh-accra-2019": 6,
        "profile/lk-2021": 1,
        "profile/al-2023": 1,
    }


@pytest.mark.parametrize(
    ("decree", "conventions"),
    [
        ("decreto-supremo-84-2005", {"migrant-workers-convention"}),
        ("decreto-supremo-287-1972", {"refugee-convention"}),
        ("decreto-supremo-112-2018", {"stateless-persons-convention"}),
        (
            "decreto-supremo-342-2004",
            {"convention-against-transnational-organized-crime", "trafficking-protocol", "smuggling-protocol"},
        ),
        ("decreto-supremo-789-1989", {"cedaw"}),
        ("decreto-supremo-778-1976", {"iccpr"}),
        ("decreto-supremo-326-1989", {"icescr"}),
    ],
)
def test_chile_promulgated(ask: Ask, decree: str, conventions: set[str]) -> None:
    found = ask(f"<{ID}instrument/cl/{decree}> a eli:LegalResource ; igm:promulgates ?convention ; igm:year ?year")
    assert {(short(row["convention"]), row["year"]) for row in found} == {
        (f"instrument/int/{convention}", decree.rpartition("-")[2]) for convention in conventions
    }


def test_conventions_have_dates_and_official_numbers(ask: Ask) -> None:
    found = ask("?it a igm:Convention, eli:LegalResource ; eli:date_document ?date ; igm:year ?year")
    assert all(row["date"].startswith(row["year"]) for row in found)
    assert len(found) == len(ask("?it a igm:Convention")) == 13
    numbered = ask("?it a igm:Convention ; dct:identifier ?number")
    numbers = {short(row["it"]).rpartition("/")[2]: row["number"] for row in numbered}
    assert numbers["migrant-workers-convention"] == "UNTC IV-13"
    assert numbers["rights-of-the-child-convention"] == "UNTC IV-11"
    assert numbers["ilo-c143"] == "C143"
    assert {short(row["it"]) for row in found} - {short(row["it"]) for row in numbered} == {
        "instrument/int/smuggling-protocol"
    }


def test_the_growth_of_the_programme_is_a_well_formed_cube(ask: Ask) -> None:
    cube = f"<{ID}cube/programme-growth>"
    parts = ask(f"{cube} qb:structure/qb:component/(qb:dimension|qb:measure|qb:attribute) ?property")
    observations = ask(f"?it qb:dataSet {cube} ; a qb:Observation")
    assert len(parts) == 4
    assert len(observations) == 15
    for part in parts:
        told = ask(f"?it qb:dataSet {cube} ; <{part['property']}> ?value")
        assert Counter(row["it"] for row in told) == Counter(row["it"] for row in observations)
    keys = ask(f"?it qb:dataSet {cube} ; sdmx-dimension:refPeriod ?period ; igm:level ?level")
    assert len({(row["period"], row["level"]) for row in keys}) == len(keys), "dimensions tell observations apart"
