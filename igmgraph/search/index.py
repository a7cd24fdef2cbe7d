"""The index on disk: one SQLite file in the folder of its snapshot, with FTS5 tables of terms and of labels.

`about` says which snapshot and which layout it belongs to. `documents` holds what a list of results shows, `words` the
terms of each language, `labels` the labels as they are typed, `facets` the members of each value as a bitmap.
"""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Store

from igmgraph.languages import LANGUAGES
from igmgraph.sealed import is_sealed, seal
from igmgraph.search.bitmap import bitmap, to_bytes
from igmgraph.search.documents import Document, documents
from igmgraph.search.words import WORD, fold, index_terms, terms_of

__all__ = ["INDEX", "LAYOUT", "WORD_COLUMNS", "is_whole", "write_index"]

#: Name of the file in the snapshot's folder.
INDEX = "search.db"
#: Raised whenever what is written here changes.
LAYOUT = "1"
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


def write_index(folder: Path, base: str, snapshot: str) -> None:
    """Write the index of the store in a snapshot's folder beside it; `snapshot` is its id.

    Raises:
        OSError: the folder cannot be written.
    """
    found = documents(Store.read_only(str(folder / "store")), base)
    seal(folder / INDEX, _about(snapshot), _SCHEMA, lambda connection: _fill(connection, found))


def is_whole(folder: Path, snapshot: str) -> bool:
    """Whether a folder holds the index of this snapshot, in the layout of today, byte for byte as it was written."""
    return is_sealed(folder / INDEX, _about(snapshot))


def _fill(connection: sqlite3.Connection, found: Iterable[Document]) -> None:
    vocabulary: Counter[str] = Counter()
    members: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, document in enumerate(found):
        _add(connection, number, document)
        for text in (*document.names.values(), *document.texts.values()):
            vocabulary.update(terms_of(word, "")[0] for word in WORD.findall(text))
        for name, values in document.facets.items():
            for value in values:
                members[name, value].append(number)
    connection.executemany("INSERT INTO vocabulary VALUES (?, ?)", sorted(vocabulary.items()))
    rows = ((name, value, to_bytes(bitmap(numbers))) for (name, value), numbers in sorted(members.items()))
    connection.executemany("INSERT INTO facets VALUES (?, ?, ?)", rows)
    for table in ("words", "labels"):
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608 - names of ours


def _add(connection: sqlite3.Connection, number: int, document: Document) -> None:
    shown = [json.dumps(texts, ensure_ascii=False, sort_keys=True) for texts in (document.labels, document.leads)]
    connection.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?)", (number, document.iri, document.kind, *shown))
    terms = [index_terms(texts.get(tag, ""), tag) for texts in (document.names, document.texts) for tag in _TAGS]
    marks = ", ".join("?" * len(terms))
    columns = ", ".join(WORD_COLUMNS)
    connection.execute(f"INSERT INTO words (rowid, {columns}) VALUES (?, {marks})", (number, *terms))  # noqa: S608
    labels = WORD.findall(fold(" ".join(dict.fromkeys(document.labels.values()))))
    connection.execute("INSERT INTO labels (rowid, text) VALUES (?, ?)", (number, " ".join(labels)))


def _about(snapshot: str) -> dict[str, str]:
    return {"snapshot": snapshot, "layout": LAYOUT}
