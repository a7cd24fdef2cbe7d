"""Sources of any size to one sorted file of canonical N-Quads, in memory that does not grow.

Only what has blank nodes is held in memory: their canonical labels (RDFC-1.0) depend on all of it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, parse, serialize

from igmgraph.errors import InputError
from igmgraph.rdf.canonical import canonical_nquads
from igmgraph.rdf.nquads import graph_of
from igmgraph.rdf.reading import Part, read_part
from igmgraph.rdf.sorting import SortedFiles, sorting

__all__ = ["Gathered", "gather"]

#: Statements that are written at a time.
_PORTION = 50_000
#: Statements with blank nodes, at most: some gigabyte of memory.
_MOST_BLANK = 1_000_000


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was read.

    Attributes:
        statements: every quad, in the named graphs they will be served from.
        files: named graph, as N-Quads write it, to the first file that states something in it.
    """

    statements: SortedFiles
    files: Mapping[bytes, str]

    def locate(self, resource: object) -> str | None:
        """File that describes a resource, by the named graph that does; None when nothing does."""
        if not isinstance(resource, NamedNode | BlankNode):
            return None
        lines = self.statements.about(str(resource).encode())
        return self.files.get(graph_of(lines[0])) if lines else None


def gather(
    parts: Sequence[Part], base_iri: str, target: Path, tell: Callable[[int], None] = lambda _done: None
) -> Gathered:
    """Read the parts of some sources (`igmgraph.rdf.reading.plan`) into a file; told are the bytes of N-Quads so far.

    Raises:
        RdfSyntaxError: a file is not well-formed.
        InputError: one cannot be read, does not agree with its catalog, or has more blank nodes than can be named.
        IgmError: the disk is full.
    """
    files: dict[bytes, str] = {}
    blank: list[Quad] = []
    done = 0
    with sorting(target) as lines:
        for part in parts:
            for portion in _portions(read_part(part, base_iri)):
                content = serialize(portion, format=RdfFormat.N_QUADS) or b""
                lines.writelines(_plain(content, blank))
                done += len(content)
                tell(done)
                for graph in {quad.graph_name for quad in portion}:
                    files.setdefault(b"" if isinstance(graph, DefaultGraph) else str(graph).encode(), part.name)
            if len(blank) > _MOST_BLANK:
                raise InputError(f"{part.name}: more than {_MOST_BLANK:,} statements with blank nodes; use IRIs")
        lines.write(canonical_nquads(blank))
    return Gathered(SortedFiles(target), files)


def _portions(quads: Iterable[Quad]) -> Iterator[list[Quad]]:
    stream = iter(quads)
    while portion := list(islice(stream, _PORTION)):
        yield portion


def _plain(content: bytes, blank: list[Quad]) -> Iterator[bytes]:
    """Lines without blank nodes; the others go to `blank`."""
    if b"_:" not in content:
        yield content
        return
    for line in content.splitlines(keepends=True):
        # A text may look like this too, and is none the worse for being sorted with the others.
        if line.startswith(b"_:") or b" _:" in line:
            blank.extend(parse(input=line, format=RdfFormat.N_QUADS))
        else:
            yield line
