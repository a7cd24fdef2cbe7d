"""Synthetic profiles in the shape of the real ones, about 1,400 statements each; the same number gives the same bytes.

A profile depends on its number alone, so that 200 profiles are the first 200 of 20,000.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from bench.lines import Lines
from bench.vocabulary import INSTITUTIONS, INSTRUMENTS, TOWNS, Labels, Terms
from igmgraph.languages import LANGUAGES
from igmgraph.namespaces import BASE, FOAF, IGM, PREFIXES

__all__ = ["profile", "shared"]

_DCT, _PROV, _ORG, _SKOS = (PREFIXES[prefix] for prefix in ("dct", "prov", "org", "skos"))
#: Findings, institutions and instruments of a profile: as many as make 1,400 statements.
_STRENGTHS, _GAPS, _INSTITUTIONS, _INSTRUMENTS = 21, 15, 20, 21
#: Ministries of each country, which its profiles share.
_MINISTRIES = 3
_EDITIONS = range(2016, 2026)
_SHARED_GRAPH = "bench/ministries"
_ORIGIN = f"{BASE}id/source/bench"
_KINDS: Mapping[str, Labels] = {
    "w": {"en": "well-developed area", "es": "área bien desarrollada", "fr": "aspect bien développé"},
    "g": {"en": "area with potential", "es": "área con potencial", "fr": "aspect à développer"},
}


def shared(terms: Terms) -> Iterator[str]:
    """Lines of what all profiles share: their origin, and the ministries of each country."""
    lines = Lines(_SHARED_GRAPH)
    lines.thing(_ORIGIN, "SourceDocument", _ORIGIN, _same("Generated profiles"))
    lines.link(_ORIGIN, f"{FOAF}page", f"{BASE}bench")
    for country in terms.countries:
        for number in range(_MINISTRIES):
            ministry = _ministry(terms, country, number)
            names = {
                "en": f"Ministry {number} of {terms.label(country, 'en')}",
                "es": f"Ministerio {number} de {terms.label(country, 'es')}",
                "fr": f"Ministère {number} ({terms.label(country, 'fr')})",
            }
            lines.thing(ministry, "Institution", _ORIGIN, names)
            lines.link(ministry, f"{_DCT}spatial", country)
            lines.link(ministry, f"{_ORG}classification", f"{BASE}id/institution-kind/ministry")
    return iter(lines)


def profile(terms: Terms, number: int) -> Iterator[str]:
    """Lines of one profile: place, source, findings with their passages, institutions and instruments."""
    return iter(_Profile(terms, number).lines)


def _ministry(terms: Terms, country: str, number: int) -> str:
    return f"{BASE}id/institution/{terms.slug(country)}/bench-ministry-{number}"


def _same(text: str) -> Labels:
    return dict.fromkeys(LANGUAGES, text)


@dataclass(frozen=True, slots=True)
class _Kept:
    """IRI and name of something that findings mention."""

    iri: str
    names: Labels


class _Profile:
    """One profile; making it fills `lines`."""

    def __init__(self, terms: Terms, number: int) -> None:
        self._terms, self._random = terms, Random(f"profile {number}")
        self._country = self._random.choice(terms.countries)
        self._town = f"{self._random.choice(TOWNS)}{self._random.choice(TOWNS).lower()} {number}"
        self._year = self._random.choice(_EDITIONS)
        place = f"{terms.slug(self._country)}-bench-{number}"
        self._name = f"{place}-{self._year}"
        self._place, self._iri = f"{BASE}id/place/{place}", f"{BASE}id/profile/{self._name}"
        self._source = f"{BASE}id/source/bench-{self._name}"
        self.lines = Lines(f"profile/{self._name}")
        self._head()
        self._institutions = self._make_institutions(place)
        self._instruments = self._make_instruments(place)
        counts: dict[str, int] = {}
        for kind, total in (("w", _STRENGTHS), ("g", _GAPS)):
            for _ in range(total):
                sub_domain = self._random.choice(list(terms.sub_domains))
                key = kind + terms.sub_domains[sub_domain]
                counts[key] = counts.get(key, 0) + 1
                self._finding(kind, sub_domain, counts[key])

    def _head(self) -> None:
        lines, titled = self.lines, f"{self._town}, {self._year}"
        lines.thing(self._place, "LocalAuthorityArea", self._source, _same(self._town))
        lines.igm(self._place, partOf=self._country, authorityKind=f"{BASE}id/authority-kind/municipality")
        lines.link(self._place, f"{_SKOS}closeMatch", f"https://example.org/places/{self._terms.slug(self._place)}")
        lines.thing(self._source, "SourceDocument", self._source, _same(f"{titled} (generated)"))
        lines.link(self._source, f"{FOAF}page", f"https://example.org/profiles/{self._name}")
        lines.value(self._source, f"{_DCT}issued", self._year, "gYear")
        lines.thing(self._iri, "Profile", self._source, _same(titled), self._source)
        lines.igm(self._iri, assesses=self._place, level=f"{IGM}Local", lacks=f"{BASE}id/absence/answer-values")
        lines.value(self._iri, f"{IGM}edition", self._year, "gYear")
        lines.texts(self._iri, f"{_DCT}description", _same(f"{titled}."))

    def _make_institutions(self, place: str) -> Sequence[_Kept]:
        parent = f"{BASE}id/institution/{place}/municipality"
        names = {
            "en": f"Municipality of {self._town}",
            "es": f"Municipalidad de {self._town}",
            "fr": f"Municipalité de {self._town}",
        }
        self._institution(_Kept(parent, names), "municipality")
        made = [_Kept(parent, names)]
        for number in range(1, _INSTITUTIONS):
            kind, called = self._random.choice(list(INSTITUTIONS.items()))
            subject = self._random.choice(list(self._terms.sub_domains))
            unit = _Kept(f"{BASE}id/institution/{place}/{kind}-{number}", self._named(called, subject))
            self._institution(unit, kind)
            self.lines.link(unit.iri, f"{_ORG}unitOf", parent)
            made.append(unit)
        return made

    def _institution(self, made: _Kept, kind: str) -> None:
        self.lines.thing(made.iri, "Institution", self._source, made.names, self._source)
        self.lines.link(made.iri, f"{_DCT}spatial", self._place)
        self.lines.link(made.iri, f"{_ORG}classification", f"{BASE}id/institution-kind/{kind}")

    def _make_instruments(self, place: str) -> Sequence[_Kept]:
        made = []
        for number in range(_INSTRUMENTS):
            class_, called = self._random.choice(list(INSTRUMENTS.items()))
            subject = self._random.choice(list(self._terms.sub_domains))
            iri = f"{BASE}id/instrument/{place}/{class_.lower()}-{number}"
            instrument = _Kept(iri, self._named(called, subject))
            self.lines.thing(iri, class_, self._source, instrument.names, self._source)
            self.lines.link(iri, f"{_DCT}spatial", self._place)
            self.lines.igm(iri, beneficiary=self._random.choice(self._terms.groups))
            self.lines.value(iri, f"{IGM}year", self._before(), "gYear")
            made.append(instrument)
        return made

    def _finding(self, kind: str, sub_domain: str, order: int) -> None:
        domain = self._terms.sub_domains[sub_domain]
        path = f"{self._terms.slug(domain)}/{kind}{order}"
        iri, passage = f"{BASE}id/finding/{self._name}/{path}", f"{self._source}/{path}"
        self._passage(passage, domain, kind, order)
        labels = {code: self._terms.label(sub_domain, code) for code in LANGUAGES}
        class_ = "WellDevelopedArea" if kind == "w" else "AreaForDevelopment"
        self.lines.thing(iri, class_, self._source, labels, passage)
        self.lines.igm(
            iri,
            ofProfile=self._iri,
            inDomain=domain,
            inSubDomain=sub_domain,
            domainAssignment=f"{IGM}AssignedBySource",
            kindAssignment=f"{IGM}AssignedBySource",
        )
        self.lines.value(iri, f"{IGM}order", order, "integer")
        for group in sorted(self._random.sample(self._terms.groups, 2)):
            self.lines.igm(iri, beneficiary=group)
        if self._terms.indicators[sub_domain]:
            self.lines.igm(iri, addressesIndicator=self._random.choice(self._terms.indicators[sub_domain]))
        if kind == "g":
            self.lines.texts(iri, f"{IGM}statement", self._wish(sub_domain))
            return
        self._deed(iri, sub_domain)

    def _passage(self, iri: str, domain: str, kind: str, order: int) -> None:
        labels = {
            code: f"{self._town}: {self._terms.label(domain, code)}, {_KINDS[kind][code]} {order}" for code in LANGUAGES
        }
        self.lines.thing(iri, "Passage", self._source, labels)
        self.lines.igm(iri, partOf=self._source)
        self.lines.value(iri, f"{IGM}bullet", order, "integer")
        self.lines.texts(iri, f"{IGM}section", {"en": self._terms.label(domain, "en")})

    def _deed(self, iri: str, sub_domain: str) -> None:
        leader, instrument = self._random.choice(self._institutions), self._random.choice(self._instruments)
        year = self._before()
        self.lines.igm(iri, ledBy=leader.iri, citesInstrument=instrument.iri)
        if self._random.random() < 0.25:
            ministry = _ministry(self._terms, self._country, self._random.randrange(_MINISTRIES))
            self.lines.igm(iri, partneredWith=ministry)
        self.lines.value(iri, f"{IGM}year", year, "gYear")
        texts = {
            "en": f"In {year} the {leader.names['en']} began {instrument.names['en']} in {self._town}",
            "es": f"En {year}, {leader.names['es']} inició {instrument.names['es']} en {self._town}",
            "fr": f"En {year}, {leader.names['fr']} a lancé {instrument.names['fr']} à {self._town}",
        }
        about = {code: f"{text} ({self._terms.label(sub_domain, code)})." for code, text in texts.items()}
        self.lines.texts(iri, f"{IGM}statement", about)

    def _wish(self, sub_domain: str) -> Labels:
        label = {code: self._terms.label(sub_domain, code) for code in LANGUAGES}
        return {
            "en": f"{self._town} could do more: {label['en']}.",
            "es": f"{self._town} podría hacer más: {label['es']}.",
            "fr": f"{self._town} pourrait faire davantage : {label['fr']}.",
        }

    def _named(self, called: Labels, subject: str) -> Labels:
        return {code: f"{called[code]}: {self._terms.label(subject, code)}" for code in LANGUAGES}

    def _before(self) -> int:
        return self._year - self._random.randrange(8)
