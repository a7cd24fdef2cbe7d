"""The terms of the ontology, as its page documents them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode, Quad

from igmgraph.engine.values import Term as RdfTerm
from igmgraph.namespaces import IGM, PREFIXES, RDF, RDFS, SKOS
from igmgraph.web.facts.names import Text, sort_key
from igmgraph.web.facts.statements import Presenter, Row, Value
from igmgraph.web.http.translations import marked

__all__ = ["SECTIONS", "Section", "Term", "collect_terms"]

_OWL = PREFIXES["owl"]
_TYPE = f"{RDF}type"
_DEFINITION = f"{SKOS}definition"
#: What the heading of a term, or its section, already says.
_SHOWN = (f"{RDFS}label", _DEFINITION, f"{RDFS}isDefinedBy")

#: Kind of term to the heading of its section.
SECTIONS = {
    f"{_OWL}Class": marked("Classes"),
    f"{_OWL}ObjectProperty": marked("Properties that lead to things"),
    f"{_OWL}DatatypeProperty": marked("Properties that hold values"),
    f"{_OWL}NamedIndividual": marked("Individuals"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A term; `anchor` is its local name, and the fragment at which the page documents it."""

    anchor: str
    iri: str
    label: Text
    definition: Text | None
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Section:
    """The terms of one kind, in alphabetical order of their names."""

    kind: str
    heading: str
    terms: list[Term]


def collect_terms(ontology: Sequence[Quad], alignment: Sequence[Quad], presenter: Presenter) -> list[Section]:
    """Document the terms that the ontology declares, with what it and its alignment say about them."""
    kinds = {
        kind: {quad.subject for quad in ontology if quad.predicate.value == _TYPE and _iri(quad.object) == kind}
        for kind in SECTIONS
    }
    about: dict[RdfTerm, list[Quad]] = {}
    for quad in [*ontology, *alignment]:
        about.setdefault(quad.subject, []).append(quad)
    return [
        Section(kind.removeprefix(_OWL), SECTIONS[kind], sorted(_terms(found, about, presenter), key=_by_label))
        for kind, found in kinds.items()
    ]


def _terms(found: Iterable[RdfTerm], about: dict[RdfTerm, list[Quad]], presenter: Presenter) -> Iterator[Term]:
    for term in found:
        if isinstance(term, NamedNode) and term.value.startswith(IGM):
            names = presenter.names
            quads = [quad for quad in about[term] if _iri(quad.object) not in SECTIONS]
            plain = [quad for quad in quads if not isinstance(quad.object, BlankNode)]
            lists = [quad for quad in quads if isinstance(quad.object, BlankNode)]
            yield Term(
                term.value.removeprefix(IGM),
                term.value,
                names.label(term.value),
                names.text(term.value, _DEFINITION),
                [*presenter.rows(plain, _SHOWN), *_chains(lists, about, presenter)],
            )


def _chains(lists: Iterable[Quad], about: dict[RdfTerm, list[Quad]], presenter: Presenter) -> Iterator[Row]:
    """One row for each property whose values are lists, each list in one line."""
    rows: dict[NamedNode, list[Value]] = {}
    for quad in lists:
        members = [presenter.value(member).text.text for member in _members(quad.object, about)]
        rows.setdefault(quad.predicate, []).append(Value(Text(" → ".join(members))))
    for property_, values in rows.items():
        yield Row(presenter.value(property_), sorted(values, key=lambda value: value.text.text))


def _members(node: RdfTerm, about: dict[RdfTerm, list[Quad]]) -> Iterator[RdfTerm]:
    """Members of an RDF list."""
    seen = set()
    while node in about and node not in seen:
        seen.add(node)
        parts = {quad.predicate.value: quad.object for quad in about[node]}
        if f"{RDF}first" in parts:
            yield parts[f"{RDF}first"]
        node = parts.get(f"{RDF}rest", node)


def _iri(term: object) -> str | None:
    return term.value if isinstance(term, NamedNode) else None


def _by_label(term: Term) -> list[str]:
    return sort_key(term.label.text)
