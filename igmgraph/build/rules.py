"""The OWL 2 RL rules that an ontology calls for, compiled: what each property and class of it leads to.

Only what a thing's own statements, and those of the things they lead to, make follow: so that a thing can be reasoned
about without looking at everything else. An ontology that asks for more is refused.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from igmgraph.errors import IgmError
from igmgraph.namespaces import PREFIXES, RDF, RDFS, compact
from igmgraph.rdf.nquads import terms_of

__all__ = ["Chain", "Rules", "Uncompiled", "compile_rules", "iri", "is_axiom"]

_OWL = PREFIXES["owl"]


def iri(text: str) -> bytes:
    """An IRI as N-Quads write it."""
    return f"<{text}>".encode()


_TYPE, _FIRST, _REST, _NIL = (iri(f"{RDF}{name}") for name in ("type", "first", "rest", "nil"))
_SUBCLASS, _SUBPROPERTY = iri(f"{RDFS}subClassOf"), iri(f"{RDFS}subPropertyOf")
_DOMAIN, _RANGE = iri(f"{RDFS}domain"), iri(f"{RDFS}range")
_INVERSE, _CHAIN, _DISJOINT = (iri(f"{_OWL}{name}") for name in ("inverseOf", "propertyChainAxiom", "disjointWith"))
_SAME_CLASS, _SAME_PROPERTY = iri(f"{_OWL}equivalentClass"), iri(f"{_OWL}equivalentProperty")
_TRANSITIVE, _SYMMETRIC, _FUNCTIONAL = (
    iri(f"{_OWL}{name}Property") for name in ("Transitive", "Symmetric", "Functional")
)
#: Of OWL, what says nothing that anything follows from.
_SILENT = {
    iri(f"{_OWL}{name}")
    for name in (
        *("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "Ontology", "NamedIndividual", "Thing"),
        *("versionInfo", "versionIRI", "priorVersion", "imports", "deprecated"),
        *(
            "Axiom",
            "Annotation",
            "annotatedSource",
            "annotatedProperty",
            "annotatedTarget",
        ),
        *("backwardCompatibleWith", "incompatibleWith"),
    )
}
_KNOWN = {_INVERSE, _CHAIN, _DISJOINT, _SAME_CLASS, _SAME_PROPERTY, _TRANSITIVE, _SYMMETRIC, _FUNCTIONAL, *_SILENT}
_OF_CLASSES = {_SUBCLASS, _SAME_CLASS, _DISJOINT}
_OF_PROPERTIES = {_SUBPROPERTY, _SAME_PROPERTY, _INVERSE, _CHAIN, _DOMAIN, _RANGE, _FIRST}
_RESERVED = {_TYPE, _SUBCLASS, _SUBPROPERTY, _DOMAIN, _RANGE}
_THING = iri(f"{_OWL}Thing")
_SCHEMA = {_SUBCLASS, _SUBPROPERTY, _DOMAIN, _RANGE, _FIRST, _REST}
_BUILTIN = tuple(f"<{namespace}".encode() for namespace in (RDF, RDFS, _OWL))
_OWL_BEGIN = f"<{_OWL}".encode()

#: Links that follow one another, of which the first is known already, and what they make of the two ends.
Chain = tuple[tuple[bytes, ...], bytes]


class Uncompiled(IgmError):
    """What the compiled rules do not know."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What follows from one statement; terms as N-Quads write them.

    Attributes:
        implies: property to those that hold as well.
        turned: property to those that hold the other way round.
        chains: property to the chains that begin with it.
        links: properties that chains are made of.
        subject_types, object_types: property to classes of its subject, and of its object.
        above: class to the classes above it.
        functional: properties that have one value.
        disjoint: pairs of classes without a common member.
    """

    implies: Mapping[bytes, frozenset[bytes]]
    turned: Mapping[bytes, frozenset[bytes]]
    chains: Mapping[bytes, tuple[Chain, ...]]
    links: frozenset[bytes]
    subject_types: Mapping[bytes, frozenset[bytes]]
    object_types: Mapping[bytes, frozenset[bytes]]
    above: Mapping[bytes, frozenset[bytes]]
    functional: frozenset[bytes]
    disjoint: frozenset[tuple[bytes, bytes]]


def is_axiom(line: bytes) -> bool:
    """Whether a line is an axiom, or a part of one."""
    _, predicate, value, _ = terms_of(line)
    name = value if predicate == _TYPE else predicate
    return predicate in _SCHEMA or (name.startswith(_OWL_BEGIN) and name not in _SILENT)


def compile_rules(axioms: Iterable[bytes]) -> Rules:
    """Compile the lines of an ontology for which `is_axiom` holds.

    Raises:
        Uncompiled: an axiom asks for more than the compiled rules do.
    """
    stated: defaultdict[bytes, set[tuple[bytes, bytes]]] = defaultdict(set)
    for line in axioms:
        subject, predicate, value, _ = terms_of(line)
        _check_known(subject, predicate, value)
        stated[value if predicate == _TYPE else predicate].add((subject, value))
    return _Compiler(stated).rules()


def _check_known(subject: bytes, predicate: bytes, value: bytes) -> None:
    name = value if predicate == _TYPE else predicate
    understood = not name.startswith(_OWL_BEGIN) or name in _KNOWN
    # An anonymous class, or a rule about the terms that rules are made of.
    if predicate in _OF_CLASSES:
        understood &= not (value.startswith((b"_:", _OWL_BEGIN)) or subject.startswith(b"_:")) or value == _THING
    if predicate in _OF_PROPERTIES:
        understood &= {subject, value}.isdisjoint(_RESERVED) and not value.startswith(_OWL_BEGIN)
    if not understood:
        raise Uncompiled(f"{_shown(subject)} {_shown(predicate)} {_shown(value)}: not among the compiled rules")


def _shown(term: bytes) -> str:
    return compact(term.strip(b"<>").decode())


class _Compiler:
    def __init__(self, axioms: Mapping[bytes, set[tuple[bytes, bytes]]]) -> None:
        self._axioms = axioms

    def rules(self) -> Rules:
        above = _closed(self._pairs(_SUBCLASS) | _both(self._pairs(_SAME_CLASS)))
        implies, turned = self._properties()
        chains = self._chains()
        links = frozenset(link for first, found in chains.items() for rest, _ in found for link in (first, *rest))
        backwards = links & frozenset().union(*turned.values()) if turned else frozenset()
        if backwards:
            raise Uncompiled(f"{_shown(min(backwards))}: a chain over an inverse is not among the compiled rules")
        return Rules(
            implies,
            turned,
            chains,
            links,
            self._types(_DOMAIN, above),
            self._types(_RANGE, above),
            above,
            frozenset(subject for subject, _ in self._pairs(_FUNCTIONAL)),
            frozenset(self._pairs(_DISJOINT)),
        )

    def _pairs(self, axiom: bytes) -> set[tuple[bytes, bytes]]:
        return self._axioms.get(axiom, set())

    def _properties(self) -> tuple[dict[bytes, frozenset[bytes]], dict[bytes, frozenset[bytes]]]:
        """What a property implies, straight and turned, through any number of steps."""
        steps: defaultdict[bytes, set[tuple[bytes, bool]]] = defaultdict(set)
        for below, over in self._pairs(_SUBPROPERTY) | _both(self._pairs(_SAME_PROPERTY)):
            steps[below].add((over, False))
        for one, other in _both(self._pairs(_INVERSE)) | {(each, each) for each, _ in self._pairs(_SYMMETRIC)}:
            steps[one].add((other, True))
        straight, turned = {}, {}
        for term in list(steps):
            reached: set[tuple[bytes, bool]] = set()
            waiting = [(term, False)]
            while waiting:
                at, way = waiting.pop()
                new = {(over, way ^ turn) for over, turn in steps.get(at, ())} - reached
                reached |= new
                waiting += new
            straight[term] = frozenset(over for over, turn in reached if not turn and over != term)
            turned[term] = frozenset(over for over, turn in reached if turn)
        return _filled(straight), _filled(turned)

    def _chains(self) -> dict[bytes, tuple[Chain, ...]]:
        found: defaultdict[bytes, list[Chain]] = defaultdict(list)
        for each, _ in sorted(self._pairs(_TRANSITIVE)):
            found[each].append(((each,), each))
        firsts, rests = dict(self._pairs(_FIRST)), dict(self._pairs(_REST))
        for made, start in sorted(self._pairs(_CHAIN)):
            links, node = [], start
            while node != _NIL and node in firsts and node in rests:
                links.append(firsts[node])
                node = rests[node]
            if node != _NIL or not links:
                raise Uncompiled(f"{_shown(made)}: its owl:propertyChainAxiom is no list of properties")
            found[links[0]].append((tuple(links[1:]), made))
        return {first: tuple(chains) for first, chains in found.items()}

    def _types(self, axiom: bytes, above: Mapping[bytes, frozenset[bytes]]) -> dict[bytes, frozenset[bytes]]:
        found: defaultdict[bytes, set[bytes]] = defaultdict(set)
        for term, class_ in self._pairs(axiom):
            found[term] |= {class_, *above.get(class_, ())}
        return {term: frozenset(classes) for term, classes in found.items()}


def _both(pairs: set[tuple[bytes, bytes]]) -> set[tuple[bytes, bytes]]:
    return pairs | {(other, one) for one, other in pairs}


def _closed(pairs: set[tuple[bytes, bytes]]) -> dict[bytes, frozenset[bytes]]:
    direct: defaultdict[bytes, set[bytes]] = defaultdict(set)
    for below, over in pairs:
        direct[below].add(over)
    return _filled({each: frozenset(_reach(each, lambda at: direct.get(at, set()))) for each in direct})


def _reach(start: bytes, onwards: Callable[[bytes], set[bytes]]) -> set[bytes]:
    reached: set[bytes] = set()
    waiting = [start]
    while waiting:
        new = onwards(waiting.pop()) - reached
        reached |= new
        waiting += new
    return reached - {start}


def _filled(found: Mapping[bytes, frozenset[bytes]]) -> dict[bytes, frozenset[bytes]]:
    return {term: reached for term, reached in found.items() if reached}
