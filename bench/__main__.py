"""`python -m bench`: measure this project and its peers, and print what was measured."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import click

from bench import builds as building
from bench.curves import draw, draw_builds
from bench.documents import start_sites, time_documents
from bench.generate import write
from bench.hostile import OPTIONS, attack
from bench.pages import time_pages
from bench.peers import ENGINES, PEERS, Peer
from bench.peers.base import Starter
from bench.peers.ours import build, serve
from bench.report import Run, attacks_table, machine, pages_table, streams_table, tables, write_json
from bench.requests import questions
from bench.rounds import Pace
from bench.speed import start, time_queries
from bench.stream import stream

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _output(command: _Command) -> _Command:
    shown = "Folder of data and results."
    return click.option("--output", type=Path, default=Path("dist/bench"), show_default=True, help=shown)(command)


def _pace(command: _Command) -> _Command:
    for option in (
        click.option("--rounds", default=3, show_default=True, help="Times that each peer is asked the same."),
        click.option("--seconds", default=2.0, show_default=True, help="Length of each stretch of load."),
        click.option("--connections", default=8, show_default=True, help="Requests at a time."),
    ):
        command = option(command)
    return command


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
@click.option("--profiles", type=click.IntRange(0), multiple=True, default=[200], show_default=True)
@click.option("--peer", "peers", type=click.Choice(list(PEERS)), multiple=True, help="All when none is named.")
@click.option("--query", "names", multiple=True, help="All when none is named.")
@click.option("--varied", is_flag=True, help="Ask each time what was not asked before.")
@_pace
@_output
def queries(profiles: Sequence[int], peers: Sequence[str], names: Sequence[str], output: Path, **pace: Any) -> None:
    """Time the twelve queries, and draw curves when there are several numbers of profiles."""
    starters = {name: PEERS[name] for name in peers or PEERS}
    varied = pace["varied"]
    _time(starters, profiles, names, Pace(**pace), output / ("varied.json" if varied else "queries.json"))
    if len(profiles) > 1 and not varied:
        draw(output / "queries.json", output / "queries.svg")


@main.command()
@click.option("--profiles", type=click.IntRange(0), multiple=True, default=[200, 2_000], show_default=True)
@click.option("--query", "names", multiple=True, default=["label", "findings", "gaps", "latest"], show_default=True)
@_pace
@_output
def engines(profiles: Sequence[int], names: Sequence[str], output: Path, **pace: Any) -> None:
    """Time the service over its own store, over Oxigraph's server and over Virtuoso, with no answer kept."""
    _time(ENGINES, profiles, names, Pace(**pace), output / "engines.json")


def _time(
    starters: Mapping[str, Starter], profiles: Sequence[int], names: Sequence[str], pace: Pace, path: Path
) -> None:
    """Time queries at some peers, for each number of profiles in one interleaved run."""
    runs, output = [], path.parent
    for count in profiles:
        data = output / f"{count}.nq"
        facts = {"profiles": f"{count:,}", "statements": f"{write(count, data):,}", **machine()}
        title = f"Queries, {count:,} profiles{', each asked once' if pace.varied else ''}"
        run = Run(title, pace, facts)
        with ExitStack() as stack:
            started = start(stack, starters, data.resolve(), _tell)
            run.absent = started.absent
            facts["versions"] = ", ".join(f"{name} {peer.version}" for name, peer in started.peers.items())
            run.measured.extend(time_queries(started, questions(names), run.pace, _tell))
        click.echo(tables(run))
        runs.append(run)
        write_json(runs, path)


@main.command()
@click.option("--profiles", type=click.IntRange(0), multiple=True, default=[1, 200, 2_000], show_default=True)
@_output
def builds(profiles: Sequence[int], output: Path) -> None:
    """Measure what a build takes, and draw it against the number of profiles; 20,000 take tens of gigabytes."""
    measured = []
    for count in profiles:
        data = output / f"{count}.nq"
        statements = write(count, data)
        _tell(f"build of {count:,} profiles")
        measured.append(building.measure(count, statements, data))
        _dump([asdict(each) for each in measured], output / "builds.json")
    click.echo(building.table(measured))
    draw_builds(output / "builds.json", output / "builds.svg")


@main.command()
@_pace
@_output
def documents(output: Path, **pace: Any) -> None:
    """Time documents about things: the service, nginx over its export, nginx with the same bytes."""
    data = output / "0.nq"
    write(0, data)
    run = Run("Documents", Pace(**pace), {"profiles": "0", **machine()})
    with ExitStack() as stack:
        started = start_sites(stack, data.resolve(), _tell)
        run.facts["versions"] = ", ".join(f"{name} {peer.version}" for name, peer in started.peers.items())
        run.measured.extend(time_documents(started, run.pace, _tell))
    click.echo(tables(run))
    write_json([run], output / "documents.json")


@main.command()
@click.option("--profiles", type=click.IntRange(0), multiple=True, default=[1, 200], show_default=True)
@click.option("--rounds", default=7, show_default=True, help="Times that each page is opened again.")
@_output
def pages(profiles: Sequence[int], rounds: int, output: Path) -> None:
    """Open a page of each kind: milliseconds with no answer kept, and bytes that travel."""
    opened = {}
    for count in profiles:
        with _service(output, environment={"IGM_RESULT_CACHE": "0"}, profiles=count) as peer:
            opened[count] = time_pages(peer.site, peer.pid, rounds)
        click.echo(pages_table(count, opened[count]))
    _dump({count: [asdict(each) for each in timed] for count, timed in opened.items()}, output / "pages.json")


@main.command()
@_output
def million(output: Path) -> None:
    """Ask for a million rows: the first byte, and the growth of the web process."""
    with _service(output, ["--query-timeout", "120"]) as peer:
        streamed = [stream(peer) for _ in range(3)]
    click.echo(streams_table(streamed))
    _dump([asdict(each) for each in streamed], output / "million.json")


@main.command()
@_output
def hostile(output: Path) -> None:
    """Send five kinds of hostile query, three at once, and see how another client fares."""
    with _service(output, OPTIONS) as peer:
        attacks = list(attack(peer))
    click.echo(attacks_table(attacks))
    _dump([asdict(each) for each in attacks], output / "hostile.json")


@contextmanager
def _service(
    output: Path, options: Sequence[str] = (), environment: Mapping[str, str] | None = None, profiles: int = 200
) -> Iterator[Peer]:
    """The service over generated profiles."""
    data = output / f"{profiles}.nq"
    write(profiles, data)
    with TemporaryDirectory(prefix="igmgraph-bench-") as name:
        folder = Path(name)
        _tell("build")
        with serve(build(data.resolve()), folder, options, environment) as peer:
            yield peer


def _dump(measured: object, path: Path) -> None:
    path.write_text(json.dumps(measured, indent=2) + "\n", "utf-8")


def _tell(what: str) -> None:
    click.echo(what, err=True)


if __name__ == "__main__":
    main()
