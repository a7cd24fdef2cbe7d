"""The JSON-LD context of our documents: short names for the terms of the ontology and of what it reuses.

Made from the shipped ontology, so a new term is in it at once (JSON-LD 1.1, section 4.1). It has nothing that
JSON-LD 1.0 has not, and asks for no version: processors of 1.0 refuse a context that names another.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType

from pyoxigraph import NamedNode, Quad

from igmgraph.namespaces import IGM, PREFIXES, compact
from igmgraph.rdf.reading import read_ontology

__all__ = ["KEYWORDS", "Context", "load_context", "names_of"]

#: What a document calls `@id` and `@type`.
KEYWORDS = MappingProxyType({"id": "@id", "type": "@type"})

_LANGUAGE = {"@container": "@language"}
_LINK = {"@type": "@id"}
_DATE = {"@type": "xsd:date"}

#: Short names of reused properties, to property and kind of values.
_REUSED: Mapping[str, tuple[str, dict[str, str]]] = MappingProxyType(
    {
        "altLabel": ("skos:altLabel", _LANGUAGE),
        "broader": ("skos:broader", _LINK),
        "closeMatch": ("skos:closeMatch", _LINK),
        "created": ("dct:created", _DATE),
        "creator": ("dct:creator", _LINK),
        "definition": ("skos:definition", _LANGUAGE),
        "description": ("dct:description", _LANGUAGE),
        "editorialNote": ("skos:editorialNote", _LANGUAGE),
        "exactMatch": ("skos:exactMatch", _LINK),
        "example": ("skos:example", _LANGUAGE),
        "hasPart": ("dct:hasPart", _LINK),
        "homepage": ("foaf:homepage", _LINK),
        "identifier": ("dct:identifier", {}),
        "inScheme": ("skos:inScheme", _LINK),
        "isDefinedBy": ("rdfs:isDefinedBy", _LINK),
        "isPartOf": ("dct:isPartOf", _LINK),
        "issued": ("dct:issued", _DATE),
        "label": ("rdfs:label", _LANGUAGE),
        "license": ("dct:license", _LINK),
        "modified": ("dct:modified", _DATE),
        "narrower": ("skos:narrower", _LINK),
        "notation": ("skos:notation", {}),
        "note": ("skos:note", _LANGUAGE),
        "page": ("foaf:page", _LINK),
        "prefLabel": ("skos:prefLabel", _LANGUAGE),
        "primaryTopic": ("foaf:primaryTopic", _LINK),
        "publisher": ("dct:publisher", _LINK),
        "relatedMatch": ("skos:relatedMatch", _LINK),
        "sameAs": ("owl:sameAs", _LINK),
        "scopeNote": ("skos:scopeNote", _LANGUAGE),
        "seeAlso": ("rdfs:seeAlso", _LINK),
        "source": ("dct:source", _LINK),
        "spatial": ("dct:spatial", _LINK),
        "subClassOf": ("rdfs:subClassOf", _LINK),
        "subPropertyOf": ("rdfs:subPropertyOf", _LINK),
        "subject": ("dct:subject", _LINK),
        "title": ("dct:title", _LANGUAGE),
        "unitOf": ("org:unitOf", _LINK),
        "wasDerivedFrom": ("prov:wasDerivedFrom", _LINK),
    }
)
#: Datatypes that JSON writes natively, so that a term need not name them.
_NATIVE = {"xsd:string", "xsd:integer", "xsd:boolean", "rdfs:Literal"}
_TYPE, _RANGE = f"{PREFIXES['rdf']}type", f"{PREFIXES['schema']}rangeIncludes"
_LOCAL = re.compile(r"[A-Za-z][\w-]*")

#: Name to definition, the value of `@context`.
Context = Mapping[str, object]


@cache
def load_context() -> Context:
    """The whole context: keywords, prefixes and terms."""
    terms = {name: {"@id": iri, **kind} for name, (iri, kind) in _REUSED.items()}
    return MappingProxyType({"@vocab": IGM, **KEYWORDS, **PREFIXES, **terms, **dict(_own_terms(read_ontology().quads))})


@cache
def names_of() -> Mapping[str, str]:
    """IRI of a property to its short name in the context."""
    terms = {name: term["@id"] for name, term in load_context().items() if isinstance(term, dict)}
    return MappingProxyType({_expand(iri): name for name, iri in terms.items()})


def _own_terms(quads: Sequence[Quad]) -> Iterator[tuple[str, dict[str, str]]]:
    ranges = {quad.subject: quad.object.value for quad in quads if quad.predicate.value == _RANGE}  # type: ignore[union-attr]
    for quad in sorted(quads, key=str):
        if not (quad.predicate.value == _TYPE and _is_property(quad)):
            continue
        name = quad.subject.value.removeprefix(IGM)  # type: ignore[union-attr]
        if str(quad.object).endswith("#ObjectProperty>"):
            yield name, {"@id": f"igm:{name}", **_LINK}
        else:
            yield name, {"@id": f"igm:{name}", **_kind(compact(ranges.get(quad.subject, "")))}


def _is_property(quad: Quad) -> bool:
    kind = compact(quad.object.value) if isinstance(quad.object, NamedNode) else ""
    own = isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(IGM)
    return own and kind in {"owl:ObjectProperty", "owl:DatatypeProperty"}


def _kind(datatype: str) -> dict[str, str]:
    if datatype == "rdf:langString":
        return _LANGUAGE
    return {"@type": datatype} if datatype and datatype not in _NATIVE else {}


def _expand(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local
