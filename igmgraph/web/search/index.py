"""The search index of the snapshot in service; another snapshot may be there at the next request."""

from flask import Flask, current_app

from igmgraph.errors import NotOffered
from igmgraph.languages import choose
from igmgraph.search.reader import Reader
from igmgraph.web.facts.names import Names, Text
from igmgraph.web.http.negotiation import language
from igmgraph.web.snapshots.opened import Opened
from igmgraph.web.snapshots.state import state

__all__ = ["init_app", "label_of", "reader"]

_NAME = "igmgraph.search"


def init_app(app: Flask) -> None:
    """Give an application its indexes."""
    app.extensions[_NAME] = Opened(Reader)


def reader() -> Reader:
    """Index of the snapshot that the current request is answered from.

    Raises:
        Unavailable: the index cannot be read.
        NotOffered: the data are in another engine, and the store has no snapshot of them.
    """
    folder = state().engine.snapshot_path
    if folder is None:
        raise NotOffered("search is not offered here: it needs the index that is built with the data")
    readers: Opened[Reader] = current_app.extensions[_NAME]
    return readers.of(folder)


def label_of(iri: str) -> Text:
    """What to call a thing, a class or a facet's value in the visitor's language."""
    found = choose(reader().labels(iri), language())
    return Text(*found) if found else Names({}, language(), state().settings.base_iri).label(iri)
