"""What the dataset covers and where it comes from: years and countries (DCAT 3), and how it was built (PROV-O)."""

from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from igmgraph import __version__
from igmgraph.build.counts import Counts
from igmgraph.languages import LANGUAGES
from igmgraph.namespaces import BASE, IGM, ONTOLOGY, PREFIXES, RDFS

__all__ = ["cover"]

_Statement = tuple[NamedNode, NamedNode, NamedNode | Literal]

_DATASET = NamedNode(f"{BASE}dataset")
_SPARQL = NamedNode(f"{BASE}sparql")
_LABELS = {
    "years": {"en": "Years of the profiles", "es": "Años de los perfiles", "fr": "Années des profils"},
    "build": {"en": "Build of the dataset", "es": "Construcción del conjunto de datos", "fr": "Construction du jeu"},
    "software": {"en": f"igmgraph {__version__}", "es": f"igmgraph {__version__}", "fr": f"igmgraph {__version__}"},
}
_KEYWORDS = {
    "en": ("migration", "migration governance", "indicators", "sustainable development goals"),
    "es": ("migración", "gobernanza de la migración", "indicadores", "objetivos de desarrollo sostenible"),
    "fr": ("migration", "gouvernance des migrations", "indicateurs", "objectifs de développement durable"),
}
_PUBLIC = NamedNode("http://publications.europa.eu/resource/authority/access-right/PUBLIC")
_IRREGULAR = NamedNode("http://purl.org/cld/freq/irregular")


def cover(counts: Counts) -> Iterator[_Statement]:
    """Describe; the same data give the same statements, so no clock is asked."""
    yield from _access(counts)
    yield from _temporal(counts)
    yield from ((_DATASET, _name("dct:spatial"), country) for country in _countries(counts))
    yield from _provenance(counts)


def _access(counts: Counts) -> Iterator[_Statement]:
    for language, words in _KEYWORDS.items():
        yield from ((_DATASET, _name("dcat:keyword"), Literal(word, language=language)) for word in words)
    yield _DATASET, _name("dct:accessRights"), _PUBLIC
    yield _DATASET, _name("dct:accrualPeriodicity"), _IRREGULAR
    yield _DATASET, _name("dct:conformsTo"), NamedNode(ONTOLOGY)
    yield _DATASET, _name("void:sparqlEndpoint"), _SPARQL
    creators = {value for subject, predicate, value in counts.triples if (subject, predicate) == _CREATED}
    yield from ((_DATASET, _name("dct:publisher"), each) for each in creators if isinstance(each, NamedNode))


def _temporal(counts: Counts) -> Iterator[_Statement]:
    years = sorted({_year(value) for _, predicate, value in counts.triples if predicate == _EDITION} - {""})
    if years:
        period = NamedNode(f"{_DATASET.value}#years")
        yield _DATASET, _name("dct:temporal"), period
        yield period, _name("rdf:type"), _name("dct:PeriodOfTime")
        yield period, _name("dcat:startDate"), Literal(years[0], datatype=_name("xsd:gYear"))
        yield period, _name("dcat:endDate"), Literal(years[-1], datatype=_name("xsd:gYear"))
        yield from _texts(period, "years")


def _countries(counts: Counts) -> set[NamedNode]:
    """Countries that a profile assesses, or that a place lies in that one assesses."""
    above: defaultdict[object, set[object]] = defaultdict(set)
    assessed: set[object] = set()
    for subject, predicate, value in counts.triples:
        if predicate in {_name("schema:containedInPlace"), _name("igm:partOf")}:
            above[subject].add(value)
        elif predicate == _name("igm:assesses"):
            assessed.add(value)
    reached: set[object] = set()
    while assessed:
        reached |= assessed
        assessed = {place for each in assessed for place in above[each]} - reached
    countries = counts.instances.get(_name("igm:Country"), set())
    return {each for each in reached & countries if isinstance(each, NamedNode)}


def _provenance(counts: Counts) -> Iterator[_Statement]:
    build, software = NamedNode(f"{_DATASET.value}#build"), NamedNode(f"{_DATASET.value}#software")
    yield _DATASET, _name("prov:wasGeneratedBy"), build
    yield build, _name("rdf:type"), _name("prov:Activity")
    yield build, _name("prov:wasAssociatedWith"), software
    inferred = "/graph/inferred"
    used = (graph for graph in counts.graph_triples if not graph.value.endswith(inferred))
    yield from ((build, _name("prov:used"), graph) for graph in used)
    yield from _texts(build, "build")
    yield software, _name("rdf:type"), _name("prov:SoftwareAgent")
    yield software, _name("dcat:version"), Literal(__version__)
    yield from _texts(software, "software")


def _texts(node: NamedNode, name: str) -> Iterator[_Statement]:
    for language in LANGUAGES:
        yield node, NamedNode(f"{RDFS}label"), Literal(_LABELS[name][language], language=language)


def _year(value: object) -> str:
    return value.value if isinstance(value, Literal) and value.datatype == _name("xsd:gYear") else ""


def _name(compacted: str) -> NamedNode:
    prefix, _, local = compacted.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


_EDITION = NamedNode(f"{IGM}edition")
_CREATED = (_DATASET, _name("dct:creator"))
