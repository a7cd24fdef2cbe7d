"""Statements that differ in nothing but how a number, a date or a truth is spelt: the store holds one of them."""

from collections import Counter
from collections.abc import Iterable

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, parse

from igmgraph.rdf.sorting import by_subject

__all__ = ["count_twins"]


def count_twins(lines: Iterable[bytes]) -> Counter[str]:
    r"""By graph, how many of some quads in order the store takes for others of them.

    >>> spelt = (
    ...     b'<urn:s> <urn:p> "%s"^^<http://www.w3.org/2001/XMLSchema#integer> <urn:g> .\n' % n for n in (b"01", b"1")
    ... )
    >>> count_twins(spelt)
    Counter({'urn:g': 1})
    """
    twins = Counter[str]()
    for _, about in by_subject(lines):
        typed = [line for line in about if b'"^^<' in line]
        if len(typed) > 1:
            quads = list(parse(b"".join(typed), format=RdfFormat.N_QUADS, lenient=True))
            twins += _by_graph(quads) - _by_graph(_stored(quads))
    return twins


def _stored(quads: Iterable[Quad]) -> Store:
    store = Store()
    store.extend(quads)
    return store


def _by_graph(quads: Iterable[Quad]) -> Counter[str]:
    return Counter("" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value for quad in quads)
