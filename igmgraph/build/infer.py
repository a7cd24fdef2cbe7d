"""OWL 2 RL inference (owlrl): what follows from the data and the ontology and nobody has stated.

Literals take part as opaque values: the reasoner sees that two are the same, never rewrites one, and leaves the
check of datatypes to SHACL.
"""

import re
from collections.abc import Iterable

import pyoxigraph as ox
from owlrl import OWLRL_Semantics
from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from igmgraph.errors import ValidationFailed
from igmgraph.iris import graph_iri
from igmgraph.namespaces import BASE
from igmgraph.rdf.canonical import canonical_quads
from igmgraph.rdf.reading import INFERRED

__all__ = ["infer"]

_Statement = tuple[Node, Node, Node]
_STAND_IN = "urn:x-igm:literal:"
_BUILTIN = tuple(str(namespace) for namespace in (RDF, RDFS, OWL, XSD))
_SCHEMA = {RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range}
# The reasoner reads the numbers of these.
_CARDINALITY = {OWL.cardinality, OWL.maxCardinality, OWL.maxQualifiedCardinality}


def infer(quads: Iterable[ox.Quad], background: Iterable[ox.Quad] = (), base_iri: str = BASE) -> list[ox.Quad]:
    """Find the triples that follow from `quads` and `background` and are in neither, as quads of `graph/inferred`.

    Left out is what says nothing about the data: triples about terms of RDF, RDFS, OWL and XSD, reflexive ones
    with a predicate of theirs, triples with blank nodes, and those about resources that only `background` describes.

    Raises:
        ValidationFailed: the data contradict the ontology.
    """
    data = _Translation()
    subjects = {subject for subject, _, _ in data.add(quads)}
    context = {subject for subject, _, _ in data.add(background)} - subjects
    stated = set(data.graph)
    rules = _Rules(data.graph, axioms=False, daxioms=False)
    rules.closure()
    new = set(data.graph) - stated
    _refuse_contradictions(rules.error_messages, new, data)
    graph = ox.NamedNode(graph_iri(INFERRED, base_iri))
    kept = (triple for triple in new if _is_worth_keeping(triple) and triple[0] not in context)
    return canonical_quads(data.quad(triple, graph) for triple in kept)


class _Rules(OWLRL_Semantics):  # type: ignore[misc]
    """OWL 2 RL without what costs most of the time and yields nothing that is kept."""

    def rules(self, t: _Statement, cycle_num: int) -> None:
        _, predicate, value = t
        # Every rule starts from an axiom and looks for the facts by itself.
        if predicate in _SCHEMA or str(value if predicate == RDF.type else predicate).startswith(str(OWL)):
            super().rules(t, cycle_num)

    def store_triple(self, t: _Statement) -> None:
        # From `x owl:sameAs x` nothing follows.
        if t[1] != OWL.sameAs or t[0] != t[2]:
            super().store_triple(t)


class _Translation:
    """Triples as the reasoner reads them, and the way back: each literal is an IRI that stands for it."""

    def __init__(self) -> None:
        self.graph = Graph()
        self._stand_ins: dict[ox.Literal, URIRef] = {}
        self._literals: dict[URIRef, ox.Literal] = {}

    def add(self, quads: Iterable[ox.Quad]) -> list[_Statement]:
        """Add quads, whatever their graph; triple terms, which OWL knows nothing of, are passed over."""
        added: list[_Statement] = []
        for quad in quads:
            if isinstance(quad.object, ox.Triple) or isinstance(quad.subject, ox.Triple):
                continue
            predicate = URIRef(quad.predicate.value)
            as_number = predicate in _CARDINALITY and isinstance(quad.object, ox.Literal)
            value = Literal(quad.object.value, datatype=XSD.integer) if as_number else self._node(quad.object)
            added.append((self._node(quad.subject), predicate, value))
        for triple in added:
            self.graph.add(triple)
        return added

    def quad(self, triple: _Statement, graph: ox.NamedNode) -> ox.Quad:
        """Translate a triple of IRIs and stand-ins back."""
        subject, predicate, value = triple
        original = self._literals.get(URIRef(str(value))) or ox.NamedNode(str(value))
        return ox.Quad(ox.NamedNode(str(subject)), ox.NamedNode(str(predicate)), original, graph)

    def in_words(self, text: str) -> str:
        """Put literals back into a message of the reasoner."""
        return re.sub(rf"{_STAND_IN}\d+", lambda found: str(self._literals[URIRef(found[0])]), text)

    def _node(self, term: ox.NamedNode | ox.BlankNode | ox.Literal) -> Node:
        if isinstance(term, ox.NamedNode):
            return URIRef(term.value)
        if isinstance(term, ox.BlankNode):
            return BNode(term.value)
        if term not in self._stand_ins:
            stand_in = URIRef(f"{_STAND_IN}{len(self._stand_ins)}")
            self._stand_ins[term], self._literals[stand_in] = stand_in, term
        return self._stand_ins[term]


def _refuse_contradictions(messages: Iterable[str], new: Iterable[_Statement], data: _Translation) -> None:
    clashes = (
        f"{subject} and {value} are different values where the ontology allows one"
        for subject, predicate, value in new
        if predicate == OWL.sameAs and _is_stand_in(subject) and str(subject) < str(value)
    )
    found = sorted(data.in_words(message) for message in (*messages, *clashes))
    if found:
        raise ValidationFailed("\n".join(["the data contradict the ontology:", *found]))


def _is_worth_keeping(triple: _Statement) -> bool:
    subject, predicate, value = triple
    if not all(isinstance(term, URIRef) for term in triple) or _is_stand_in(subject):
        return False
    if str(subject).startswith(_BUILTIN) or str(value).startswith(_BUILTIN):
        return False
    return subject != value or not str(predicate).startswith(_BUILTIN)


def _is_stand_in(term: Node) -> bool:
    return str(term).startswith(_STAND_IN)
