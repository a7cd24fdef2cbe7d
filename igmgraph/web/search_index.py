"""The search index of the snapshot in service; another snapshot may be there at the next request."""

from pathlib import Path
from threading import Lock

from flask import Flask, current_app

from igmgraph.errors import NotOffered
from igmgraph.languages import choose
from igmgraph.search.reader import Reader
from igmgraph.web.names import Names, Text
from igmgraph.web.negotiation import language
from igmgraph.web.state import state

__all__ = ["init_app", "label_of", "reader"]

_NAME = "igmgraph.search"


class _Readers:
    """Open indexes; requests that began before a snapshot was replaced still read the one before."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._open: dict[Path, Reader] = {}

    def of(self, folder: Path) -> Reader:
        with self._lock:
            if folder not in self._open:
                # What was opened first goes; who reads it still holds it.
                for oldest in list(self._open)[:-1]:
                    del self._open[oldest]
                self._open[folder] = Reader(folder)
            return self._open[folder]


def init_app(app: Flask) -> None:
    """Give an application its indexes."""
    app.extensions[_NAME] = _Readers()


def reader() -> Reader:
    """Index of the snapshot that the current request is answered from.

    Raises:
        Unavailable: the index cannot be read.
        NotOffered: the data are in another engine, and the store has no snapshot of them.
    """
    folder = state().engine.snapshot_path
    if folder is None:
        raise NotOffered("search is not offered here: it needs the index that is built with the data")
    readers: _Readers = current_app.extensions[_NAME]
    return readers.of(folder)


def label_of(iri: str) -> Text:
    """What to call a thing, a class or a facet's value in the visitor's language."""
    found = choose(reader().labels(iri), language())
    return Text(*found) if found else Names({}, language(), state().settings.base_iri).label(iri)
