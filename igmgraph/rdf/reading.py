"""Sources to quads: files, folders, and igm datasets, whose catalog says which file is which named graph."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from igmgraph.errors import InputError
from igmgraph.iris import graph_iri, rebase
from igmgraph.namespaces import BASE, IGM, RDF
from igmgraph.rdf.parsing import is_rdf, parse_file, stream_file
from igmgraph.shipped import CANDIDATES, CATALOG, ONTOLOGY_FILES

__all__ = [
    "DESCRIPTION",
    "INFERRED",
    "Part",
    "Sources",
    "parse_file",
    "plan",
    "read_ontology",
    "read_part",
    "read_parts",
    "read_sources",
]

#: Slugs of the named graphs that a build makes itself, anew each time: what a dump says in them is not read.
MADE = INFERRED, DESCRIPTION = "inferred", "description"

Resource = NamedNode | BlankNode | Triple
_T = TypeVar("_T")

_SOURCE_FILE = NamedNode(f"{IGM}sourceFile")
_TYPE = NamedNode(f"{RDF}type")


@dataclass(frozen=True, slots=True)
class Sources:
    """What was read.

    Attributes:
        quads: every quad, in the named graphs they will be served from.
        files: described resource to the file that states its type, else the first file it is a subject in.
        cataloged: whether a dataset with a catalog is among them, and with it the shipped ontology.
    """

    quads: Sequence[Quad]
    files: Mapping[Resource, str]
    cataloged: bool

    def locate(self, resource: object) -> str | None:
        """File that describes a resource, as messages name it; None for a resource that no file describes."""
        return self.files.get(resource) if isinstance(resource, Resource) else None


@dataclass(frozen=True, slots=True)
class Part:
    """A file to read: what messages call it, and the named graph that its triples belong to, if any."""

    path: Path
    name: str
    graph: str | None = None


def read_sources(paths: Sequence[Path], base_iri: str = BASE) -> Sources:
    """Read files and folders; what comes back does not depend on the order in which they are given.

    A folder that has a catalog is an igm dataset: its files become the named graphs of the catalog, and the
    shipped ontology comes along. Anything else is read as it is: quads keep their graphs, triples go to the
    default graph. Instance IRIs are minted under `base_iri`. Graphs that a build makes itself are left out.

    Raises:
        RdfSyntaxError: a file is not well-formed.
        InputError: a path cannot be read, holds no RDF, or does not agree with its catalog; or `base_iri` is no
            `http(s)` IRI that ends in a slash.
    """
    return read_parts(plan(paths, base_iri), base_iri)


def plan(paths: Sequence[Path], base_iri: str = BASE) -> list[Part]:
    """Find the files to be read, in an order that does not depend on that of `paths`; raises as `read_sources` does."""
    _check_base(base_iri)
    try:
        parts = [part for path in paths for part in _plan(path)]
    except OSError as error:
        raise InputError(f"{error.filename}: {error.strerror}") from None
    if any(part.graph for part in parts):
        parts += _ontology_parts()
    # A file that is reached twice is read once, as part of its dataset if it belongs to one.
    parts.sort(key=lambda part: (part.graph is None, part.name))
    unique = {part.path.resolve(): part for part in reversed(parts)}
    return list(reversed(unique.values()))


def read_ontology(base_iri: str = BASE) -> Sources:
    """Read the shipped ontology and its alignment, each in its named graph.

    Raises:
        InputError: a file is missing or not well-formed.
    """
    return read_parts(_ontology_parts(), base_iri)


def _check_base(base_iri: str) -> None:
    try:
        NamedNode(base_iri)
    except ValueError as error:
        raise InputError(f"base IRI {base_iri!r}: {error}") from None
    if not (base_iri.startswith(("http://", "https://")) and base_iri.endswith("/")):
        raise InputError(f"base IRI {base_iri!r}: must be an http or https IRI that ends in /")


def _ontology_parts() -> list[Part]:
    return [Part(path, f"{path.parent.name}/{path.name}", slug) for slug, path in ONTOLOGY_FILES.items()]


def _plan(path: Path) -> list[Part]:
    if not path.exists():
        raise InputError(f"{path}: no such file or folder")
    parts = list(_walk(path)) if path.is_dir() else [Part(path, str(path))]
    if not parts:
        raise InputError(f"{path}: no RDF file in this folder")
    return parts


def _walk(folder: Path) -> Iterator[Part]:
    if (folder / CATALOG).is_file():
        yield from _plan_dataset(folder)
        return
    for child in _children(folder):
        if child.is_dir():
            yield from _walk(child)
        else:
            yield Part(child, str(child))


def _children(folder: Path) -> list[Path]:
    shown = (child for child in folder.iterdir() if not child.name.startswith(".") and CANDIDATES not in child.suffixes)
    return sorted(child for child in shown if child.is_dir() or is_rdf(child))


def _plan_dataset(folder: Path) -> list[Part]:
    catalog = folder / CATALOG
    listed: dict[Path, str] = {}
    for quad in parse_file(catalog):
        if quad.predicate == _SOURCE_FILE and isinstance(quad.object, Literal):
            path = folder / quad.object.value
            if path in listed:
                raise InputError(f"{catalog}: {quad.object.value} is the igm:sourceFile of two graphs")
            if not path.is_file():
                raise InputError(f"{catalog}: {quad.object.value} is listed and does not exist")
            listed[path] = _slug(quad.subject, catalog)
    for path in _files_below(folder):
        if path not in listed:
            raise InputError(f"{path}: no graph in {catalog} has this file as its igm:sourceFile")
    return [Part(path, str(path), slug) for path, slug in listed.items()]


def _files_below(folder: Path) -> Iterator[Path]:
    for child in _children(folder):
        if child.is_dir():
            yield from _files_below(child)
        else:
            yield child


def _slug(graph: object, catalog: Path) -> str:
    prefix = graph_iri("")
    if isinstance(graph, NamedNode) and graph.value.startswith(prefix):
        return graph.value.removeprefix(prefix)
    raise InputError(f"{catalog}: {graph} has an igm:sourceFile; names of graphs begin with {prefix}")


def read_parts(parts: Sequence[Part], base_iri: str) -> Sources:
    """Read what was planned, at once; raises as `read_sources` does."""
    quads: list[Quad] = []
    typed: dict[Resource, str] = {}
    mentioned: dict[Resource, str] = {}
    for part in parts:
        for quad in read_part(part, base_iri):
            quads.append(quad)
            (typed if quad.predicate == _TYPE else mentioned).setdefault(quad.subject, part.name)
    return Sources(quads, mentioned | typed, cataloged=any(part.graph for part in parts))


def read_part(part: Part, base_iri: str) -> Iterator[Quad]:
    """Read one file, quad by quad, without what a build makes itself; raises as `read_sources` does."""
    made = {NamedNode(graph_iri(slug, base_iri)) for slug in MADE}
    return (quad for quad in _read_part(part, base_iri) if quad.graph_name not in made)


def _read_part(part: Part, base_iri: str) -> Iterator[Quad]:
    graph = NamedNode(graph_iri(part.graph, base_iri)) if part.graph else None
    quads = stream_file(part.path, part.name)
    if graph is None and base_iri == BASE:
        yield from quads
        return
    for quad in quads:
        if graph and not isinstance(quad.graph_name, DefaultGraph):
            raise InputError(f"{part.name}: holds the named graph {quad.graph_name}; its catalog makes it one graph")
        yield Quad(
            _rebase(quad.subject, base_iri),
            _rebase(quad.predicate, base_iri),
            _rebase(quad.object, base_iri),
            graph or _rebase(quad.graph_name, base_iri),
        )


def _rebase(term: _T, base_iri: str) -> _T:
    if isinstance(term, NamedNode):
        return NamedNode(rebase(term.value, base_iri))  # type: ignore[return-value]
    if isinstance(term, Triple):
        parts = (_rebase(part, base_iri) for part in (term.subject, term.predicate, term.object))
        return Triple(*parts)  # type: ignore[return-value,arg-type]
    return term
