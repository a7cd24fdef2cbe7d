"""Canonical Turtle (RDF 1.2 Turtle): one text for one graph, made for small diffs.

Every statement is on a line of its own and repeats its predicate, so that adding a value adds one line. Subjects,
predicates and values are sorted, numbers inside them by size; blank nodes that are used once are nested.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from igmgraph.namespaces import PREFIXES, RDF
from igmgraph.rdf.canonical import canonical_quads

__all__ = ["write_turtle"]

Term = NamedNode | BlankNode | Literal | Triple
Properties = dict[NamedNode, list[Term]]

_INDENT = "    "
# Longest list that is written on one line, with its indentation, in characters.
_SHORT = 80
_TYPE, _FIRST, _REST, _NIL = (NamedNode(f"{RDF}{name}") for name in ("type", "first", "rest", "nil"))
_ONTOLOGY = NamedNode(f"{PREFIXES['owl']}Ontology")

# The productions of the grammar, without escapes: what needs one is written <in full>.
_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHARS = f"{_BASE}_0-9\u00b7\u0300-\u036f\u203f-\u2040-"
_LOCAL = re.compile(f"[{_BASE}_:0-9](?:[{_CHARS}.:]*[{_CHARS}:])?")
_BARE = {
    f"{PREFIXES['xsd']}integer": re.compile(r"[+-]?[0-9]+"),
    f"{PREFIXES['xsd']}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{PREFIXES['xsd']}boolean": re.compile("true|false"),
}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
_ESCAPED = re.compile(r'[\\"\x00-\x1f\x7f]')
# In a long string a line break and a lone quote stand for themselves.
_ESCAPED_LONG = re.compile(r'[\\\x00-\x09\x0b-\x1f\x7f]|"(?="|\Z)')


def write_turtle(quads: Iterable[Quad], prefixes: Mapping[str, str]) -> str:
    """Write the triples of some quads, whatever their graph, with the prefixes that they need."""
    terms = _Terms(prefixes)
    body = _Document(canonical_quads(quads), terms).blocks()
    head = "".join(f"@prefix {prefix}: <{prefixes[prefix]}> .\n" for prefix in sorted(terms.used))
    return "\n".join([head, *body] if head else body)


def _natural(text: str) -> tuple[object, ...]:
    """Sort key under which `w2` comes before `w10`."""
    parts = re.split("([0-9]+)", text)
    digits = [part.lstrip("0") for part in parts[1::2]]
    return parts[0], list(zip(((len(number), number) for number in digits), parts[2::2], strict=True)), text


class _Terms:
    """Writes IRIs and literals; remembers which prefixes it needed."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.used: set[str] = set()
        self._by_length = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))

    def iri(self, node: NamedNode) -> str:
        for prefix, namespace in self._by_length:
            local = node.value.removeprefix(namespace)
            if local != node.value and _LOCAL.fullmatch(local):
                self.used.add(prefix)
                return f"{prefix}:{local}"
        return str(node)

    def predicate(self, node: NamedNode) -> str:
        return "a" if node == _TYPE else self.iri(node)

    def literal(self, literal: Literal, *, on_one_line: bool = False) -> str:
        bare = _BARE.get(literal.datatype.value)
        if bare and bare.fullmatch(literal.value):
            return literal.value
        text = _quote(literal.value, long="\n" in literal.value and not on_one_line)
        if literal.language:
            return f"{text}@{literal.language}{f'--{literal.direction.value}' if literal.direction else ''}"
        if literal.datatype.value == f"{PREFIXES['xsd']}string":
            return text
        return f"{text}^^{self.iri(literal.datatype)}"


def _quote(text: str, *, long: bool) -> str:
    pattern, mark = (_ESCAPED_LONG, '"""') if long else (_ESCAPED, '"')
    escaped = pattern.sub(lambda found: _ESCAPES.get(found[0], f"\\u{ord(found[0]):04X}"), text)
    return f"{mark}{escaped}{mark}"


