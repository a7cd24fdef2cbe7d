"""What changed from one version of the data to another, in one pass over two sorted files.

Canonical N-Quads stand in the order of their subjects, so that neither version need be in memory. Blank nodes have the
labels that RDFC-1.0 gives them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import Quad, RdfFormat, parse

from igmgraph.rdf.nquads import subject_of

__all__ = ["Change", "Side", "compare", "patch"]

_Group = tuple[bytes, list[bytes]]


@dataclass(frozen=True, slots=True)
class Side:
    """All that one of the versions says of a thing, as canonical N-Quads."""

    lines: tuple[bytes, ...]

    def quads(self) -> list[Quad]:
        """The same as quads."""
        return list(parse(input=b"".join(line + b"\n" for line in self.lines), format=RdfFormat.N_QUADS))


@dataclass(frozen=True, slots=True)
class Change:
    """A thing of which the two versions do not say the same.

    Attributes:
        subject: the thing, as N-Quads write it.
        before, after: all that is said of it; nothing where the version does not have it.
    """

    subject: bytes
    before: Side
    after: Side

    @property
    def removed(self) -> list[bytes]:
        """Statements that only the earlier version makes."""
        kept = set(self.after.lines)
        return [line for line in self.before.lines if line not in kept]

    @property
    def added(self) -> list[bytes]:
        """Statements that only the later version makes."""
        kept = set(self.before.lines)
        return [line for line in self.after.lines if line not in kept]


def compare(before: Iterable[bytes], after: Iterable[bytes]) -> Iterator[Change]:
    """Find the things of which two versions do not say the same; lines as in `Kept.lines`."""
    old, new = _groups(before), _groups(after)
    left, right = next(old, None), next(new, None)
    while left or right:
        subject = min(group[0] for group in (left, right) if group)
        gone, come = _lines(left, subject), _lines(right, subject)
        if gone != come:
            yield Change(subject.rstrip(), Side(gone), Side(come))
        left = next(old, None) if gone else left
        right = next(new, None) if come else right


def patch(changes: Iterable[Change], before: str, after: str) -> Iterator[bytes]:
    """The changes as an RDF Patch (afs.github.io/rdf-patch), in one transaction; versions are told by IRI."""
    yield f"H id <{after}> .\nH prev <{before}> .\nTX .\n".encode()
    for change in changes:
        yield from (b"D " + line + b"\n" for line in change.removed)
        yield from (b"A " + line + b"\n" for line in change.added)
    yield b"TC .\n"


def _groups(lines: Iterable[bytes]) -> Iterator[_Group]:
    # The blank that ends the subject belongs to the order: `<urn:a>` comes before `<urn:a>b` would.
    return ((subject + b" ", list(group)) for subject, group in groupby(lines, subject_of))


def _lines(group: _Group | None, subject: bytes) -> tuple[bytes, ...]:
    return tuple(group[1]) if group and group[0] == subject else ()
