"""All files of a snapshot."""

from pathlib import Path

from pyoxigraph import Store

from igmgraph.downloads.dumps import LARGE, write_dumps
from igmgraph.downloads.index import FOLDER, write_index
from igmgraph.downloads.tables import write_tables

__all__ = ["make_downloads"]


def make_downloads(snapshot: Path, base_iri: str) -> None:
    """Write the files into a snapshot that has its dataset and its store, and nobody's attention yet."""
    folder = snapshot / FOLDER
    folder.mkdir()
    dataset, store = snapshot / "dataset.nq", Store.read_only(str(snapshot / "store"))
    tables = write_tables(store, folder) if dataset.stat().st_size <= LARGE else ()
    write_index(folder, [*write_dumps(dataset, folder, base_iri), *tables])
