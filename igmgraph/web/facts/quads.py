"""Rows of the service's own queries as statements."""

from pyoxigraph import DefaultGraph, NamedNode, Quad

from igmgraph.engine.values import Solution

__all__ = ["graph_of", "quad_of"]


def quad_of(row: Solution, subject: NamedNode | None = None, object_: NamedNode | None = None) -> Quad:
    """Quad of a solution over ?subject ?predicate ?object ?graph; unbound graph means the default graph."""
    return Quad(subject or row["subject"], row["predicate"], object_ or row["object"], graph_of(row))  # type: ignore[arg-type]


def graph_of(row: Solution) -> NamedNode | DefaultGraph:
    """Graph of a solution, which is the default graph when ?graph is unbound."""
    graph = row.get("graph")
    return graph if isinstance(graph, NamedNode) else DefaultGraph()
