"""Quality of the dataset, measured when it is built (Data Quality Vocabulary): labels by language, links by class."""

from collections.abc import Callable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode

from igmgraph.build.counts import Counts
from igmgraph.languages import LANGUAGES, choose
from igmgraph.namespaces import BASE, IGM, PREFIXES, RDF, RDFS, compact

__all__ = ["measure"]

_Statement = tuple[NamedNode, NamedNode, NamedNode | Literal]

_DQV, _DCT = PREFIXES["dqv"], PREFIXES["dct"]
_DATASET = NamedNode(f"{BASE}dataset")
_TYPE, _LABEL = NamedNode(f"{RDF}type"), NamedNode(f"{RDFS}label")
_DECIMAL = NamedNode(f"{PREFIXES['xsd']}decimal")

#: Metric to its name and definition.
_METRICS = {
    "labels": {
        "en": "Share of our things that have a label in a language",
        "es": "Proporción de nuestras cosas que tienen etiqueta en un idioma",
        "fr": "Part de nos choses qui ont un nom dans une langue",
    },
    "links": {
        "en": "Share of the things of a class that link to another dataset",
        "es": "Proporción de las cosas de una clase que enlazan con otro conjunto de datos",
        "fr": "Part des choses d'une classe qui renvoient à un autre jeu de données",
    },
}
_LABELS = {"en": "Labels: {}", "es": "Etiquetas: {}", "fr": "Noms : {}"}
_LINKS = {"en": "Links: {}", "es": "Enlaces: {}", "fr": "Liens : {}"}


def measure(counts: Counts, names: Callable[[NamedNode], Mapping[str, str]]) -> Iterator[_Statement]:
    """Measure; `names` gives the labels of a class by language."""
    for metric, texts in _METRICS.items():
        node = _node("metric", metric)
        yield node, _TYPE, NamedNode(f"{_DQV}Metric")
        yield node, NamedNode(f"{_DQV}expectedDataType"), _DECIMAL
        yield from ((node, _LABEL, Literal(text, language=language)) for language, text in texts.items())
    yield from _labels(counts)
    yield from _links(counts, names)


def _labels(counts: Counts) -> Iterator[_Statement]:
    for language in LANGUAGES:
        node = _node("labels", language)
        yield from _measurement(node, "labels", counts.labelled[language], counts.entities)
        yield node, NamedNode(f"{_DCT}language"), Literal(language)
        yield from _texts(node, _LABELS, dict.fromkeys(LANGUAGES, language))


def _links(counts: Counts, names: Callable[[NamedNode], Mapping[str, str]]) -> Iterator[_Statement]:
    for kind, use in counts.classes.items():
        if not kind.value.startswith(IGM):
            continue
        node = _node("links-of", compact(kind.value).removeprefix("igm:"))
        yield from _measurement(node, "links", use.linking, use.instances)
        yield node, NamedNode(f"{_DCT}subject"), kind
        labels, short = names(kind), compact(kind.value)
        yield from _texts(node, _LINKS, {each: (choose(labels, each) or (short, ""))[0] for each in LANGUAGES})


def _measurement(node: NamedNode, metric: str, part: int, whole: int) -> Iterator[_Statement]:
    yield _DATASET, NamedNode(f"{_DQV}hasQualityMeasurement"), node
    yield node, _TYPE, NamedNode(f"{_DQV}QualityMeasurement")
    yield node, NamedNode(f"{_DQV}isMeasurementOf"), _node("metric", metric)
    yield node, NamedNode(f"{_DQV}computedOn"), _DATASET
    share = part / whole if whole else 0.0
    yield node, NamedNode(f"{_DQV}value"), Literal(f"{share:.4f}", datatype=_DECIMAL)


def _texts(node: NamedNode, template: dict[str, str], names: dict[str, str]) -> Iterator[_Statement]:
    for language in LANGUAGES:
        yield node, _LABEL, Literal(template[language].format(names[language]), language=language)


def _node(kind: str, name: str) -> NamedNode:
    return NamedNode(f"{_DATASET.value}#{kind}-{name.replace(':', '-', 1)}")
