"""The index on disk: one SQLite file in the folder of its snapshot, with FTS5 tables of terms and of labels.

`about` says which snapshot and which layout it belongs to. `documents` holds what a list of results shows, `words` the
terms of each language, `labels` the labels as they are typed, `facets` the members of each value as a Roaring bitmap
(pyroaring): the things of one place are neighbours, and a value takes some two bytes for each of its members.
"""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pyroaring import BitMap

from igmgraph.languages import LANGUAGES
from igmgraph.rdf.sorting import SortedFiles
from igmgraph.sealed import is_sealed, seal
from igmgraph.search.documents import Document, documents
from igmgraph.search.words import WORD, fold, index_terms, terms_of

__all__ = ["INDEX", "LAYOUT", "WORD_COLUMNS", "is_whole", "write_index"]

#: Name of the file in the snapshot's folder.
INDEX = "search.db"
#: Raised whenever what is written here changes.
LAYOUT = "2"
_TAGS = (*LANGUAGES, "")
#: Columns of `words`: names weigh more than texts; "" is for what is in no language.
WORD_COLUMNS = tuple(f"{part}_{tag or 'none'}" for part in ("names", "texts") for tag in _TAGS)
_SCHEMA = f"""
CREATE TABLE documents (id INTEGER PRIMARY KEY, iri TEXT, kind TEXT, labels TEXT, leads TEXT);
CREATE INDEX documents_by_iri ON documents (iri);
CREATE TABLE facets (name TEXT, value TEXT, members BLOB);
CREATE TABLE vocabulary (word TEXT PRIMARY KEY, count INTEGER) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5({", ".join(WORD_COLUMNS)}, content='', tokenize='ascii');
CREATE VIRTUAL TABLE terms USING fts5vocab(words, row);
CREATE VIRTUAL TABLE labels USING fts5(text, content='', tokenize='ascii', prefix='1 2 3', detail=column);
"""
#: Larger than they come: 64 MiB of pages are kept, and 32 MiB of terms gathered before FTS5 writes them.
_MEMORY = "PRAGMA cache_size = -65536; INSERT INTO words (words, rank) VALUES ('hashsize', 33554432);"
_FULL_TEXT = ("words", "labels")
_PLACES = ", ".join("?" * len(WORD_COLUMNS))
_ADD_WORDS = f"INSERT INTO words (rowid, {', '.join(WORD_COLUMNS)}) VALUES (?, {_PLACES})"  # noqa: S608
_ADD_COUNT = "INSERT INTO vocabulary VALUES (?, ?) ON CONFLICT (word) DO UPDATE SET count = count + excluded.count"
#: Different words that are counted in memory.
_MOST_WORDS = 200_000


def write_index(
    folder: Path, base: str, snapshot: str, tell: Callable[[int, int], None] = lambda _done, _total: None
) -> None:
    """Write the index of `dataset.nq` in a snapshot's folder beside it; `snapshot` is its id, `tell` is told how far.

    Raises:
        IgmError: there is no room on the disk beside the dataset.
        OSError: the folder cannot be written.
    """
    dataset = SortedFiles(folder / "dataset.nq")
    # Read for a survey, and for the documents.
    with dataset, dataset.watched(tell, 2) as statements:
        found = documents(statements, base)
        seal(folder / INDEX, _about(snapshot), f"{_SCHEMA} {_MEMORY}", lambda connection: _fill(connection, found))


def is_whole(folder: Path, snapshot: str) -> bool:
    """Whether a folder holds the index of this snapshot, in the layout of today, byte for byte as it was written."""
    return is_sealed(folder / INDEX, _about(snapshot))


def _fill(connection: sqlite3.Connection, found: Iterable[Document]) -> None:
    vocabulary: Counter[str] = Counter()
    members: dict[tuple[str, str], BitMap] = defaultdict(BitMap)
    for document in found:
        vocabulary.update(_add(connection, document))
        if len(vocabulary) > _MOST_WORDS:
            _count(connection, vocabulary)
        for name, values in document.facets.items():
            for value in values:
                members[name, value].add(document.number)
    _count(connection, vocabulary)
    rows = ((name, value, numbers.serialize()) for (name, value), numbers in sorted(members.items()))
    connection.executemany("INSERT INTO facets VALUES (?, ?, ?)", rows)
    for table in _FULL_TEXT:
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608 - names of ours


def _add(connection: sqlite3.Connection, document: Document) -> Iterator[str]:
    """Add a document; its words, folded."""
    number = document.number
    shown = [json.dumps(texts, ensure_ascii=False, sort_keys=True) for texts in (document.labels, document.leads)]
    connection.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?)", (number, document.iri, document.kind, *shown))
    words = [(tag, WORD.findall(texts.get(tag, ""))) for texts in (document.names, document.texts) for tag in _TAGS]
    terms = [index_terms(found, tag) for tag, found in words]
    connection.execute(_ADD_WORDS, (number, *terms))
    labels = WORD.findall(fold(" ".join(dict.fromkeys(document.labels.values()))))
    connection.execute("INSERT INTO labels (rowid, text) VALUES (?, ?)", (number, " ".join(labels)))
    return (terms_of(word, "")[0] for _, found in words for word in found)


def _count(connection: sqlite3.Connection, vocabulary: Counter[str]) -> None:
    """Add the counts of words to what is there, and forget them."""
    connection.executemany(_ADD_COUNT, sorted(vocabulary.items()))
    vocabulary.clear()


def _about(snapshot: str) -> dict[str, str]:
    return {"snapshot": snapshot, "layout": LAYOUT}
