"""RDF as compact JSON-LD that carries the part of the published context that it uses.

The context is written into the document: who reads it later, offline or in a process that fetches nothing, gets the
same facts. What the compact form cannot say is written in the expanded form.
"""

import json
import re
from collections.abc import Iterable, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from igmgraph.engine.values import Term
from igmgraph.namespaces import PREFIXES, RDF, compact
from igmgraph.web.representations.jsonld_context import KEYWORDS, load_context, names_of

__all__ = ["compact_json", "write_jsonld"]

_TYPE = f"{RDF}type"
_XSD = PREFIXES["xsd"]
#: What may stand behind a prefix, or alone when it is ours.
_LOCAL = re.compile(r"[A-Za-z_][\w.-]*")
_SCHEME = re.compile(r"([^:/]+):(?!//)")
_INTEGER = re.compile(r"0|-?[1-9]\d{0,14}")


def write_jsonld(triples: Sequence[Triple]) -> bytes:
    """Serialize; the triples are in the order in which the nodes shall stand."""
    if not all(_is_sayable(term) for triple in triples for term in triple):
        return serialize(triples, format=RdfFormat.JSON_LD) or b""
    return json.dumps(compact_json(triples), ensure_ascii=False, indent=1).encode()


def compact_json(triples: Iterable[Triple]) -> dict[str, object]:
    """Build the document: `@context` and one node object for each subject."""
    writer = _Writer()
    found: dict[Term, dict[str, list[Term]]] = {}
    for triple in triples:
        found.setdefault(triple.subject, {}).setdefault(triple.predicate.value, []).append(triple.object)
    nodes = [writer.node(subject, values) for subject, values in found.items()]
    return {"@context": writer.context(), "@graph": nodes}


def _is_sayable(term: Term) -> bool:
    """Whether a term keeps its meaning in the compact form: an IRI such as `geo:1,2` would be read as a short one."""
    if isinstance(term, NamedNode):
        scheme = _SCHEME.match(term.value)
        return scheme is None or (scheme[1] not in load_context())
    return isinstance(term, BlankNode) or (isinstance(term, Literal) and term.direction is None)


class _Writer:
    """Writes nodes and remembers what of the context they use."""

    def __init__(self) -> None:
        self._used: set[str] = set(KEYWORDS)

    def context(self) -> dict[str, object]:
        """The part of the published context that was used."""
        whole = load_context()
        for name in list(self._used):
            term = whole.get(name)
            if isinstance(term, dict):
                parts = (str(part).partition(":") for key, part in term.items() if key in {"@id", "@type"})
                self._used |= {prefix for prefix, colon, _ in parts if colon}
        return {name: value for name, value in whole.items() if name.startswith("@") or name in self._used}

    def node(self, subject: Term, values: dict[str, list[Term]]) -> dict[str, object]:
        """Node object with these values by property."""
        members: dict[str, object] = {"id": _id(subject)}
        links, others = _split_types(values.get(_TYPE, []))
        if links:
            members["type"] = _one([self._vocabulary(term) for term in links])
        for property_, found in values.items():
            if property_ == _TYPE and not others:
                continue
            name, value = self._member(property_, others if property_ == _TYPE else found)
            members[name] = value
        return members

    def _member(self, property_: str, found: Sequence[Term]) -> tuple[str, object]:
        name = names_of().get(property_)
        if name is None:
            return self._shorten(property_), _one([self._value(term, {}) for term in found])
        self._used.add(name)
        term = load_context()[name]
        kind = term if isinstance(term, dict) else {}
        if kind.get("@container") != "@language":
            return name, _one([self._value(each, kind) for each in found])
        if all(isinstance(each, Literal) and each.language for each in found):
            return name, _by_language(found)
        # A list: a lone object would be read as a map of languages.
        return name, [self._value(each, {}, spelled=True) for each in found]

    def _value(self, term: Term, kind: dict[str, str], *, spelled: bool = False) -> object:
        coerced = kind.get("@type", "")
        if not isinstance(term, Literal):
            return _id(term) if coerced == "@id" else {"id": _id(term)}
        if term.language:
            return {"@value": term.value, "@language": term.language}
        datatype = term.datatype.value
        if coerced and compact(datatype) == coerced:
            return term.value
        if not coerced and not spelled and (native := _native(term)) is not None:
            return native
        plain = datatype == f"{_XSD}string"
        return {"@value": term.value} if plain else {"@value": term.value, "@type": self._shorten(datatype)}

    def _vocabulary(self, term: Term) -> str:
        """A class: by its local name alone when it is of our ontology."""
        return self._shorten(term.value) if isinstance(term, NamedNode) else _id(term)

    def _shorten(self, iri: str) -> str:
        """Short form of an IRI that stands where a property or class is expected."""
        prefix, colon, local = compact(iri).partition(":")
        if not (colon and prefix in PREFIXES and _LOCAL.fullmatch(local) and iri == PREFIXES[prefix] + local):
            return iri
        if prefix == "igm" and local not in load_context():
            return local
        self._used.add(prefix)
        return f"{prefix}:{local}"


def _split_types(found: Iterable[Term]) -> tuple[list[Term], list[Term]]:
    """Types, and values of rdf:type that are none."""
    terms = list(found)
    return [each for each in terms if not isinstance(each, Literal)], [
        each for each in terms if isinstance(each, Literal)
    ]


def _id(term: Term) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def _one(values: list[object] | list[str]) -> object:
    return values[0] if len(values) == 1 else values


def _by_language(found: Iterable[Term]) -> dict[str, object]:
    texts: dict[str, list[str]] = {}
    for term in found:
        if isinstance(term, Literal):
            texts.setdefault(term.language or "", []).append(term.value)
    return {tag: _one(each) for tag, each in sorted(texts.items())}


def _native(term: Literal) -> object | None:
    datatype = term.datatype.value
    if datatype == f"{_XSD}string":
        return term.value
    if datatype == f"{_XSD}boolean" and term.value in {"true", "false"}:
        return term.value == "true"
    if datatype == f"{_XSD}integer" and _INTEGER.fullmatch(term.value):
        return int(term.value)
    return None
