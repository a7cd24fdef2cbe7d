"""A graph cut into updates, blank nodes never parted; and what two graphs that say the same have in common."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, serialize

from igmgraph.namespaces import PREFIXES
from igmgraph.rdf.canonical import canonical_nquads

__all__ = ["Batch", "digest", "ntriples", "split"]

#: Triples in one update: enough to be quick, few enough for engines that hold an update in memory.
_BATCH_SIZE = 2_000
_XSD = PREFIXES["xsd"]
#: Datatype to the one under which its values are compared: Virtuoso keeps a whole decimal as an integer.
_NUMBERS = {
    **{f"{_XSD}{name}": f"{_XSD}decimal" for name in ("decimal", "integer", "int", "nonNegativeInteger")},
    **{f"{_XSD}{name}": f"{_XSD}double" for name in ("double", "float")},
}
_BOOLEAN = f"{_XSD}boolean"


@dataclass(frozen=True, slots=True)
class Batch:
    """Some triples of a graph, as N-Triples.

    Attributes:
        number: from 0 in each graph.
        triples: the text.
        blank: whether these are the triples with blank nodes.
    """

    number: int
    triples: str
    blank: bool


def split(quads: Iterable[Quad]) -> Iterator[Batch]:
    """Batches of a graph; what has blank nodes comes last and in one piece, since a label means nothing elsewhere."""
    blank: list[Quad] = []
    plain = (quad for quad in quads if not _keep_aside(quad, blank))
    number = 0
    while batch := list(islice(plain, _BATCH_SIZE)):
        yield Batch(number, ntriples(batch), blank=False)
        number += 1
    if blank:
        yield Batch(number, ntriples(blank), blank=True)


def digest(quads: Iterable[Quad]) -> str:
    """SHA-256 of a graph's canonical triples (RDFC-1.0); numbers count by value, which some engines rewrite."""
    triples = (Quad(quad.subject, quad.predicate, _by_value(quad.object)) for quad in quads)
    return hashlib.sha256(canonical_nquads(triples)).hexdigest()


def ntriples(quads: Iterable[Quad]) -> str:
    """Triples of some quads, as N-Triples."""
    content = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b""
    return content.decode()


def _keep_aside(quad: Quad, blank: list[Quad]) -> bool:
    has_blank_node = isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)
    if has_blank_node:
        blank.append(quad)
    return has_blank_node


def _by_value(term: Any) -> Any:
    if not isinstance(term, Literal):
        return term
    datatype = term.datatype.value
    if datatype == _BOOLEAN:
        return Literal(str(term.value in {"true", "1"}).lower(), datatype=NamedNode(_BOOLEAN))
    if datatype not in _NUMBERS:
        return term
    try:
        return Literal(f"{Decimal(term.value).normalize():f}", datatype=NamedNode(_NUMBERS[datatype]))
    except InvalidOperation:
        return term
