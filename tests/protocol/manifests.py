"""The W3C's SPARQL tests, as their manifests list them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from rdflib import RDF, Graph, Namespace
from rdflib.collection import Collection
from rdflib.term import Node, URIRef

__all__ = ["FOLDER", "Entry", "entries", "files", "iri_of", "manifest_graph"]

FOLDER = Path(__file__).with_name("w3c")
#: Folder to where the W3C publishes it; relative IRIs in tests are relative to that.
_PUBLISHED = {
    "sparql10": "http://www.w3.org/2001/sw/DataAccess/tests/data-r2/",
    "sparql11": "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/",
}
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
_QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
_DAWG = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#")


@dataclass(frozen=True)
class Entry:
    """One test of a query.

    Attributes:
        name: path of its manifest and its local name.
        kind: local name of its type, such as `QueryEvaluationTest`.
        query: file of the query.
        data: IRIs of the files that are the default graph.
        graphs: IRIs of the files that are the named graphs.
        result: file of the expected answer; None for a test of syntax.
        lax: whether each solution may be there more often, or less often but once.
    """

    name: str
    kind: str
    query: Path
    data: tuple[str, ...]
    graphs: tuple[str, ...]
    result: Path | None
    lax: bool


def iri_of(path: Path) -> str:
    """IRI that a file of the suite has on the web."""
    version, *rest = path.relative_to(FOLDER).parts
    return urljoin(_PUBLISHED[version], "/".join(rest))


def _file(iri: Node) -> Path:
    version, base = next((version, base) for version, base in _PUBLISHED.items() if str(iri).startswith(base))
    return FOLDER / version / str(iri).removeprefix(base)


def files() -> Iterator[Path]:
    """Files that hold the data of some test."""
    used = {iri for entry in entries() for iri in (*entry.data, *entry.graphs)}
    yield from sorted({_file(URIRef(iri)) for iri in used} | set(FOLDER.glob("sparql10/dataset/data-*.ttl")))


def manifest_graph(path: Path) -> Graph:
    """A manifest as RDF."""
    return Graph().parse(path, format="turtle", publicID=iri_of(path))


def entries() -> Iterator[Entry]:
    """Every test of queries that its working group has not withdrawn."""
    for path in sorted(FOLDER.glob("sparql1*/*/manifest.ttl")):
        manifest = manifest_graph(path)
        for head in manifest.objects(predicate=MF.entries):
            for test in Collection(manifest, head):
                if (test, _DAWG.approval, _DAWG.Withdrawn) not in manifest and manifest.value(test, MF.action):
                    yield _read(manifest, path, test)


def _read(manifest: Graph, path: Path, test: Node) -> Entry:
    action, result = manifest.value(test, MF.action), manifest.value(test, MF.result)
    query = manifest.value(action, _QT.query) or action
    assert query is not None
    return Entry(
        name=f"{path.parent.relative_to(FOLDER)}/{str(test).partition('#')[2]}",
        kind=str(manifest.value(test, RDF.type)).partition("#")[2],
        query=_file(query),
        data=tuple(sorted(map(str, manifest.objects(action, _QT.data)))),
        graphs=tuple(sorted(map(str, manifest.objects(action, _QT.graphData)))),
        result=_file(result) if result else None,
        lax=(test, MF.resultCardinality, MF.LaxCardinality) in manifest,
    )