class _Document:
    """The graph as a set of trees: one for each subject that is not nested in another."""

    def __init__(self, quads: Iterable[Quad], terms: _Terms) -> None:
        self._terms = terms
        self._properties: dict[Term, Properties] = {}
        for quad in quads:
            self._properties.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(quad.object)
        self._labels = self._label_shared()

    def blocks(self) -> list[str]:
        """The description of each subject: the ontology header, IRIs, labelled and anonymous blank nodes."""
        nested = {value for properties in self._properties.values() for value in _values(properties)}
        roots = [subject for subject in self._properties if not self._is_anonymous(subject) or subject not in nested]
        found = []
        for subject in roots:
            name = "[]" if self._is_anonymous(subject) else self._value(subject, "")
            block = f"{name}\n{self._statements(self._properties[subject], _INDENT)}{_INDENT}.\n"
            found.append((self._rank(subject), _natural(_plain(subject, block)), block))
        return [block for _, _, block in sorted(found)]

    def _label_shared(self) -> dict[Term, str]:
        """Label the blank nodes that cannot be nested: used twice, in a cycle, or inside a triple term."""
        uses: Counter[Term] = Counter()
        for value in (value for properties in self._properties.values() for value in _values(properties)):
            uses.update([value] if isinstance(value, BlankNode) else 2 * _blank_nodes(value))
        blank = {node for node in (*self._properties, *uses) if isinstance(node, BlankNode)}
        once = {node for node in blank if uses[node] == 1}
        reached = {node for node in self._properties if node not in once}
        waiting = list(reached)
        while waiting:
            children = {value for value in _values(self._properties.get(waiting.pop(), {})) if value in once}
            waiting += children
            reached |= children
        shared = {node for node in blank if uses[node] > 1} | (once - reached)
        in_order = sorted(shared, key=lambda node: _natural(node.value))
        return {node: f"_:b{number}" for number, node in enumerate(in_order)}

    def _is_anonymous(self, term: Term) -> bool:
        return isinstance(term, BlankNode) and term not in self._labels

    def _rank(self, subject: Term) -> int:
        if _ONTOLOGY in self._properties[subject].get(_TYPE, ()):
            return 0
        return 3 if self._is_anonymous(subject) else 2 if isinstance(subject, BlankNode) else 1

    def _statements(self, properties: Properties, indent: str) -> str:
        lines = []
        for predicate, values in properties.items():
            name = self._terms.predicate(predicate)
            for value in values:
                text = self._value(value, indent)
                lines.append((predicate != _TYPE, name, _value_order(value, text), f"{indent}{name} {text} ;\n"))
        return "".join(line for *_, line in sorted(lines))

    def _value(self, term: Term, indent: str) -> str:
        if isinstance(term, Literal):
            return self._terms.literal(term)
        if isinstance(term, Triple):
            return self._triple(term)
        if term in self._labels:
            return self._labels[term]
        members = self._members(term)
        if members is not None:
            return self._list(members, indent)
        return self._terms.iri(term) if isinstance(term, NamedNode) else self._nested(term, indent)

    def _triple(self, triple: Triple) -> str:
        parts = (triple.subject, triple.predicate, triple.object)
        # Oxigraph's parser takes no long strings here.
        texts = (
            self._terms.literal(part, on_one_line=True) if isinstance(part, Literal) else self._value(part, "")
            for part in parts
        )
        return f"<<( {' '.join(texts)} )>>"

    def _nested(self, node: BlankNode, indent: str) -> str:
        properties = self._properties.get(node)
        return f"[\n{self._statements(properties, indent + _INDENT)}{indent}]" if properties else "[]"

    def _members(self, head: Term) -> list[Term] | None:
        """Members of the list that begins here; None when this is no well-formed list of anonymous cells."""
        members: list[Term] = []
        while head != _NIL:
            cell = self._properties.get(head, {})
            if not self._is_anonymous(head) or cell.keys() != {_FIRST, _REST} or any(len(v) > 1 for v in cell.values()):
                return None
            members += cell[_FIRST]
            head = cell[_REST][0]
        return members

    def _list(self, members: list[Term], indent: str) -> str:
        texts = [self._value(member, indent + _INDENT) for member in members]
        line = f"( {' '.join(texts)} )" if texts else "()"
        if "\n" not in line and len(indent) + len(line) <= _SHORT:
            return line
        return "(\n" + "".join(f"{indent}{_INDENT}{text}\n" for text in texts) + f"{indent})"


def _values(properties: Properties) -> Iterable[Term]:
    return (value for values in properties.values() for value in values)


def _blank_nodes(term: Term) -> list[Term]:
    if isinstance(term, Triple):
        return _blank_nodes(term.subject) + _blank_nodes(term.object)
    return [term] if isinstance(term, BlankNode) else []


def _plain(subject: Term, block: str) -> str:
    return subject.value if isinstance(subject, NamedNode) else block


def _value_order(value: Term, text: str) -> tuple[object, ...]:
    if isinstance(value, Literal):
        return 1, value.language or "", _natural(value.value), text
    return 0 if isinstance(value, NamedNode) else 2, "", _natural(text), text
