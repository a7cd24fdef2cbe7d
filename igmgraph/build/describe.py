"""VoID and DCAT description of the dataset, with counts taken from the data, in `graph/description`.

Every count is what a query on the union of all other graphs gives: a description that counted itself would have to
know its own numbers. No time stamps: the same data give the same description.
"""

from collections.abc import Iterator
from functools import cache
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.build.counts import count, quads_about
from igmgraph.build.coverage import COLLECTED, cover
from igmgraph.build.quality import measure
from igmgraph.iris import graph_iri
from igmgraph.languages import LANGUAGES, choose
from igmgraph.namespaces import BASE, CC_BY, IGM, ONTOLOGY, PREFIXES, RDFS, compact
from igmgraph.rdf.canonical import canonical_quads
from igmgraph.rdf.reading import DESCRIPTION, INFERRED
from igmgraph.rdf.sorting import SortedFiles

__all__ = ["describe"]

_Statement = tuple[NamedNode, NamedNode, NamedNode | Literal]
_Texts = dict[str, str]

_CLASS = {"en": "Class partition: {}", "es": "Partición por clase: {}", "fr": "Partition par classe : {}"}
_PROPERTY = {
    "en": "Property partition: {}",
    "es": "Partición por propiedad: {}",
    "fr": "Partition par propriété : {}",
}
_LINKS = {"en": "Links to {}", "es": "Enlaces a {}", "fr": "Liens vers {}"}
_EXTERNAL = {"en": "Data published at {}", "es": "Datos publicados en {}", "fr": "Données publiées sur {}"}
_GENERATED: dict[str, tuple[_Texts, _Texts]] = {
    INFERRED: (
        {"en": "Inferred statements", "es": "Enunciados inferidos", "fr": "Énoncés inférés"},
        {
            "en": "What follows from the other graphs by the rules of OWL 2 RL and none of them states.",
            "es": "Lo que se deduce de los demás grafos según las reglas de OWL 2 RL y ninguno de ellos enuncia.",
            "fr": "Ce qui se déduit des autres graphes par les règles d'OWL 2 RL et qu'aucun d'eux n'énonce.",
        },
    ),
    DESCRIPTION: (
        {"en": "Description of the dataset", "es": "Descripción del conjunto de datos", "fr": "Description du jeu"},
        {
            "en": "What the dataset holds, in VoID and DCAT, counted when it was built.",
            "es": "Lo que contiene el conjunto de datos, en VoID y DCAT, contado al construirlo.",
            "fr": "Ce que contient le jeu de données, en VoID et DCAT, compté lors de sa construction.",
        },
    ),
}


def describe(statements: SortedFiles, base_iri: str = BASE) -> list[Quad]:
    """Describe a dataset; empty when no catalog says that `https://w3id.org/igm/dataset` is a void:Dataset.

    Statements that the dataset already makes are not repeated.

    Raises:
        IgmError: there is no room on the disk beside the statements.
    """
    catalog = NamedNode(graph_iri("catalog", base_iri))
    if Quad(_DATASET, _name("rdf:type"), _name("void:Dataset"), catalog) not in quads_about(statements, _DATASET):
        return []
    return _Description(statements, base_iri).quads()


def _name(compacted: str) -> NamedNode:
    prefix, _, local = compacted.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


_DATASET, _LABEL = NamedNode(f"{BASE}dataset"), NamedNode(f"{RDFS}label")


