"""Dumps of a snapshot, whole and by named graph.

N-Quads and JSON-LD keep the named graphs. Turtle and RDF/XML have none: they hold the union of all graphs, each triple
once, which is what a query sees by default. What a format cannot write has no file in it: triple terms in JSON-LD
and RDF/XML, some predicates and characters in XML.
"""

import gzip
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import lru_cache
from itertools import chain, groupby
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import quote

from pyoxigraph import Quad, RdfFormat, parse, serialize

from igmgraph.downloads.index import Download, enter
from igmgraph.iris import graph_iri
from igmgraph.namespaces import PREFIXES
from igmgraph.rdf.declarations import SortedDeclarations
from igmgraph.rdf.nquads import graph_of
from igmgraph.rdf.packing import pack
from igmgraph.rdf.xml_names import is_element

__all__ = ["LARGE", "WHOLE", "write_dumps"]

#: Bytes of N-Quads above which data are large, for their dumps and tables: a spreadsheet holds a million rows.
LARGE = 128_000_000
#: Name, without extension, of the files of the whole dataset.
WHOLE = "igm"
_FORMATS = {"ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML}
# Predicates and classes become names of elements; characters go into the file as they are (XML 1.0, section 2.2).
_NAMES = re.compile(rb"\S+ <([^ ]*)> (?:(?<=rdf-syntax-ns#type> )<([^ ]*)>)?")
_NOT_XML = re.compile(rb"\\r|\\u00[01]|[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_TRIPLE_TERM = re.compile(rb"\S+ \S+ <<")
_PATH = re.compile(r"[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*)*", re.ASCII)
#: Bytes of the name of a file, at most; a graph with a longer name is in the files of the whole only.
_LONGEST = 200


def write_dumps(dataset: Path, folder: Path, base_iri: str) -> Iterator[Download]:
    """Write the dumps of some canonical N-Quads into a folder.

    Each file depends on the quads alone: the same data give the same bytes. Of large data there are files of the whole,
    written as a stream; each graph has its own address anyway.
    """
    if dataset.stat().st_size > LARGE:
        with dataset.open("rb") as lines, pack(folder / f"{WHOLE}.nq.gz") as whole:
            shutil.copyfileobj(lines, whole)
        yield enter(folder, f"{WHOLE}.nq.gz", "nq")
        yield from _convert(folder, WHOLE, [dataset], [dataset])
        return
    graphs = _split(dataset, folder, base_iri)
    parts = [folder / name for name in graphs.values()]
    yield enter(folder, f"{WHOLE}.nq.gz", "nq")
    yield from _convert(folder, WHOLE, parts, [dataset])
    for graph, name in graphs.items():
        yield enter(folder, name, "nq", graph=graph)
        yield from _convert(folder, name.removesuffix(".nq.gz"), [folder / name], [folder / name], graph=graph)


def _split(dataset: Path, folder: Path, base_iri: str) -> dict[str, str]:
    """Write N-Quads of the whole and of each graph; give back graph IRI to file, in order."""
    files: dict[bytes, Any] = {}
    names: dict[str, str] = {}
    with ExitStack() as open_files, dataset.open("rb") as lines:
        whole = open_files.enter_context(pack(folder / f"{WHOLE}.nq.gz"))
        for line in lines:
            whole.write(line)
            graph = graph_of(line)
            if graph not in files:
                name = _name(graph, base_iri)
                files[graph] = open_files.enter_context(pack(_room(folder / name))) if name else None
                if name:
                    names[graph[1:-1].decode()] = name
            if files[graph]:
                files[graph].write(line)
    return dict(sorted(names.items()))


def _name(graph: bytes, base_iri: str) -> str | None:
    """File of a graph; None for the default graph and for names that no file can have."""
    if not (graph.startswith(b"<") and graph.endswith(b">")):
        return None
    iri = graph[1:-1].decode()
    slug = iri.removeprefix(graph_iri("", base_iri))
    slug = slug if _PATH.fullmatch(slug) else quote(iri, safe="")
    return f"graph/{slug}.nq.gz" if len(slug) <= _LONGEST else None


def _room(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _convert(
    folder: Path, name: str, quads: Iterable[Path], triples: Iterable[Path], **about: str
) -> Iterator[Download]:
    """Write the other formats of what some N-Quads files hold: graph by graph, and subject by subject."""
    for extension, form in _FORMATS.items():
        if not all(_is_writable(path, extension) for path in triples):
            continue
        facts = _quads(quads) if extension == "jsonld" else _triples(triples)
        with pack(folder / f"{name}.{extension}.gz") as packed:
            target = SortedDeclarations(packed)
            prefixes = {} if extension == "jsonld" else dict(PREFIXES)
            serialize(facts, cast("IO[bytes]", target), format=form, prefixes=prefixes)
            target.flush()
        yield enter(folder, f"{name}.{extension}.gz", extension, **about)


def _quads(paths: Iterable[Path]) -> Iterator[Quad]:
    return chain.from_iterable(map(_parse, paths))


def _triples(paths: Iterable[Path]) -> Iterator[Any]:
    """Each triple once; those of several graphs are neighbours."""
    return (triple for triple, _ in groupby(quad.triple for quad in _quads(paths)))


def _parse(path: Path) -> Iterator[Quad]:
    with _open(path) as stream:
        yield from parse(input=stream, format=RdfFormat.N_QUADS)


def _is_writable(path: Path, extension: str) -> bool:
    with _open(path) as lines:
        return extension == "ttl" or all(_is_line_writable(line, as_xml=extension == "rdf") for line in lines)


def _is_line_writable(line: bytes, *, as_xml: bool) -> bool:
    if _TRIPLE_TERM.match(line):
        return False
    names = _NAMES.match(line) if as_xml and not _NOT_XML.search(line) else None
    return not as_xml or bool(names and all(_is_element(name) for name in names.groups() if name))


@lru_cache
def _is_element(iri: bytes) -> bool:
    return is_element(iri.decode())


def _open(path: Path) -> Any:
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")
