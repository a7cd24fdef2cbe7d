"""`igmgraph export`: arguments to a call."""

from pathlib import Path

import click
from rich.console import Console

from igmgraph.export import pipeline
from igmgraph.settings import Settings
from igmgraph.terminal import build_progress

__all__ = ["export"]


@click.command(epilog="Example: igmgraph export --static /srv/igmgraph")
@click.option("--static", "folder", type=Path, required=True, help="Folder of the export; its `current` is in service.")
@click.option(
    "--store",
    type=Path,
    default=Settings().store,
    envvar="IGM_STORE",
    show_default=True,
    help="Folder that holds the snapshots.",
)
@click.option("--brotli/--no-brotli", default=True, help="Whether the nginx to come has the brotli_static module.")
def export(folder: Path, store: Path, *, brotli: bool) -> None:
    """Write every document in every format and language as files, with the nginx configuration that serves them."""
    with build_progress(Console(stderr=True)) as progress:
        count = pipeline.export(store, folder, progress, brotli=brotli)
    click.echo(f"{count} documents in {folder / 'current'}; nginx includes nginx/http.conf and nginx/server.conf there")
