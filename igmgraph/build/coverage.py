"""What the dataset covers and where it comes from: years and countries (DCAT 3), and how it was built (PROV-O)."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode

from igmgraph import __version__
from igmgraph.build.counts import Counts, quads_about
from igmgraph.languages import LANGUAGES
from igmgraph.namespaces import BASE, IGM, ONTOLOGY, PREFIXES, RDFS
from igmgraph.rdf.sorting import SortedFiles

__all__ = ["COLLECTED", "cover"]

_ASSESSES, _EDITION = f"{IGM}assesses", f"{IGM}edition"
#: Properties whose values are looked at.
COLLECTED = (_ASSESSES, _EDITION)

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


def cover(counts: Counts, statements: SortedFiles) -> Iterator[_Statement]:
    """Describe; the same data give the same statements, so no clock is asked."""
    yield from _access(statements)
    yield from _temporal(counts)
    countries = _countries(counts.values[_ASSESSES], statements)
    yield from ((_DATASET, _name("dct:spatial"), country) for country in countries)
    yield from _provenance(counts)


def _access(statements: SortedFiles) -> Iterator[_Statement]:
    for language, words in _KEYWORDS.items():
        yield from ((_DATASET, _name("dcat:keyword"), Literal(word, language=language)) for word in words)
    yield _DATASET, _name("dct:accessRights"), _PUBLIC
    yield _DATASET, _name("dct:accrualPeriodicity"), _IRREGULAR
    yield _DATASET, _name("dct:conformsTo"), NamedNode(ONTOLOGY)
    yield _DATASET, _name("void:sparqlEndpoint"), _SPARQL
    creators = {quad.object for quad in quads_about(statements, _DATASET) if quad.predicate == _name("dct:creator")}
    yield from ((_DATASET, _name("dct:publisher"), each) for each in creators if isinstance(each, NamedNode))


def _temporal(counts: Counts) -> Iterator[_Statement]:
    years = sorted(filter(None, map(_year, counts.values[_EDITION])))
    if years:
        period = NamedNode(f"{_DATASET.value}#years")
        yield _DATASET, _name("dct:temporal"), period
        yield period, _name("rdf:type"), _name("dct:PeriodOfTime")
        yield period, _name("dcat:startDate"), Literal(years[0], datatype=_name("xsd:gYear"))
        yield period, _name("dcat:endDate"), Literal(years[-1], datatype=_name("xsd:gYear"))
        yield from _texts(period, "years")


def _countries(assessed: Iterable[bytes], statements: SortedFiles) -> set[NamedNode]:
    """Countries that a profile assesses, or that a place lies in that one assesses."""
    waiting = [NamedNode(value[1:-1].decode()) for value in assessed if value.startswith(b"<")]
    reached: set[NamedNode] = set()
    countries: set[NamedNode] = set()
    while waiting:
        place = waiting.pop()
        if place not in reached:
            reached.add(place)
            for quad in quads_about(statements, place):
                if quad.predicate in _WITHIN and isinstance(quad.object, NamedNode):
                    waiting.append(quad.object)
                elif (quad.predicate, quad.object) == _IS_COUNTRY:
                    countries.add(place)
    return countries


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


def _year(value: bytes) -> str:
    text, mark, _ = value.decode().partition(f'"^^<{PREFIXES["xsd"]}gYear>')
    return text[1:] if mark else ""


def _name(compacted: str) -> NamedNode:
    prefix, _, local = compacted.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


_WITHIN = {_name("schema:containedInPlace"), _name("igm:partOf")}
_IS_COUNTRY = (_name("rdf:type"), _name("igm:Country"))
