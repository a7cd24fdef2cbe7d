"""A page and what it names to a draft profile: what is printed is stated, what a person must add is left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from igmgraph.ingest.headings import WELL
from igmgraph.ingest.known import INSTITUTION, INSTRUMENT, Known, Place, place_of
from igmgraph.ingest.layout import Bullet, Page
from igmgraph.ingest.marks import load_marks
from igmgraph.ingest.mentions import Mention, Reading, Recognizer, Year
from igmgraph.ingest.names import content, plain, slug
from igmgraph.languages import LANGUAGES
from igmgraph.rdf.statements import Statements, identifier

__all__ = ["Draft", "Proposed", "draft_profile"]

_CLASSES = {INSTITUTION: "igm:Institution", INSTRUMENT: "igm:Instrument"}
_BY_SOURCE = "igm:AssignedBySource"
_LINKS = {INSTITUTION: "igm:involvesInstitution", INSTRUMENT: "igm:citesInstrument"}
_PASSAGE_LABELS = {
    "en": ("Profile of {place}, {domain}: {kind} {order}", {"w": "well-developed area", "g": "area for development"}),
    "es": ("Perfil de {place}, {domain}: {kind} {order}", {"w": "área bien desarrollada", "g": "área con potencial"}),
    "fr": ("Profil de {place}, {domain} : {kind} {order}", {"w": "aspect bien développé", "g": "aspect à développer"}),
}
_SOURCE_LABELS = {
    "en": "Migration governance profile of {place}, {edition}",
    "es": "Perfil de gobernanza de la migración de {place}, {edition}",
    "fr": "Profil de gouvernance des migrations de {place}, {edition}",
}
_PROPOSAL_LABELS = {"en": "Proposed: {name}", "es": "Propuesta: {name}", "fr": "Proposition : {name}"}


@dataclass(slots=True)
class Proposed:
    """An institution or instrument that the graph does not know yet.

    Attributes:
        mention: where it was found first.
        iri: its IRI in the draft.
        names: its wordings, the first one first.
        findings: where it is named (`partnerships/w1`).
        year: of an instrument, when the page gives it one.
    """

    mention: Mention
    iri: str
    names: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft profile.

    Attributes:
        page: what was read.
        readings: what each finding names, in the order of the page.
        proposed: what is new, in the order of the page.
        unsettled: findings whose year is left open, for they name several.
        statements: the graph.
    """

    page: Page
    readings: Sequence[tuple[Bullet, Reading]]
    proposed: Sequence[Proposed]
    unsettled: Mapping[str, Sequence[int]]
    statements: Statements


def draft_profile(page: Page, known: Known, place: Place, edition: int, level: str) -> Draft:
    """Draft the profile of a place.

    Args:
        page: the published page.
        known: labels of the graph.
        place: the place that is assessed.
        edition: year of the profile.
        level: `Local` or `National`.
    """
    recognizer = Recognizer(page.language, known, place)
    readings = [(bullet, recognizer.read(bullet.text)) for bullet in page.bullets]
    writer = _Writer(page.language, known, place, edition)
    writer.profile(level)
    for bullet, reading in readings:
        writer.finding(bullet, reading)
    writer.describe_proposed()
    return Draft(page, readings, list(writer.proposed.values()), writer.unsettled, writer.statements)


