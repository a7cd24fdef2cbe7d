"""An export from beginning to end: documents in parallel, assets, and the configuration that serves them."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread

from igmgraph.build.pipeline import Progress
from igmgraph.build.snapshot import Snapshot, open_snapshot
from igmgraph.export.documents import find_documents
from igmgraph.export.nginx import configure
from igmgraph.export.release import release
from igmgraph.export.rendering import Rendered, render, render_asset
from igmgraph.export.site import Site

__all__ = ["export"]

#: Documents that one process renders before it reports.
_BATCH = 50


def export(store: Path, folder: Path, progress: Progress, documents: Sequence[str] = (), *, brotli: bool = True) -> int:
    """Write the documents of the snapshot in service, and put them in service; how many there are.

    Args:
        store: folder of the snapshots.
        folder: where the export is; see `igmgraph.export.release`.
        progress: told about each step.
        documents: URL paths, without extension, to write; all when there are none.
        brotli: whether the nginx that is going to serve them has `brotli_static`.

    Raises:
        Unavailable: there is no snapshot.
        IgmError: a document does not render, or the folder cannot be written.
    """
    snapshot = open_snapshot(store)
    paths = documents or find_documents(snapshot)
    with release(folder, snapshot.id) as (writing, target):
        rendered: list[Rendered] = []
        progress("render", 0, len(paths))
        for batch in _render_all(snapshot, paths, writing / "files"):
            rendered += batch
            progress("render", len(rendered), len(paths))
        progress("render", len(paths), len(paths))
        site = Site(snapshot)
        assets = site.assets()
        for path in assets:
            render_asset(site, path, writing / "files")
        samples = {"redirect": _thing(rendered), "asset": next(iter(assets))}
        answers = {name: dict(site.get(path, {"Accept": "*/*"}).headers) for name, path in samples.items()}
        texts = configure(target / "files", rendered, answers, brotli=brotli)
        (writing / "nginx").mkdir()
        for name, text in texts.items():
            (writing / "nginx" / name).write_text(text, "utf-8")
    return len(rendered)


def _thing(rendered: Sequence[Rendered]) -> str:
    document = next(each.document for each in rendered if each.document.startswith("/doc/"))
    return f"/id/{document.removeprefix('/doc/')}"


def _render_all(snapshot: Snapshot, paths: Sequence[str], folder: Path) -> Iterator[list[Rendered]]:
    batches = [paths[start : start + _BATCH] for start in range(0, len(paths), _BATCH)]
    if len(batches) == 1:
        yield _render_batch(snapshot, batches[0], folder)
        return
    # Not forked: the threads of a store do not survive that.
    with ProcessPoolExecutor(os.cpu_count(), get_context("forkserver"), _end_with_command) as pool:
        yield from pool.map(_render_batch, repeat(snapshot), batches, repeat(folder))


def _end_with_command() -> None:
    """Have this process end when the command is ended in a way of which it does not hear."""

    def wait() -> None:
        if (command := parent_process()) is not None:
            command.join()
        os._exit(1)

    Thread(target=wait, daemon=True).start()


def _render_batch(snapshot: Snapshot, paths: Sequence[str], folder: Path) -> list[Rendered]:
    site = Site(snapshot)
    return [rendered for path in paths if (rendered := render(site, path, folder))]
