"""One order and one set of blank node labels for any set of quads: RDF Dataset Canonicalization (RDFC-1.0)."""

from collections.abc import Iterable

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Triple, parse, serialize

__all__ = ["canonical_nquads", "canonical_quads"]


def canonical_nquads(quads: Iterable[Quad]) -> bytes:
    """Write quads as N-Quads, each once, lines sorted bytewise; equal for isomorphic datasets."""
    plain, blank = Dataset(), Dataset()
    for quad in quads:
        (blank if _has_blank_node(quad) else plain).add(quad)
    # Labels depend on nothing but the quads that hold blank nodes, and the algorithm's cost grows with its input.
    blank.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = [line for part in (plain, blank) for line in _lines(part)]
    return b"".join(line + b"\n" for line in sorted(lines))


def canonical_quads(quads: Iterable[Quad]) -> list[Quad]:
    """Give quads back in the order, and with the blank node labels, of `canonical_nquads`."""
    return list(parse(input=canonical_nquads(quads), format=RdfFormat.N_QUADS))


def _lines(quads: Iterable[Quad]) -> list[bytes]:
    content = serialize(quads, format=RdfFormat.N_QUADS) or b""
    return content.split(b"\n")[:-1]


def _has_blank_node(part: object) -> bool:
    if isinstance(part, Quad):
        return any(_has_blank_node(term) for term in (part.subject, part.object, part.graph_name))
    if isinstance(part, Triple):
        return _has_blank_node(part.subject) or _has_blank_node(part.object)
    return isinstance(part, BlankNode)
