"""`igmgraph snapshot`: a snapshot as a file, to be copied to where it is served as well."""

from pathlib import Path

import click

from igmgraph.build.snapshot import open_snapshot
from igmgraph.errors import InputError
from igmgraph.packs.shelf import publish_pack
from igmgraph.packs.writing import write_pack
from igmgraph.replicas.releasing import release as add_release
from igmgraph.replicas.unpacking import unpack as run
from igmgraph.settings import Settings
from igmgraph.shipped import RELEASED

__all__ = ["snapshot"]

_DEFAULTS = Settings()
_store = click.option(
    "--store", type=Path, default=_DEFAULTS.store, show_default=True, envvar="IGM_STORE", help="Folder of snapshots."
)


@click.group(epilog="Example: igmgraph snapshot pack --publish packs")
def snapshot() -> None:
    """Write the snapshot in service as one file, put such a file in service, or make it a release of the data."""


@snapshot.command(epilog="Example: igmgraph snapshot pack --all --publish /srv/packs")
@_store
@click.option("--output", type=Path, help="File to write; igmgraph-{id}.tar.zst if none.")
@click.option("--publish", "shelf", type=Path, help="Folder to publish it in, for `serve --snapshot-url`.")
@click.option("--all", "releases", is_flag=True, help="Pack the releases that the store keeps, too.")
def pack(store: Path, output: Path | None, shelf: Path | None, *, releases: bool) -> None:
    """Pack the snapshot in service; the same snapshot gives the same bytes."""
    if output and shelf:
        raise click.UsageError("--output and --publish: give one of them")
    opened = open_snapshot(store)
    if shelf:
        latest = publish_pack(store, opened.path, shelf, releases=releases)
        click.echo(f"version {latest.version}: {shelf / latest.pack}")
        return
    target = output or Path(f"igmgraph-{opened.id}.tar.zst")
    manifest = write_pack(store, opened.path, target, releases=releases)
    click.echo(f"version {manifest.version}: {target}")


@snapshot.command(epilog="Example: igmgraph snapshot unpack igmgraph-0123456789abcdef.tar.zst --store store")
@click.argument("file", type=Path)
@_store
@click.option(
    "--max-bytes",
    type=int,
    default=_DEFAULTS.snapshot_max_bytes,
    show_default=True,
    envvar="IGM_SNAPSHOT_MAX_BYTES",
    help="What the pack may hold.",
)
def unpack(file: Path, store: Path, max_bytes: int) -> None:
    """Verify the pack FILE and put its snapshot in service; a pack that is damaged changes nothing."""
    if file.is_dir():
        raise InputError(f"{file}: is a folder; name the pack in it")
    opened = run(file, store, max_bytes, waiting=lambda: click.echo("wait for another build", err=True))
    click.echo(f"snapshot {opened.id}: {opened.quads} quads in {opened.path}")


@snapshot.command(epilog="Example: igmgraph snapshot release --store build/release")
@_store
@click.option("--folder", type=Path, default=RELEASED, help="Whose versions/ holds the releases; data/ if none.")
def release(store: Path, folder: Path) -> None:
    """Add the snapshot in service to the releases that come with igmgraph; a release never changes."""
    opened = open_snapshot(store)
    kept = add_release(store, opened, folder)
    click.echo(f"version {kept.number}: {kept.path}")
