"""`igmgraph ingest`: which of its three uses is meant, and what must be given for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from igmgraph import shipped

__all__ = ["Options", "ingest"]


@dataclass(frozen=True, slots=True)
class Options:
    """What was typed; None for what was not."""

    page: Path | None
    place: str | None
    edition: int | None
    level: str | None
    indicators: Path | None
    output: Path | None
    gold: Path | None
    report: Path | None
    sources: Sequence[Path]

    def check(self) -> None:
        """Refuse what the use that is meant does not have, or lacks.

        Raises:
            click.UsageError: the words name the options.
        """
        if self.indicators:
            self._check_indicators()
        else:
            self._check_page()
        for read in (self.page, self.indicators, self.gold):
            for written in (self.output, self.report):
                if read and written and read.resolve() == written.resolve():
                    raise click.UsageError(f"{written} would be read and written over")
        if self.output and self.report and self.output.resolve() == self.report.resolve():
            raise click.UsageError("--output and --report are one file")

    def _check_indicators(self) -> None:
        if self.page or self.place or self.edition or self.level or self.gold:
            raise click.UsageError("--indicators takes no PAGE, --place, --edition, --level or --evaluate")
        if not self.output:
            raise click.UsageError("--indicators needs --output")

    def _check_page(self) -> None:
        if not self.page:
            raise click.UsageError("give a PAGE, or --indicators FILE")
        if not self.gold and not (self.place and self.edition):
            raise click.UsageError("a PAGE needs --place and --edition")
        if (self.output is None) == (self.gold is None):
            raise click.UsageError("a PAGE needs --output for a draft, or --evaluate for a score, not both")


@click.command(epilog="Example: igmgraph ingest page.txt --place cl-monte-patria --edition 2024 --output draft.ttl")
@click.argument("page", type=Path, required=False)
@click.option("--place", help="Slug of the assessed place, as in id/place/{slug}.")
@click.option("--edition", type=click.IntRange(2000, 2099), help="Year of the profile.")
@click.option(
    "--level", type=click.Choice(["local", "national"]), help="Level that is assessed; the place tells if none."
)
@click.option("--indicators", type=Path, help="CSV file with an official list of indicators, instead of a page.")
@click.option("--output", type=Path, help="Turtle file to write the draft to.")
@click.option(
    "--evaluate",
    "gold",
    type=Path,
    help="Hand-made profile to score against; it tells place and edition, and nothing is drafted.",
)
@click.option("--report", type=Path, help="Markdown file for the report; standard error if none.")
@click.option("--source", "sources", type=Path, multiple=True, help="RDF with what is known; the shipped data if none.")
def ingest(**given: Any) -> None:
    """Draft a profile from PAGE, the saved text or HTML of a published one, for a person to review.

    With --evaluate, score the drafting against a hand-made profile; with --indicators, take in an official list.
    """
    options = Options(**given)
    options.check()
    # Late, for spaCy takes a second to load, and no other command needs it.
    from igmgraph.ingest import run  # noqa: PLC0415

    sources = options.sources or (shipped.DATA,)
    if options.indicators and options.output:
        run.take_indicators(options.indicators, sources, options.output, options.report)
    elif options.page and options.gold:
        place, edition = options.place, options.edition
        if not (place and edition):
            place, edition = run.assessed(options.gold)
        request = run.Request(options.page, place, edition, options.level, sources)
        run.score(request, options.gold, options.report)
    elif options.page and options.place and options.edition and options.output:
        request = run.Request(options.page, options.place, options.edition, options.level, sources)
        run.draft(request, options.output, options.report)
