"""The facts of a document in the words of schema.org, for search engines and FAIR checkers that read nothing else.

Nothing is added: each statement translates one of the document's own, term by term, by the tables below.
"""

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Quad, Triple

from igmgraph.engine.values import Term
from igmgraph.namespaces import FOAF, IGM, PREFIXES, RDF, RDFS, SKOS

__all__ = ["CLASSES", "PROPERTIES", "kind_of_thing", "schema_json", "translate"]

_SCHEMA = PREFIXES["schema"]
_TYPE = NamedNode(f"{RDF}type")
_DCT, _DCAT, _GEO = PREFIXES["dct"], PREFIXES["dcat"], PREFIXES["wgs84"]


def _names(base: str, table: dict[str, str]) -> dict[str, str]:
    return {f"{base}{name}": value for name, value in table.items()}


#: Class to type, the more telling first where a thing has several.
CLASSES = MappingProxyType(
    {
        **_names(
            IGM,
            {
                "Country": "Country",
                "LocalAuthorityArea": "AdministrativeArea",
                "Region": "AdministrativeArea",
                "SubRegion": "AdministrativeArea",
                "Place": "Place",
                "Institution": "Organization",
                "Law": "Legislation",
                "Convention": "Legislation",
                "Event": "Event",
                "Training": "Course",
                "Programme": "GovernmentService",
                "Publication": "CreativeWork",
                "SourceDocument": "CreativeWork",
                "Passage": "CreativeWork",
                "Policy": "CreativeWork",
                "Plan": "CreativeWork",
                "Profile": "Report",
                "Finding": "Claim",
                "Claim": "Claim",
                "Framework": "DefinedTermSet",
            },
        ),
        **_names(_DCAT, {"Dataset": "Dataset", "Distribution": "DataDownload"}),
        f"{PREFIXES['qb']}DataSet": "Dataset",
        f"{SKOS}ConceptScheme": "DefinedTermSet",
        f"{PREFIXES['owl']}Ontology": "DefinedTermSet",
        **_names(IGM, dict.fromkeys(("Domain", "SubDomain", "Principle", "Objective", "Indicator"), "DefinedTerm")),
        **_names(IGM, dict.fromkeys(("NationalIndicator", "LocalIndicator", "CompactObjective"), "DefinedTerm")),
        f"{SKOS}Concept": "DefinedTerm",
    }
)
#: Property to property.
PROPERTIES = MappingProxyType(
    {
        f"{RDFS}label": "name",
        f"{FOAF}homepage": "url",
        f"{FOAF}page": "sameAs",
        f"{PREFIXES['org']}unitOf": "parentOrganization",
        f"{PREFIXES['org']}memberOf": "memberOf",
        f"{PREFIXES['prov']}wasDerivedFrom": "isBasedOn",
        f"{_SCHEMA}containedInPlace": "containedInPlace",
        **_names(SKOS, {"altLabel": "alternateName", "definition": "description", "exactMatch": "sameAs"}),
        **_names(SKOS, {"inScheme": "inDefinedTermSet", "notation": "termCode"}),
        **_names(IGM, {"statement": "description", "question": "description", "partOf": "isPartOf"}),
        **_names(IGM, {"inDomain": "about", "assesses": "about"}),
        **_names(
            _DCT,
            {
                "title": "name",
                "description": "description",
                "identifier": "identifier",
                "license": "license",
                "creator": "creator",
                "publisher": "publisher",
                "issued": "datePublished",
                "modified": "dateModified",
                "created": "dateCreated",
                "language": "inLanguage",
                "spatial": "spatialCoverage",
                "source": "isBasedOn",
                "subject": "about",
                "hasPart": "hasPart",
                "isPartOf": "isPartOf",
                "conformsTo": "schemaVersion",
            },
        ),
        **_names(_DCAT, {"version": "version", "distribution": "distribution", "downloadURL": "contentUrl"}),
        **_names(_DCAT, {"mediaType": "encodingFormat", "byteSize": "contentSize", "keyword": "keywords"}),
        **_names(_GEO, {"lat": "latitude", "long": "longitude"}),
    }
)
#: Kinds of institutions that are part of a state.
_OF_GOVERNMENT = {
    f"/id/institution-kind/{kind}"
    for kind in ("department", "directorate", "ministry", "municipality", "national-service", "office", "unit")
}
_ORDER = list(dict.fromkeys(CLASSES.values()))


