"""`igmgraph link`: candidates from other datasets, and their review in the terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from igmgraph import shipped
from igmgraph.errors import InputError
from igmgraph.link.asking import Ask, ask_dump, ask_endpoint
from igmgraph.link.catalog import list_graph
from igmgraph.link.review import Decision, Question, review
from igmgraph.link.search import propose, record
from igmgraph.link.targets import TARGETS, Target, find_targets
from igmgraph.link.things import read_things
from igmgraph.namespaces import compact
from igmgraph.rdf.reading import read_sources

__all__ = ["link"]

_PATIENCE = 60
_CHOICES = {"a": "accept", "r": "refuse", "l": "later", "s": "stop"}


@dataclass(frozen=True, slots=True)
class Options:
    """What was typed; None for what was not."""

    names: str
    endpoint: str | None
    dump: Path | None
    sources: Sequence[Path]
    output: Path | None
    least: float
    timeout: int
    reviewing: bool
    reviewer: str | None

    def check(self, targets: Sequence[Target]) -> None:
        """Refuse what does not go together.

        Raises:
            click.UsageError: the words name the options.
        """
        if self.reviewing and not self.reviewer:
            raise click.UsageError("--review needs --reviewer")
        if self.endpoint and self.dump:
            raise click.UsageError("--endpoint or --dump, not both")
        if (self.endpoint or self.dump) and len(targets) != 1:
            raise click.UsageError("--endpoint and --dump go with one --target")


@click.command(epilog="Example: igmgraph link --target wikidata --dump extract.ttl")
@click.option("--target", "names", default=",".join(TARGETS), show_default=True, help="Datasets, with commas between.")
@click.option("--endpoint", help="SPARQL endpoint with the target's data; its public one if none.")
@click.option("--dump", type=Path, help="RDF file with the target's data, instead of an endpoint.")
@click.option("--source", "sources", type=Path, multiple=True, help="RDF with our things; the shipped data if none.")
@click.option("--output", type=Path, help="Folder of the proposals; links/ beside the shipped data if none.")
@click.option("--least", type=click.FloatRange(0, 1), default=0.5, show_default=True, help="Least score to propose.")
@click.option("--timeout", type=int, default=_PATIENCE, show_default=True, help="Seconds that a query may take.")
@click.option("--review", "reviewing", is_flag=True, help="Decide on the proposals, one by one, in this terminal.")
@click.option("--reviewer", help="Who decides, as it will stand in the data; needed for --review.")
def link(**given: Any) -> None:
    """Propose links from our places, institutions, instruments and concepts to other datasets; a person decides."""
    options = Options(**given)
    targets, folder = find_targets(options.names), options.output or shipped.DATA / "links"
    options.check(targets)
    if options.reviewing:
        _review(targets, folder, options.reviewer or "")
        return
    things = read_things(read_sources(options.sources or (shipped.DATA,)).quads)
    for target in targets:
        proposals = propose(things, target, _ask(target, options), options.least)
        new = record(proposals, target, folder, _today())
        click.echo(f"{target.name}: {len(proposals)} candidates, {new} of them new")


def _ask(target: Target, options: Options) -> Ask:
    if options.dump:
        return ask_dump(options.dump)
    url = options.endpoint or target.endpoint
    if not url:
        raise InputError(f"{target.name}: no public endpoint is known; give --endpoint or --dump")
    return ask_endpoint(url, options.timeout)


def _review(targets: Sequence[Target], folder: Path, reviewer: str) -> None:
    decided = 0
    for target in targets:
        count = review(target, folder, reviewer, _today(), _decide)
        if count:
            list_graph(folder, target)
        decided += count
    click.echo(f"{decided} decided")


def _decide(question: Question) -> Decision:
    click.echo(f"\n{question.label}")
    click.echo(f"  {question.subject}\n  {compact(question.predicate)} {question.object}")
    click.echo(f"  {question.confidence}: {question.reasons}")
    answer = click.prompt(
        ", ".join(f"[{key}] {word}" for key, word in _CHOICES.items()),
        type=click.Choice(list(_CHOICES)),
        show_choices=False,
    )
    return Decision(answer)


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
