"""Which documents there are: about things of a snapshot, its named graphs, the ontology, shapes and the dataset."""

import re
from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode, parse

from igmgraph.build.snapshot import Snapshot

__all__ = ["find_documents"]

#: Paths that a server needs not decode; a document with any other is left to the service.
_PLAIN = re.compile(r"[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*")
_FIXED = ("/dataset", "/ontology", "/shapes", "/house")


def find_documents(snapshot: Snapshot) -> Sequence[str]:
    """URL paths of documents, without extension, sorted."""
    base = snapshot.manifest["base_iri"]
    graphs = (f"/{graph.removeprefix(base)}" for graph in snapshot.manifest["graphs"] if graph.startswith(base))
    things = {f"/doc/{iri.removeprefix(f'{base}id/')}" for iri in _iris(snapshot) if iri.startswith(f"{base}id/")}
    return sorted(path for path in {*_FIXED, *graphs, *things} if _PLAIN.fullmatch(path[1:]))


def _iris(snapshot: Snapshot) -> Iterator[str]:
    for quad in parse(path=str(snapshot.dataset)):
        for term in (quad.subject, quad.object):
            if isinstance(term, NamedNode):
                yield term.value
