"""The files of the dataset as DCAT distributions, with size and checksum; told by the service that offers them.

The dataset cannot tell this of itself: a file that held its own checksum would have another.
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.downloads.index import Download
from igmgraph.namespaces import CC_BY, PREFIXES, RDF, RDFS
from igmgraph.web.facts.edition import DATASET

__all__ = ["describe_distributions"]

_IANA = "https://www.iana.org/assignments/media-types/"
_TABLES = {"en": "table in English", "es": "tabla en español", "fr": "tableau en français"}


def describe_distributions(files: Iterable[Download], root: str) -> list[Quad]:
    """Describe files below an IRI; those that hold one named graph are distributions of that graph."""
    return [Quad(subject, predicate, value) for each in files for subject, predicate, value in _statements(each, root)]


def _statements(each: Download, root: str) -> Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]:
    node = NamedNode(f"{root}download/{each.name}")
    checksum = NamedNode(f"{node.value}#sha256")
    size = Literal(str(each.bytes), datatype=_name("xsd:nonNegativeInteger"))
    yield NamedNode(each.graph) if each.graph else DATASET, _name("dcat:distribution"), node
    yield node, NamedNode(f"{RDF}type"), _name("dcat:Distribution")
    yield node, NamedNode(f"{RDFS}label"), Literal(each.name)
    yield node, _name("dct:title"), Literal(each.name)
    yield node, _name("dcat:downloadURL"), node
    yield node, _name("dcat:accessURL"), node
    yield node, _name("dcat:mediaType"), NamedNode(_IANA + each.media_type)
    if each.packed:
        yield node, _name("dcat:compressFormat"), NamedNode(f"{_IANA}application/gzip")
    if each.language:
        yield node, _name("dct:language"), Literal(each.language)
        yield node, _name("dct:description"), Literal(_TABLES[each.language], language=each.language)
    yield node, _name("dcat:byteSize"), size
    yield node, _name("dct:license"), NamedNode(CC_BY)
    yield node, _name("spdx:checksum"), checksum
    yield checksum, NamedNode(f"{RDF}type"), _name("spdx:Checksum")
    yield checksum, _name("spdx:algorithm"), _name("spdx:checksumAlgorithm_sha256")
    yield checksum, _name("spdx:checksumValue"), Literal(each.sha256, datatype=_name("xsd:hexBinary"))


def _name(compacted: str) -> NamedNode:
    prefix, _, local = compacted.partition(":")
    return NamedNode(PREFIXES[prefix] + local)
