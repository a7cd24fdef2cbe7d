"""`python -m bench`: measure this project and its peers, and print what was measured."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from bench.generate import write
from bench.peers import PEERS
from bench.report import Run, machine, tables, write_json
from bench.requests import questions
from bench.rounds import Pace
from bench.speed import start, time_queries

_OUTPUT = Path("dist/bench")
_COUNTS = ("1", "200", "2000", "20000")


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Measure igmgraph beside its peers: all of it, or one command.

    Each command prints Markdown and writes JSON to its output folder.
    """
    if context.invoked_subcommand is None:
        for command in main.commands.values():
            context.invoke(command)


@main.command()
@click.option("--profiles", type=click.Choice(_COUNTS), multiple=True, default=["200"], show_default=True)
@click.option("--rounds", default=3, show_default=True, help="Times that each peer is asked the same.")
@click.option("--seconds", default=2.0, show_default=True, help="Length of each stretch of load.")
@click.option("--connections", default=8, show_default=True, help="Requests at a time.")
@click.option("--peer", "peers", type=click.Choice(list(PEERS)), multiple=True, help="All when none is named.")
@click.option("--query", "names", multiple=True, help="All when none is named.")
@click.option("--output", type=Path, default=_OUTPUT, show_default=True)
def queries(profiles: Sequence[str], peers: Sequence[str], names: Sequence[str], output: Path, **pace: Any) -> None:
    """Time the twelve queries."""
    runs = []
    for count in map(int, profiles):
        data = output / f"{count}.nq"
        facts = {"profiles": f"{count:,}", "statements": f"{write(count, data):,}", **machine()}
        run = Run(f"Queries, {count:,} profiles", Pace(**pace), facts)
        with ExitStack() as stack:
            started = start(stack, peers or list(PEERS), data.resolve(), _tell)
            run.absent = started.absent
            facts["versions"] = ", ".join(f"{name} {peer.version}" for name, peer in started.peers.items())
            run.measured.extend(time_queries(started, questions(names), run.pace, _tell))
        click.echo(tables(run))
        runs.append(run)
    write_json(runs, output / "queries.json")


def _tell(what: str) -> None:
    click.echo(what, err=True)


if __name__ == "__main__":
    main()
