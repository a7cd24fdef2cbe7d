"""All files of a snapshot."""

from pathlib import Path

from pyoxigraph import Store

from igmgraph.downloads.dumps import write_dumps
from igmgraph.downloads.index import FOLDER, write_index
from igmgraph.downloads.tables import write_tables

__all__ = ["make_downloads"]


def make_downloads(snapshot: Path, base_iri: str) -> None:
    """Write the files into a snapshot that has its dataset and its store, and nobody's attention yet."""
    folder = snapshot / FOLDER
    folder.mkdir()
    store = Store.read_only(str(snapshot / "store"))
    write_index(folder, [*write_dumps(snapshot / "dataset.nq", folder, base_iri), *write_tables(store, folder)])
