"""`python -m igmgraph.replicas`: what `igmgraph snapshot` does, begun sooner, as it loads nothing else."""

import sys

import click

from igmgraph.errors import IgmError
from igmgraph.replicas.command import snapshot

__all__ = ["main"]


def main() -> None:
    """Run the command."""
    try:
        snapshot(prog_name="igmgraph snapshot")
    except IgmError as error:
        click.echo(error, err=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
