"""Migration governance as linked data: the knowledge graph and its query service."""

from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from igmgraph.client import Connection

__all__ = ["__version__", "connect"]

__version__ = version("igmgraph")


def connect(source: "str | Path") -> "Connection":
    """Connect to a SPARQL endpoint (a URL) or to a folder that `igmgraph build` has filled; see `igmgraph.client`."""
    # Late: whoever imports a part of the package should not load the engine with it.
    connection: Connection = import_module("igmgraph.client").connect(source)
    return connection