class _Description:
    """The statements about a dataset, in the order of this file."""

    def __init__(self, statements: SortedFiles, base_iri: str) -> None:
        self._base = base_iri
        self._data = statements
        self._counts = count(statements, base_iri, COLLECTED)
        self._names = cache(self._find_names)

    def quads(self) -> list[Quad]:
        graph = self._graph(DESCRIPTION)
        statements = set(self._statements())
        known = (quad for subject in {each[0] for each in statements} for quad in quads_about(self._data, subject))
        statements -= {(quad.subject, quad.predicate, quad.object) for quad in known}
        statements |= set(_numbers(graph, triples=len(statements) + 1))
        return canonical_quads(Quad(*statement, graph) for statement in statements)

    def _statements(self) -> Iterator[_Statement]:
        yield from self._dataset()
        yield from self._vocabularies()
        yield from self._graphs()
        yield from self._class_partitions()
        yield from self._property_partitions()
        yield from self._linksets()
        yield from cover(self._counts, self._data)
        yield from measure(self._counts, self._names)

    def _graph(self, slug: str) -> NamedNode:
        return NamedNode(graph_iri(slug, self._base))

    def _dataset(self) -> Iterator[_Statement]:
        counts = self._counts
        yield _DATASET, _name("void:uriSpace"), Literal(f"{self._base}id/")
        yield from _numbers(
            _DATASET,
            triples=counts.triples,
            entities=counts.entities,
            distinctSubjects=counts.subjects,
            distinctObjects=counts.objects,
            classes=len(counts.classes),
            properties=len(counts.properties),
        )

    def _vocabularies(self) -> Iterator[_Statement]:
        terms = {*self._counts.classes, *self._counts.properties}
        used = {compact(term.value).partition(":")[0] for term in terms} & PREFIXES.keys()
        for prefix in used:
            namespace = PREFIXES[prefix]
            yield _DATASET, _name("void:vocabulary"), NamedNode(ONTOLOGY if namespace == IGM else namespace)

    def _graphs(self) -> Iterator[_Statement]:
        for graph, triples in self._counts.graph_triples.items():
            yield _DATASET, _name("void:subset"), graph
            yield from _numbers(graph, triples=triples, entities=self._counts.graph_entities[graph])
        for slug, (label, text) in _GENERATED.items():
            graph = self._graph(slug)
            if slug == DESCRIPTION or graph in self._counts.graph_triples:
                yield _DATASET, _name("dct:hasPart"), graph
                yield graph, _name("rdf:type"), _name("sd:NamedGraph")
                yield graph, _name("rdf:type"), _name("dcat:Dataset")
                yield graph, _name("dct:license"), NamedNode(CC_BY)
                yield from _texts(graph, "rdfs:label", label)
                yield from _texts(graph, "dct:description", text)

    def _class_partitions(self) -> Iterator[_Statement]:
        for kind, use in self._counts.classes.items():
            partition = self._partition("class", kind, _CLASS)
            yield from partition
            node = partition[0][0]
            yield _DATASET, _name("void:classPartition"), node
            yield node, _name("void:class"), kind
            yield from _numbers(node, entities=use.instances)
            if use.example and kind.value.startswith(IGM):
                yield node, _name("void:exampleResource"), NamedNode(use.example)
                yield _DATASET, _name("void:exampleResource"), NamedNode(use.example)

    def _property_partitions(self) -> Iterator[_Statement]:
        for term, usage in self._counts.properties.items():
            partition = self._partition("property", term, _PROPERTY)
            yield from partition
            node = partition[0][0]
            yield _DATASET, _name("void:propertyPartition"), node
            yield node, _name("void:property"), term
            yield from _numbers(
                node, triples=usage.triples, distinctSubjects=usage.subjects, distinctObjects=usage.objects
            )

    def _partition(self, kind: str, term: NamedNode, template: _Texts) -> list[_Statement]:
        """Type and labels of a partition; the labels are those of the class or property."""
        short = compact(term.value)
        node = _minted(kind, short.removeprefix("igm:"))
        names = self._names(term)
        texts = {
            language: text.format((choose(names, language) or (short, ""))[0]) for language, text in template.items()
        }
        return [(node, _name("rdf:type"), _name("void:Dataset")), *_texts(node, "rdfs:label", texts)]

    def _linksets(self) -> Iterator[_Statement]:
        """One linkset for each host that our entities link to."""
        for host, used in self._counts.links.items():
            node, external = _minted("links", host), _minted("external", host)
            yield node, _name("rdf:type"), _name("void:Linkset")
            yield node, _name("void:subjectsTarget"), _DATASET
            yield node, _name("void:objectsTarget"), external
            yield from ((node, _name("void:linkPredicate"), predicate) for predicate in used)
            yield from _numbers(node, triples=used.total())
            yield from _texts(node, "rdfs:label", _about(host, _LINKS))
            yield _DATASET, _name("void:subset"), node
            yield external, _name("rdf:type"), _name("void:Dataset")
            yield from _texts(external, "rdfs:label", _about(host, _EXTERNAL))

    def _find_names(self, term: NamedNode) -> _Texts:
        """Labels of a class or property by language tag."""
        found: _Texts = {}
        for quad in quads_about(self._data, term):
            if quad.predicate == _LABEL and isinstance(quad.object, Literal):
                tag, text = quad.object.language or "", quad.object.value
                # Of two labels in one language the first in alphabetical order, so that the choice is stable.
                found[tag] = min(text, found.get(tag, text))
        return found


def _minted(kind: str, name: str) -> NamedNode:
    return NamedNode(f"{_DATASET.value}#{kind}-{quote(name.replace(':', '-', 1), safe='.')}")


def _numbers(subject: NamedNode, **counts: int) -> Iterator[_Statement]:
    for name, number in counts.items():
        yield subject, _name(f"void:{name}"), Literal(number)


def _texts(subject: NamedNode, predicate: str, texts: _Texts) -> Iterator[_Statement]:
    for language in LANGUAGES:
        yield subject, _name(predicate), Literal(texts[language], language=language)


def _about(host: str, template: _Texts) -> _Texts:
    return {language: text.format(host) for language, text in template.items()}
