"""Migration governance as linked data: the knowledge graph and its query service."""

from importlib.metadata import version

__all__ = ["__version__"]

__version__ = version("igmgraph")
