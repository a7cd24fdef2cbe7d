"""The table on disk: one SQLite file in the folder of its snapshot, so that the last page is found like the first.

A hub is a thing of ours that more statements refer to than a page holds. `mentions` numbers what refers to each, in the
order of property, thing and graph; `speakers` numbers the profiles whose findings speak of it. What refers to any other
thing is as quickly asked of the store.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, count, groupby, islice, product
from pathlib import Path

from igmgraph.namespaces import IGM
from igmgraph.rdf.nquads import terms_of
from igmgraph.rdf.sorting import SortedFiles, sorting
from igmgraph.sealed import is_sealed, seal

__all__ = ["INDEX", "LAYOUT", "PAGE", "is_whole", "write_index"]

#: Name of the file in the snapshot's folder.
INDEX = "mentions.db"
#: Raised whenever what is written here changes.
LAYOUT = "2"
#: Statements on a page.
PAGE = 100
_SCHEMA = """
CREATE TABLE hubs (iri TEXT PRIMARY KEY, id INTEGER, mentions INTEGER, speakers INTEGER) WITHOUT ROWID;
CREATE TABLE names (id INTEGER PRIMARY KEY, iri TEXT);
CREATE TABLE mentions (
  hub INTEGER, number INTEGER, subject TEXT, predicate INTEGER, graph INTEGER, PRIMARY KEY (hub, number)
) WITHOUT ROWID;
CREATE TABLE speakers (hub INTEGER, number INTEGER, profile TEXT, PRIMARY KEY (hub, number)) WITHOUT ROWID;
"""
_OF_PROFILE = f"<{IGM}ofProfile>".encode()
#: How a finding speaks of something: as in the query `profiles-that-speak-of`.
_ROLES = frozenset(
    f"<{IGM}{name}>".encode()
    for name in (
        *("inDomain", "addressesIndicator", "inSubDomain", "ledBy", "partneredWith", "involvesInstitution"),
        *("citesInstrument", "beneficiary", "contributesToTarget"),
    )
)
_Terms = tuple[bytes, bytes, bytes, bytes]


def write_index(
    folder: Path, base: str, snapshot: str, tell: Callable[[int, int], None] = lambda _done, _total: None
) -> None:
    """Write the table of `dataset.nq` in a snapshot's folder beside it; `snapshot` is its id, `tell` is told how far.

    Raises:
        IgmError: the disk is full, or there is no sort(1).
        OSError: the folder cannot be written.
    """
    mentions, speakers = (folder / f"{INDEX}.{name}" for name in ("mentions", "speakers"))
    dataset = SortedFiles(folder / "dataset.nq")
    with sorting(mentions) as lines, sorting(speakers) as others, dataset, dataset.watched(tell) as quads:
        for _, group in groupby(_referring(quads, f"<{base}id/".encode()), lambda terms: terms[0]):
            about = list(group)
            lines.writelines(b"%b %b %b %b\n" % (value, how, thing, graph) for thing, how, value, graph in about)
            others.writelines(_speaking(about))
    with mentions.open("rb") as found, speakers.open("rb") as speaking:
        seal(folder / INDEX, _about(snapshot), _SCHEMA, lambda connection: _fill(connection, found, speaking))
    for rest in (mentions, speakers):
        rest.unlink()


def is_whole(folder: Path, snapshot: str) -> bool:
    """Whether a folder holds the table of this snapshot, in the layout of today, byte for byte as it was written."""
    return is_sealed(folder / INDEX, _about(snapshot))


def _referring(quads: Iterable[bytes], ours: bytes) -> Iterator[_Terms]:
    """Terms of each statement whose subject is an IRI and whose object is a thing of ours."""
    for line in quads:
        # Most lines say something else, and are not worth being taken apart.
        if ours in line and line.startswith(b"<"):
            terms = terms_of(line.rstrip(b"\n"))
            if terms[2].startswith(ours):
                yield terms


def _speaking(about: Sequence[_Terms]) -> Iterator[bytes]:
    """A line for each thing that a finding speaks of, and the profile that it is of; nothing of what is no finding."""
    profiles = {value for _, predicate, value, _ in about if predicate == _OF_PROFILE}
    if profiles:
        spoken = {value for _, predicate, value, _ in about if predicate in _ROLES}
        yield from (b"%b %b\n" % pair for pair in product(spoken, profiles))


def _fill(connection: sqlite3.Connection, lines: Iterable[bytes], speaking: Iterable[bytes]) -> None:
    numbers = count(1)
    known: dict[str, int] = {}
    for target, group in groupby(lines, _target):
        first = list(islice(group, PAGE + 1))
        if len(first) > PAGE:
            hub = next(numbers)
            rows = (_row(hub, number, line, known) for number, line in enumerate(chain(first, group), 1))
            written = connection.executemany("INSERT INTO mentions VALUES (?, ?, ?, ?, ?)", rows).rowcount
            connection.execute("INSERT INTO hubs VALUES (?, ?, ?, 0)", (_iri(target), hub, written))
    connection.executemany("INSERT INTO names VALUES (?, ?)", ((id_, iri) for iri, id_ in known.items()))
    for target, group in groupby(speaking, _target):
        for (hub,) in connection.execute("SELECT id FROM hubs WHERE iri = ?", (_iri(target),)).fetchall():
            profiles = ((hub, number, _iri(line.split()[1])) for number, line in enumerate(group, 1))
            written = connection.executemany("INSERT INTO speakers VALUES (?, ?, ?)", profiles).rowcount
            connection.execute("UPDATE hubs SET speakers = ? WHERE iri = ?", (written, _iri(target)))


def _target(line: bytes) -> bytes:
    """What a line refers to."""
    return line.partition(b" ")[0]


def _row(hub: int, number: int, line: bytes, known: dict[str, int]) -> tuple[int, int, str, int, int]:
    """A row of `mentions`; properties and graphs are few, and get a number in `known`."""
    _, predicate, subject, graph = line.rstrip(b"\n").split(b" ")
    ids = [known.setdefault(_iri(term), len(known)) for term in (predicate, graph)]
    return hub, number, _iri(subject), ids[0], ids[1]


def _iri(term: bytes) -> str:
    """An IRI without its brackets; "" for the default graph."""
    return term[1:-1].decode()


def _about(snapshot: str) -> dict[str, str]:
    return {"snapshot": snapshot, "layout": LAYOUT}
