"""SHACL shapes compiled to SPARQL: for each shape a query that finds what breaks it, and patterns that tell why.

They are made from the definition that the SHACL recommendation gives of each constraint (section 4). pySHACL
(`igmgraph.build.validate`) is the reference that this is held against. A shape that uses anything else is refused.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, count

from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from igmgraph.build.lexical_forms import LEXICAL
from igmgraph.errors import IgmError
from igmgraph.namespaces import PREFIXES, compact

__all__ = ["Check", "compile_shapes"]

_ASSERTED_IN = URIRef(f"{PREFIXES['house']}assertedIn")
_NOT_CONSTRAINTS = {
    *(SH[name] for name in ("path", "property", "target", "targetClass", "targetSubjectsOf", "message", "severity")),
    *(SH[name] for name in ("qualifiedValueShape",)),
}


@dataclass(frozen=True, slots=True)
class Check:
    """A shape with a target.

    Attributes:
        breaking: SELECT of each `?this` that the shape is about and that does not conform to it.
        reasons: shape that is broken, which may be a part of this one, to patterns that such a `?this` matches, and
            `?value` where a value is wrong.
    """

    breaking: str
    reasons: Sequence[tuple[URIRef, str]]


def compile_shapes(rules: Graph, below: Mapping[str, Iterable[str]], severity: URIRef) -> list[Check]:
    """Compile the shapes of a severity; `below` gives a class with those below it.

    Raises:
        IgmError: a shape uses what is not compiled.
    """
    return list(_Compiler(rules, below, severity).checks())


class _Compiler:
    def __init__(self, rules: Graph, below: Mapping[str, Iterable[str]], severity: URIRef) -> None:
        self._rules, self._below, self._severity = rules, below, severity
        self._numbers = count()

    def checks(self) -> Iterator[Check]:
        predicates = (SH.target, SH.targetClass, SH.targetSubjectsOf)
        for shape in sorted({shape for each in predicates for shape in self._rules.subjects(each, None)}, key=str):
            conforms, reasons = self._conforms("?this", shape), list(self._reasons(shape))
            for target in self._targets(shape) if reasons else ():
                yield Check(f"SELECT ?this {{ {target} FILTER(!({conforms})) }}", reasons)

    def _targets(self, shape: Node) -> Iterator[str]:
        for class_ in sorted(self._rules.objects(shape, SH.targetClass), key=str):
            yield self._member("?this", class_)
        for predicate in sorted(self._rules.objects(shape, SH.targetSubjectsOf), key=str):
            yield f"?this {predicate.n3()} {self._new()} ."
        for target in sorted(self._rules.objects(shape, SH.target), key=str):
            # Whatever is stated of something is asserted in a graph. What is found twice is told once, in the end.
            text = str(self._rules.value(target, SH.select)).replace(str(_ASSERTED_IN), str(RDF.type))
            yield f"{{ {re.sub(r'SELECT DISTINCT', 'SELECT', text)} }}"

    def _reasons(self, shape: Node) -> Iterator[tuple[URIRef, str]]:
        for pattern in self._broken(shape, self._rules.value(shape, SH.path)):
            yield URIRef(str(shape)), pattern
        for part in sorted(self._rules.objects(shape, SH.property), key=str):
            yield from self._reasons(part)

    def _broken(self, shape: Node, path: Node | None) -> Iterator[str]:
        """Patterns that what breaks a shape matches."""
        for predicate, value in sorted(self._constraints(shape), key=str):
            if predicate in _PROPERTY_WIDE and path is not None:
                yield self._wide(shape, path, predicate, value)
            elif path is None:
                yield f"FILTER(!({self._holds('?this', predicate, value)}))"
            else:
                yield f"{self._step('?this', path, '?value')} FILTER(!({self._holds('?value', predicate, value)}))"

    def _constraints(self, shape: Node) -> Iterator[tuple[Node, Node]]:
        if self._rules.value(shape, SH.severity, default=self._severity) != self._severity:
            return
        for predicate, value in self._rules.predicate_objects(shape):
            if str(predicate).startswith(str(SH)) and predicate not in _NOT_CONSTRAINTS:
                yield predicate, value

    def _wide(self, shape: Node, path: Node, predicate: Node, value: Node) -> str:
        """Pattern of what breaks a constraint on all values together."""
        one, two = self._step("?this", path, "?value"), f"?this {value.n3()} ?value ."
        if predicate == SH.lessThan:
            return f"{one} ?this {value.n3()} ?beside . FILTER(!COALESCE(?value < ?beside, false))"
        if predicate == SH.equals:
            return f"{{ {one} FILTER NOT EXISTS {{ {two} }} }} UNION {{ {two} FILTER NOT EXISTS {{ {one} }} }}"
        return f"FILTER(!({self._holds_wide('?this', shape, path, predicate, value)}))"

    def _holds_beside(self, node: str, path: Node, predicate: Node, other: Node) -> str:
        """Expression that is true when all values are as they should be beside those of another property."""
        value, beside = self._new(), self._new()
        if predicate == SH.lessThan:
            greater = f"EXISTS {{ {node} {other.n3()} {beside} FILTER(!COALESCE({value} < {beside}, false)) }}"
            return f"!{self._exists(node, path, value, greater)}"
        alone = self._exists(node, path, value, f"NOT EXISTS {{ {node} {other.n3()} {value} }}")
        return f"!{alone} && NOT EXISTS {{ {node} {other.n3()} {beside} FILTER(!{self._exists(node, path, beside)}) }}"

    def _exists(self, node: str, path: Node, value: str, condition: str = "true") -> str:
        """Expression that is true when a path leads to a value.

        It goes step by step: a join of the steps would look at all pairs again for each node.
        """
        rest = self._rules.value(path, RDF.rest)
        if rest is None or isinstance(path, URIRef):
            return f"EXISTS {{ {self._step(node, path, value)} FILTER({condition}) }}"
        first = next(self._rules.objects(path, RDF.first))
        if rest == RDF.nil:
            return self._exists(node, first, value, condition)
        middle = self._new()
        return f"EXISTS {{ {self._step(node, first, middle)} FILTER({self._exists(middle, rest, value, condition)}) }}"

    def _holds_wide(self, node: str, shape: Node, path: Node, predicate: Node, value: Node) -> str:
        """Expression that is true when a constraint on all values together is met."""
        qualified = self._rules.value(shape, SH.qualifiedValueShape)
        if predicate in {SH.minCount, SH.qualifiedMinCount}:
            return self._several(node, path, int(str(value)), qualified if predicate == SH.qualifiedMinCount else None)
        if predicate in {SH.maxCount, SH.qualifiedMaxCount}:
            of = qualified if predicate == SH.qualifiedMaxCount else None
            return f"!({self._several(node, path, int(str(value)) + 1, of)})"
        if predicate in {SH.lessThan, SH.equals}:
            return self._holds_beside(node, path, predicate, value)
        if predicate == SH.hasValue:
            return f"EXISTS {{ {self._step(node, path, value.n3())} }}"
        if predicate == SH.uniqueLang:
            one, other = self._new(), self._new()
            steps = f"{self._step(node, path, one)} {self._step(node, path, other)}"
            same = f"!SAMETERM({one}, {other}) && LANG({one}) != '' && LANG({one}) = LANG({other})"
            return f"NOT EXISTS {{ {steps} FILTER({same}) }}"
        raise _unknown(shape, predicate)

    def _several(self, node: str, path: Node, number: int, qualified: Node | None) -> str:
        """Expression that is true when there are so many different values."""
        if number <= 0:
            return "true"
        values = [self._new() for _ in range(number)]
        steps = " ".join(self._step(node, path, value) for value in values)
        tests = [f"!SAMETERM({one}, {other})" for one, other in combinations(values, 2)]
        if qualified is not None:
            tests += [self._conforms(value, qualified) for value in values]
        return f"EXISTS {{ {steps} FILTER({' && '.join(tests) or 'true'}) }}"

    def _conforms(self, node: str, shape: Node) -> str:
        """Expression that is true when a node conforms to a shape, its parts included."""
        path = self._rules.value(shape, SH.path)
        tests = []
        for predicate, value in sorted(self._constraints(shape), key=str):
            if path is None:
                tests.append(self._holds(node, predicate, value))
            elif predicate in _PROPERTY_WIDE:
                tests.append(self._holds_wide(node, shape, path, predicate, value))
            else:
                each = self._new()
                test = self._holds(each, predicate, value)
                tests.append(f"NOT EXISTS {{ {self._step(node, path, each)} FILTER(!({test})) }}")
        tests += [self._conforms(node, part) for part in sorted(self._rules.objects(shape, SH.property), key=str)]
        return " && ".join(f"({test})" for test in tests) or "true"

    def _holds(self, node: str, predicate: Node, value: Node) -> str:
        """Expression that is true when one node meets a constraint."""
        if predicate in _COMPARED:
            return f"COALESCE({node} {_COMPARED[predicate]} {value.n3()}, false)"
        if predicate == SH["class"]:
            return f"EXISTS {{ {self._member(node, value)} }}"
        if predicate == SH["not"]:
            return f"!({self._conforms(node, value)})"
        if predicate in _LISTED:
            return " || ".join(f"({self._is_one(node, predicate, each)})" for each in self._rules.items(value))
        return _holds_simple(node, predicate, value)

    def _is_one(self, node: str, predicate: Node, value: Node) -> str:
        """Expression that is true for one of the members of a list, of which one is enough."""
        if predicate == SH["or"]:
            return self._conforms(node, value)
        if predicate == SH["in"]:
            return f"SAMETERM({node}, {value.n3()})"
        return f"COALESCE(LANGMATCHES(LANG({node}), {value.n3()}), false)"

    def _step(self, node: str, path: Node, value: str) -> str:
        if path == _ASSERTED_IN:
            return f"GRAPH {value} {{ {node} {RDF.type.n3()} {self._new()} }}"
        return f"{node} {self._path(path)} {value} ."

    def _path(self, path: Node) -> str:
        if isinstance(path, URIRef):
            return path.n3()
        inverse = self._rules.value(path, SH.inversePath)
        if inverse is not None:
            return f"^({self._path(inverse)})"
        alternatives = self._rules.value(path, SH.alternativePath)
        steps = [self._path(each) for each in self._rules.items(alternatives or path)]
        return f"({('|' if alternatives else '/').join(steps)})"

    def _member(self, node: str, class_: Node) -> str:
        classes = " ".join(f"<{each}>" for each in sorted(self._below.get(str(class_), [str(class_)])))
        variable = self._new()
        return f"VALUES {variable} {{ {classes} }} {node} {RDF.type.n3()} {variable} ."

    def _new(self) -> str:
        return f"?v{next(self._numbers)}"


_PROPERTY_WIDE = {
    *(SH[name] for name in ("minCount", "maxCount", "qualifiedMinCount", "qualifiedMaxCount")),
    *(SH[name] for name in ("uniqueLang", "hasValue", "lessThan", "equals")),
}
_LISTED = {SH["or"], SH["in"], SH.languageIn}
_COMPARED: Mapping[Node, str] = {
    SH.minInclusive: ">=",
    SH.maxInclusive: "<=",
    SH.minExclusive: ">",
    SH.maxExclusive: "<",
}


def _holds_simple(node: str, predicate: Node, value: Node) -> str:
    if predicate == SH.nodeKind and value == SH.IRI:
        return f"ISIRI({node})"
    if predicate == SH.pattern:
        return f"COALESCE(REGEX(STR({node}), {Literal(str(value)).n3()}), false)"
    if predicate == SH.datatype:
        of_type = f"COALESCE(DATATYPE({node}) = {value.n3()}, false)"
        form = LEXICAL.get(str(value).removeprefix(PREFIXES["xsd"]))
        return f'{of_type} && REGEX(STR({node}), "{form}")' if form else of_type
    raise _unknown(value, predicate)


def _unknown(shape: Node, predicate: Node) -> IgmError:
    name = f" in {shape}" if not isinstance(shape, BNode) else ""
    return IgmError(f"the shapes are not usable for large data: {compact(str(predicate))}{name} is not compiled")
