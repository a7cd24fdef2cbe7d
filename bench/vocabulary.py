"""What generated profiles speak of: terms of the shipped data, and words to make names from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.languages import LANGUAGES
from igmgraph.namespaces import BASE, IGM, RDF, RDFS

__all__ = ["INSTITUTIONS", "INSTRUMENTS", "TOWNS", "Labels", "Terms"]

#: Language to text.
Labels = Mapping[str, str]

#: Kind of institution, as the last part of its IRI, to what bodies of that kind are called.
INSTITUTIONS: Mapping[str, Labels] = {
    "office": {"en": "Office", "es": "Oficina", "fr": "Bureau"},
    "department": {"en": "Department", "es": "Departamento", "fr": "Département"},
    "directorate": {"en": "Directorate", "es": "Dirección", "fr": "Direction"},
    "council": {"en": "Council", "es": "Consejo", "fr": "Conseil"},
    "unit": {"en": "Unit", "es": "Unidad", "fr": "Unité"},
}
#: Class of instrument to what instruments of that class are called.
INSTRUMENTS: Mapping[str, Labels] = {
    "Policy": {"en": "Policy", "es": "Política", "fr": "Politique"},
    "Plan": {"en": "Plan", "es": "Plan", "fr": "Plan"},
    "Programme": {"en": "Programme", "es": "Programa", "fr": "Programme"},
    "Training": {"en": "Course", "es": "Curso", "fr": "Formation"},
    "Publication": {"en": "Guide", "es": "Guía", "fr": "Guide"},
    "Event": {"en": "Fair", "es": "Feria", "fr": "Foire"},
}
#: Words that names of towns are made of.
TOWNS = ("Alder", "Brook", "Cedar", "Dune", "Elm", "Fern", "Glen", "Heath", "Isle", "Juniper", "Knoll", "Linden")


@dataclass(frozen=True, slots=True)
class Terms:
    """IRIs of the shipped data by what they are, each list in alphabetical order.

    Attributes:
        sub_domains: sub-domain to its domain.
        indicators: sub-domain to its local indicators.
        groups: beneficiary groups.
        countries: countries.
        labels: IRI to its labels.
    """

    sub_domains: Mapping[str, str]
    indicators: Mapping[str, Sequence[str]]
    groups: Sequence[str]
    countries: Sequence[str]
    labels: Mapping[str, Labels]

    @classmethod
    def collect(cls, quads: Iterable[Quad]) -> Self:
        """Find the terms in the shipped data."""
        types: dict[str, list[str]] = {}
        links: dict[str, dict[str, str]] = {"inDomain": {}, "inSubDomain": {}}
        labels: dict[str, dict[str, str]] = {}
        for quad in quads:
            if not isinstance(quad.subject, NamedNode):
                continue
            subject, predicate, value = quad.subject.value, quad.predicate.value, quad.object
            if predicate == f"{RDFS}label" and isinstance(value, Literal) and value.language in LANGUAGES:
                labels.setdefault(subject, {})[value.language or ""] = value.value
            elif predicate == f"{RDF}type" and isinstance(value, NamedNode):
                types.setdefault(value.value.removeprefix(IGM), []).append(subject)
            elif predicate.removeprefix(IGM) in links and isinstance(value, NamedNode):
                links[predicate.removeprefix(IGM)][subject] = value.value
        sub_domains = {each: links["inDomain"][each] for each in sorted(types["SubDomain"])}
        indicators: dict[str, list[str]] = {each: [] for each in sub_domains}
        for indicator in sorted(types["LocalIndicator"]):
            indicators[links["inSubDomain"][indicator]].append(indicator)
        return cls(sub_domains, indicators, sorted(types["BeneficiaryGroup"]), sorted(types["Country"]), labels)

    def label(self, iri: str, language: str) -> str:
        """What the shipped data call a term."""
        return self.labels[iri][language]

    @staticmethod
    def slug(iri: str) -> str:
        """Path of an instance IRI below its kind.

        >>> Terms.slug("https://w3id.org/igm/id/place/cl")
        'cl'
        """
        return iri.removeprefix(f"{BASE}id/").partition("/")[2]