def translate(facts: Iterable[Triple | Quad], thing: NamedNode) -> list[Triple]:
    """Translate what some facts say about a thing and the things that it leads to; its own first, each once."""
    about: dict[Term, list[Triple | Quad]] = {}
    for fact in facts:
        about.setdefault(fact.subject, []).append(fact)
    own = set(_statements(thing, about))
    reached = {triple.object for triple in own if isinstance(triple.object, NamedNode)} - {thing}
    others = {triple for node in reached for triple in _statements(node, about)}
    # A reader that takes the first for what the page is about is right.
    return [*sorted(own, key=str), *sorted(others - own, key=str)]


def kind_of_thing(facts: Iterable[Triple | Quad], thing: NamedNode) -> str | None:
    """The type that says most about a thing; None when the tables know none of its classes."""
    types = {triple.object for triple in _types(thing, [fact for fact in facts if fact.subject == thing])}
    known = [name for name in ["GovernmentOrganization", *_ORDER] if NamedNode(_SCHEMA + name) in types]
    return _SCHEMA + known[0] if known else None


def schema_json(triples: Iterable[Triple]) -> dict[str, object]:
    """JSON-LD of translated facts, with a context that needs nothing from elsewhere."""
    nodes: dict[str, dict[str, object]] = {}
    for triple in triples:
        node = nodes.setdefault(str(triple.subject.value), {"@id": triple.subject.value})  # type: ignore[union-attr]
        key, value = _member(triple)
        values = node.setdefault(key, [])
        values.append(value)  # type: ignore[attr-defined]
    return {"@context": {"@vocab": _SCHEMA}, "@graph": list(nodes.values())}


def _statements(node: Term, about: dict[Term, list[Triple | Quad]]) -> Iterator[Triple]:
    facts = about.get(node, [])
    yield from _types(node, facts)
    for fact in facts:
        name = PROPERTIES.get(fact.predicate.value)
        if name and isinstance(fact.object, NamedNode | Literal):
            yield Triple(fact.subject, NamedNode(_SCHEMA + name), fact.object)


def _types(node: Term, facts: Iterable[Triple | Quad]) -> Iterator[Triple]:
    for fact in facts:
        value = fact.object.value if isinstance(fact.object, NamedNode) else ""
        name = CLASSES.get(value) if fact.predicate == _TYPE else None
        if fact.predicate.value == f"{PREFIXES['org']}classification" and value.endswith(tuple(_OF_GOVERNMENT)):
            name = "GovernmentOrganization"
        if name:
            yield Triple(node, _TYPE, NamedNode(_SCHEMA + name))  # type: ignore[arg-type]


def _member(triple: Triple) -> tuple[str, object]:
    value = triple.object
    if isinstance(value, NamedNode):
        is_type = triple.predicate == _TYPE
        return ("@type", value.value.removeprefix(_SCHEMA)) if is_type else (_key(triple), {"@id": value.value})
    if not isinstance(value, Literal):
        raise TypeError(f"{value!r}: only IRIs and literals are translated")
    if value.language:
        return _key(triple), {"@value": value.value, "@language": value.language}
    datatype = value.datatype.value
    if datatype == f"{PREFIXES['xsd']}string":
        return _key(triple), value.value
    return _key(triple), {"@value": value.value, "@type": datatype}


def _key(triple: Triple) -> str:
    return triple.predicate.value.removeprefix(_SCHEMA)
