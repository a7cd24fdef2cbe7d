"""The draft as a graph: what it states, where each proposal comes from, and what validation asks for next."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, Quad, RdfFormat, parse

from igmgraph.build.pipeline import check
from igmgraph.ingest.draft import Draft, draft_profile
from igmgraph.ingest.layout import Page
from igmgraph.ingest.report import draft_report
from igmgraph.namespaces import PREFIXES, compact
from igmgraph.rdf.statements import write_whole
from tests.ingest.example import PLACE, known, page

BASE = "https://w3id.org/igm/id/"


@cache
def draft(name: str = "es.txt") -> Draft:
    return draft_profile(page(name), known(), known().place(PLACE), 2024, "Local")


@cache
def quads(name: str = "es.txt") -> tuple[Quad, ...]:
    return tuple(parse(draft(name).statements.turtle().encode(), format=RdfFormat.TURTLE))


def value_of(term: object) -> str:
    return str(getattr(term, "value", ""))


def of(path: str, predicate: str, name: str = "es.txt") -> list[str]:
    """Values of a resource, IRIs without their base, texts with their language."""
    found = []
    for quad in quads(name):
        if value_of(quad.subject) == BASE + path and compact(value_of(quad.predicate)) == predicate:
            value = quad.object
            text = value_of(value).removeprefix(BASE)
            found.append(f"{text}@{value.language}" if isinstance(value, Literal) and value.language else text)
    return sorted(found)


def test_the_profile() -> None:
    profile = f"profile/{PLACE}-2024"
    assert of(profile, "igm:assesses") == [f"place/{PLACE}"]
    assert of(profile, "igm:edition") == ["2024"]
    assert of(profile, "igm:level") == ["https://w3id.org/igm/ontology#Local"]


def test_a_finding_and_its_passage() -> None:
    finding, passage = f"finding/{PLACE}-2024/partnerships/w1", f"source/igm-{PLACE}-2024/partnerships/w1"
    assert of(finding, "rdf:type") == ["https://w3id.org/igm/ontology#WellDevelopedArea"]
    assert of(finding, "igm:order") == ["1"]
    assert of(finding, "prov:wasDerivedFrom") == [passage]
    assert of(finding, "igm:citesInstrument") == [f"instrument/{PLACE}/sabores-del-mundo"]
    assert of(finding, "igm:involvesInstitution") == [
        f"institution/{PLACE}/municipalidad-de-puerto-ejemplo",
        "institution/xx-tres-islas/municipalidad-de-tres-islas",
    ]
    assert of(finding, "igm:statement") == []
    assert of(passage, "igm:section") == ["ALIANZAS@es"]
    assert of(passage, "igm:sourceText") == [
        "Las comunas de Puerto Ejemplo y Tres Islas celebran la feria \u201cSabores del mundo\u201d.@es"
    ]


def test_every_finding_of_the_page_is_there_once() -> None:
    findings = {value_of(quad.subject) for quad in quads() if value_of(quad.predicate).endswith("#ofProfile")}
    keys = [bullet.key for bullet in page("es.txt").bullets]
    assert findings == {f"{BASE}finding/{PLACE}-2024/{key}" for key in keys}


def test_what_is_known_is_linked_and_not_described_again() -> None:
    assert of(f"finding/{PLACE}-2024/migrants-rights/w1", "igm:involvesInstitution") == [
        f"institution/{PLACE}/oficina-de-acogida"
    ]
    assert of(f"institution/{PLACE}/oficina-de-acogida", "rdf:type") == []


def test_what_is_new_is_described_as_far_as_the_page_tells() -> None:
    new = f"instrument/{PLACE}/politica-municipal-de-convivencia"
    assert of(new, "rdf:type") == ["https://w3id.org/igm/ontology#Policy"]
    assert of(new, "rdfs:label") == ["Política Municipal de Convivencia@es"]
    assert of(new, "igm:year") == ["2019"]
    assert of(new, "dct:spatial") == [f"place/{PLACE}"]
    assert of(f"institution/{PLACE}/unidad-de-datos", "org:classification") == ["institution-kind/unit"]
    assert of(f"institution/{PLACE}/red-de-ciudades-puerto", "org:classification") == []


@pytest.mark.parametrize("name", ["es.txt", "fr.txt", "en.html"])
def test_a_proposal_leads_to_its_evidence(name: str) -> None:
    texts = {f"{BASE}finding/{PLACE}-2024/{bullet.key}": bullet.text for bullet in page(name).bullets}
    proposals = [value_of(quad.subject) for quad in quads(name) if is_proposal(quad)]
    assert len(proposals) == sum(len(reading.mentions) for _, reading in draft(name).readings) > 5
    for iri in proposals:
        path = iri.removeprefix(BASE)
        (finding,), (evidence,) = of(path, "igm:aboutFinding", name), of(path, "igm:evidence", name)
        (start,), (end,) = of(path, "igm:evidenceStart", name), of(path, "igm:evidenceEnd", name)
        assert texts[BASE + finding][int(start) : int(end)] == evidence[:-3]
        (sure,), (thing,) = of(path, "igm:confidence", name), of(path, "igm:proposes", name)
        assert 0 < float(sure) <= 1
        assert thing in of(finding, "igm:involvesInstitution", name) + of(finding, "igm:citesInstrument", name)


def is_proposal(quad: Quad) -> bool:
    return compact(value_of(quad.predicate)) == "rdf:type" and compact(value_of(quad.object)) == "igm:Proposal"


def test_a_year_is_stated_when_there_is_one() -> None:
    assert of(f"finding/{PLACE}-2024/migrants-rights/w1", "igm:year") == ["2018"]
    # A potential area that cites a dated plan has no year of its own.
    assert of(f"finding/{PLACE}-2024/whole-of-government/g1", "igm:year") == []
    assert of(f"finding/{PLACE}-2024/mobility-in-crises/w1", "igm:year") == []
    assert draft().unsettled == {"mobility-in-crises/w1": [2016, 2022]}


def test_a_year_after_the_edition_is_left_to_a_person() -> None:
    first = replace(page("es.txt").bullets[0], text="Sigue el Plan de Agua (2031).")
    found = draft_profile(Page("es", [first]), known(), known().place(PLACE), 2024, "Local")
    assert found.unsettled == {first.key: [2031]}
    assert found.proposed[0].year is None
    assert "igm:year" not in found.statements.turtle()


def test_two_wordings_are_one_thing() -> None:
    first, second, *_ = page("es.txt").bullets
    texts = ("Rige el Plan de Agua.", "Rige el Plan para el Agua (2011).")
    bullets = [replace(bullet, text=text) for bullet, text in zip((first, second), texts, strict=True)]
    (new,) = draft_profile(Page("es", bullets), known(), known().place(PLACE), 2024, "Local").proposed
    assert new.names == ["Plan de Agua", "Plan para el Agua"]
    assert new.findings == [first.key, second.key]
    assert new.year == 2011


def test_one_thing_in_several_findings_is_proposed_once() -> None:
    (new,) = [each for each in draft().proposed if each.mention.label == "Municipalidad de Puerto Ejemplo"]
    assert len(new.findings) == 5


def test_the_report_names_what_is_left_to_decide() -> None:
    report = draft_report(draft(), "draft.ttl")
    assert "- findings: 15 (9 well developed, 6 to develop)" in report
    assert "mobility-in-crises/w1: is 2016 or 2022 its year" in report
    assert re.search(r"new institution .Red de Ciudades Puerto. \(partnerships/w2; .*its kind", report)
    assert re.search(r"new instrument .Manos Abiertas. .*a label in en and fr, its year", report)
    assert "Oficina de Acogida" not in report


def test_validation_names_what_a_person_must_add_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "draft.ttl"
    write_whole(path, draft().statements.turtle())
    broken = {compact(result.shape) for result in check([path]).results}
    assert broken == {
        "house:LabelEnglish",
        "house:LabelFrench",
        "house:LabelSpanish",
        "igmsh:FindingBeneficiary",
        "igmsh:FindingStatement",
        "igmsh:FindingSubDomain",
        "igmsh:InstitutionClassification",
        "igmsh:InstrumentYear",
        "igmsh:SourceDocumentOrigin",
        # A warning, about the one well-developed area that names none.
        "igmsh:WellDevelopedAreaInstitution",
    }


def complete(quads: tuple[Quad, ...]) -> list[str]:
    """What a person adds after reading the report, as Turtle."""
    added = ["<https://w3id.org/igm/id/source/igm-xx-puerto-ejemplo-2024> dct:issued '2024-10'^^xsd:gYearMonth ."]
    findings = {value_of(quad.subject) for quad in quads if compact(value_of(quad.predicate)) == "igm:ofProfile"}
    for finding in findings:
        domain = finding.split("/")[-2]
        added.append(f"<{finding}> igm:inSubDomain <{BASE}subdomain/{domain}/example> .")
        texts = "'x'@en , 'y'@es , 'z'@fr"
        added.append(f"<{finding}> rdfs:label {texts} ; igm:statement {texts} .")
    for new in draft().proposed:
        added.append(f"<{new.iri}> rdfs:label 'x'@en , 'x'@fr .")
        if "/institution/" in new.iri:
            added.append(f"<{new.iri}> org:classification <{BASE}institution-kind/network> .")
    return added


def test_validation_accepts_what_a_person_has_completed(tmp_path: Path) -> None:
    path = tmp_path / "draft.ttl"
    prefixes = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in ("dct", "igm", "org", "rdfs", "xsd"))
    path.write_text(draft().statements.turtle() + prefixes + "\n".join(complete(quads())), "utf-8")
    assert check([path]).violations == ()