class _Writer:
    """States one profile."""

    def __init__(self, language: str, known: Known, place: Place, edition: int) -> None:
        self._language, self._known, self._place, self._edition = language, known, place, edition
        self._name = f"{place.slug}-{edition}"
        self._source = identifier("source", f"igm-{self._name}")
        self._small_words = {plain(word) for word in load_marks(language).connectors}
        self.statements = Statements()
        self.proposed: dict[tuple[str, str, str], Proposed] = {}
        self.unsettled: dict[str, Sequence[int]] = {}

    def profile(self, level: str) -> None:
        """The profile and its source document."""
        state, profile = self.statements, identifier("profile", self._name)
        place = {language: self._place.label(language) for language in LANGUAGES}
        state.type(profile, "igm:Profile")
        state.link(profile, "igm:assesses", identifier("place", self._place.slug))
        state.link(profile, "dct:spatial", identifier("place", self._place.slug))
        state.value(profile, "igm:edition", self._edition, "gYear")
        state.link(profile, "igm:level", f"igm:{level}")
        state.link(profile, "dct:source", self._source)
        state.label(profile, {language: f"{place[language]}, {self._edition}" for language in LANGUAGES})
        state.type(self._source, "igm:SourceDocument")
        state.link(self._source, "dct:source", self._source)
        state.value(self._source, "dct:language", self._language, "string")
        state.label(
            self._source,
            {each: _SOURCE_LABELS[each].format(place=place[each], edition=self._edition) for each in LANGUAGES},
        )

    def finding(self, bullet: Bullet, reading: Reading) -> None:
        """A finding, its passage, what it names and the proposals that say why."""
        state, finding = self.statements, identifier("finding", self._name, bullet.key)
        passage = self._passage(bullet)
        state.type(finding, "igm:WellDevelopedArea" if bullet.kind == WELL else "igm:AreaForDevelopment")
        state.link(finding, "igm:ofProfile", identifier("profile", self._name))
        state.link(finding, "igm:inDomain", identifier("domain", bullet.domain))
        state.value(finding, "igm:order", bullet.order, "integer")
        state.link(finding, "dct:source", self._source)
        state.link(finding, "prov:wasDerivedFrom", passage)
        state.link(finding, "igm:domainAssignment", _BY_SOURCE)
        state.link(finding, "igm:kindAssignment", _BY_SOURCE)
        state.text(finding, "igm:sourceText", bullet.text, self._language)
        for number, mention in enumerate(reading.mentions, start=1):
            thing = mention.iri or self._propose(mention, bullet, reading.years)
            state.link(finding, _LINKS[mention.kind], thing)
            self._proposal(f"{bullet.key}/{number}", mention, finding, thing, bullet.text)
        self._year(finding, bullet, reading.years)

    def describe_proposed(self) -> None:
        """What is new, as far as the page tells."""
        for new in self.proposed.values():
            self._describe(new)

    def _passage(self, bullet: Bullet) -> str:
        state, passage = self.statements, f"{self._source}/{bullet.key}"
        state.type(passage, "igm:Passage")
        state.link(passage, "igm:partOf", self._source)
        state.link(passage, "dct:source", self._source)
        state.text(passage, "igm:section", bullet.section, self._language)
        state.value(passage, "igm:bullet", bullet.order, "integer")
        state.text(passage, "igm:sourceText", bullet.text, self._language)
        state.label(passage, dict(self._passage_labels(bullet)))
        return passage

    def _passage_labels(self, bullet: Bullet) -> Iterator[tuple[str, str]]:
        domains = self._known.domains.get(bullet.domain, {})
        for language, (form, kinds) in _PASSAGE_LABELS.items():
            domain = domains.get(language, bullet.domain)
            yield (
                language,
                form.format(
                    place=self._place.label(language),
                    domain=domain[0].lower() + domain[1:],
                    kind=kinds[bullet.kind],
                    order=bullet.order,
                ),
            )

    def _propose(self, mention: Mention, bullet: Bullet, years: Sequence[Year]) -> str:
        key = (mention.kind, mention.place, content(mention.label, self._small_words))
        last = slug(mention.label) or bullet.key.replace("/", "-")
        new = self.proposed.setdefault(key, Proposed(mention, identifier(mention.kind, mention.place, last)))
        if mention.label not in new.names:
            new.names.append(mention.label)
        if bullet.key not in new.findings:
            new.findings.append(bullet.key)
        new.year = next((each.year for each in years if each.of == mention and each.year <= self._edition), new.year)
        return new.iri

    def _proposal(self, path: str, mention: Mention, finding: str, thing: str, text: str) -> None:
        state, proposal = self.statements, identifier("proposal", self._name, path)
        state.type(proposal, "igm:Proposal")
        state.link(proposal, "igm:proposes", thing)
        state.link(proposal, "igm:aboutFinding", finding)
        state.value(proposal, "igm:confidence", mention.confidence, "decimal")
        state.text(proposal, "igm:evidence", text[mention.start : mention.end], self._language)
        state.value(proposal, "igm:evidenceStart", mention.start, "integer")
        state.value(proposal, "igm:evidenceEnd", mention.end, "integer")
        state.link(proposal, "dct:source", self._source)
        state.label(proposal, {each: form.format(name=mention.label) for each, form in _PROPOSAL_LABELS.items()})

    def _year(self, finding: str, bullet: Bullet, years: Sequence[Year]) -> None:
        """The one year of a finding; a year that dates what a well-developed area cites dates the area too.

        What is yet to come has no year here: `igm:year` tells when a thing began.
        """
        found = sorted({year.year for year in years if year.of is None or bullet.kind == WELL})
        if len(found) == 1 and found[0] <= self._edition:
            self.statements.value(finding, "igm:year", found[0], "gYear")
        elif found:
            self.unsettled[bullet.key] = found

    def _describe(self, new: Proposed) -> None:
        state, mention = self.statements, new.mention
        is_known_class = mention.kind == INSTRUMENT and mention.type
        state.type(new.iri, f"igm:{mention.type}" if is_known_class else _CLASSES[mention.kind])
        state.label(new.iri, {self._language: new.names[0]})
        for name in new.names[1:]:
            state.text(new.iri, "skos:altLabel", name, self._language)
        state.link(new.iri, "dct:spatial", identifier("place", place_of(new.iri)))
        state.link(new.iri, "dct:source", self._source)
        for finding in new.findings:
            state.link(new.iri, "prov:wasDerivedFrom", f"{self._source}/{finding}")
        kind = identifier("institution-kind", mention.type) if mention.kind == INSTITUTION and mention.type else ""
        if kind in self._known.types:
            state.link(new.iri, "org:classification", kind)
        if new.year:
            state.value(new.iri, "igm:year", new.year, "gYear")
