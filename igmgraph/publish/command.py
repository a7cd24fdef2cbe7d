"""`igmgraph publish`: the snapshot in service, copied into another engine."""

from pathlib import Path
from typing import Any

import click
from rich.console import Console

from igmgraph.build.snapshot import open_snapshot
from igmgraph.engine.credentials import read_credentials
from igmgraph.engine.remote import Endpoint
from igmgraph.publish.options import auth_env, update_endpoint
from igmgraph.publish.run import publish as run
from igmgraph.publish.target import Target
from igmgraph.settings import Settings
from igmgraph.terminal import build_progress

__all__ = ["publish"]

_PATIENCE = 300


_EXAMPLE = r"""
Example: igmgraph publish --endpoint http://127.0.0.1:7878/query \
  --update-endpoint http://127.0.0.1:7878/update"""


# click breaks lines between the words of an option, but not behind this mark.
@click.command(epilog=f"\b{_EXAMPLE}")
@click.option("--endpoint", required=True, help="SPARQL endpoint that answers queries.")
@update_endpoint("Where updates go; --endpoint if none.")
@click.option(
    "--graph-store", help="URL of the engine's Graph Store Protocol, to load whole graphs instead of updates."
)
@auth_env
@click.option("--timeout", type=int, default=_PATIENCE, show_default=True, help="Seconds that a request may take.")
@click.option("--store", type=Path, default=Settings().store, show_default=True, envvar="IGM_STORE", help="Snapshots.")
def publish(**given: Any) -> None:
    """Load the snapshot into an engine, compare it there graph by graph, and swap it in; interrupted, it goes on."""
    endpoint = Endpoint(
        given["endpoint"], given["update_endpoint"], read_credentials(given["auth_env"]), given["timeout"]
    )
    snapshot = open_snapshot(given["store"])
    with build_progress(Console(stderr=True)) as progress:
        count = run(snapshot, Target(endpoint, given["graph_store"]), given["store"], progress)
    click.echo(f"snapshot {snapshot.id}: {count} graphs at {endpoint.url}")
