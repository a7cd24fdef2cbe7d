"""Statements as pages show them: one row a property, values by name, the visitor's language first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.engine.values import Term
from igmgraph.languages import choose
from igmgraph.namespaces import IGM, PREFIXES, RDF, SKOS, compact
from igmgraph.web.facts.dates import format_day
from igmgraph.web.facts.names import Names, Text, sort_key
from igmgraph.web.facts.numbers import format_whole
from igmgraph.web.http.links import href

__all__ = ["DEFINITION", "STATEMENT", "Presenter", "Row", "Value"]

_TYPE = f"{RDF}type"
_DATES = {f"{PREFIXES['xsd']}{name}" for name in ("date", "gYearMonth")}
#: Coordinates and other decimal numbers are shown as programs take them.
_WHOLE = {f"{PREFIXES['xsd']}{name}" for name in ("integer", "nonNegativeInteger", "positiveInteger")}
DEFINITION = NamedNode(f"{SKOS}definition")
#: Property that holds the sentence of a finding.
STATEMENT = NamedNode(f"{IGM}statement")
#: Properties whose values nobody can read without their definition.
_EXPLAINED = {
    f"{IGM}{name}"
    for name in (
        *("domainAssignment", "kindAssignment", "lacks", "mappingStatus", "notationStatus", "sourcingStatus"),
        "subDomainAssignment",
    )
}


@dataclass(frozen=True, slots=True)
class Value:
    """One value: what it is called, where its link leads (None: nowhere), and the IRI or datatype behind it.

    `note` explains a value that a name alone does not.
    """

    text: Text
    link: str | None = None
    hint: str = ""
    inferred: bool = False
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A property and its values."""

    property: Value
    values: list[Value]


class Presenter:
    """Turns terms and statements into rows, in one language."""

    def __init__(self, names: Names, language: str, base: str) -> None:
        """`base` is the IRI below which instances are this service's own."""
        self.names = names
        self._language = language
        self._base = base
        # A page names the same things many times.
        self._named: dict[tuple[str, bool], Value] = {}

    def value(self, term: Term, *, inferred: bool = False) -> Value:
        """Present one term."""
        if isinstance(term, NamedNode):
            return self._name(term.value, inferred=inferred)
        if isinstance(term, Literal):
            return Value(self._text(term), None, _datatype(term), inferred)
        return Value(Text(str(term)), inferred=inferred)

    def _name(self, iri: str, *, inferred: bool) -> Value:
        key = iri, inferred
        if key not in self._named:
            self._named[key] = Value(self.names.label(iri), href(iri, self._base), iri, inferred)
        return self._named[key]

    def rows(self, quads: Iterable[Quad], shown: Iterable[str] = ()) -> list[Row]:
        """Group the statements about a thing by property, without the properties in `shown` (they are elsewhere)."""
        left = [quad for quad in quads if quad.predicate.value not in set(shown)]
        return [
            Row(self.value(NamedNode(predicate)), self._explain(predicate, [(quad.object, quad) for quad in group]))
            for predicate, group in self._by_property(left)
        ]

    def mentions(self, quads: Iterable[Quad]) -> list[Row]:
        """Group statements about other things by property; the values are their subjects."""
        return [
            Row(self.value(NamedNode(predicate)), self._values([(quad.subject, quad) for quad in group]))
            for predicate, group in self._by_property(quads)
        ]

    def _explain(self, predicate: str, found: list[tuple[Term, Quad]]) -> list[Value]:
        """Values of a property, with their definitions where they need them."""
        values = self._values(found)
        if predicate not in _EXPLAINED:
            return values
        # The hint of a value that is an IRI is that IRI.
        return [replace(value, note=self.names.text(value.hint, DEFINITION.value)) for value in values]

    def _by_property(self, quads: Iterable[Quad]) -> list[tuple[str, list[Quad]]]:
        ordered = sorted(quads, key=lambda quad: quad.predicate.value)
        groups = [(iri, list(group)) for iri, group in groupby(ordered, key=lambda quad: quad.predicate.value)]
        return sorted(groups, key=self._rank)

    def _rank(self, group: tuple[str, list[Quad]]) -> tuple[bool, bool, list[str]]:
        """Our own properties first, types last, by name in between."""
        iri = group[0]
        return iri == _TYPE, not iri.startswith(IGM), sort_key(self.names.label(iri).text)

    def _values(self, found: list[tuple[Term, Quad]]) -> list[Value]:
        """Each value once, stated if any graph states it; of texts in several languages those of one."""
        stated: dict[Term, bool] = {}
        for term, quad in found:
            stated[term] = stated.get(term, False) or not self.names.is_inferred(quad)
        tags = {term.language: term.value for term in stated if isinstance(term, Literal) and term.language}
        kept = choose(tags, self._language)
        values = [
            self.value(term, inferred=not is_stated)
            for term, is_stated in stated.items()
            if kept is None or not isinstance(term, Literal) or term.language in {None, kept[1]}
        ]
        return sorted(values, key=lambda value: (sort_key(value.text.text), value.hint))

    def _text(self, literal: Literal) -> Text:
        if literal.datatype.value in _DATES and (day := format_day(literal.value, self._language)):
            return Text(day, self._language)
        if literal.datatype.value in _WHOLE:
            return Text(format_whole(literal.value, self._language))
        return Text(literal.value, literal.language or "")


def _datatype(literal: Literal) -> str:
    """Short form of a datatype that says more than that the value is text."""
    short = compact(literal.datatype.value)
    return "" if short in {"xsd:string", "rdf:langString"} else short
