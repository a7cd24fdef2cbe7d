"""The three uses of `igmgraph ingest`: a draft, a score, a list of indicators; each file is written whole or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from pyoxigraph import Quad

from igmgraph.ingest.draft import Draft, draft_profile
from igmgraph.ingest.evaluate import evaluate, place_and_edition, read_gold
from igmgraph.ingest.indicators import read_indicators
from igmgraph.ingest.known import Known, Place, without_source
from igmgraph.ingest.layout import Page, read_page
from igmgraph.ingest.report import draft_report, indicators_report, score_report
from igmgraph.ingest.text import read_lines
from igmgraph.rdf.parsing import parse_file
from igmgraph.rdf.reading import read_sources
from igmgraph.rdf.statements import identifier, write_whole

__all__ = ["Request", "assessed", "draft", "score", "take_indicators"]

_CLASSES_OF_LEVEL = {"local": "Local", "national": "National"}


@dataclass(frozen=True, slots=True)
class Request:
    """A page to read: of which place and edition, at which level (None: as the place tells), with which sources."""

    page: Path
    place: str
    edition: int
    level: str | None
    sources: Sequence[Path]

    def read(self) -> Page:
        """Findings of the page."""
        return read_page(str(self.page), read_lines(self.page))

    def draft(self, page: Page, known: Known) -> Draft:
        """Draft from a page with what is known."""
        place = known.place(self.place)
        return draft_profile(page, known, place, self.edition, self._level(place))

    def _level(self, place: Place) -> str:
        if self.level:
            return _CLASSES_OF_LEVEL[self.level]
        return "Local" if place.is_local else "National"


def draft(request: Request, output: Path, report: Path | None) -> None:
    """Write a draft profile, and a report to `report` or to standard error.

    Raises:
        InputError: the page or a source is at fault, or a file cannot be written; no draft is written then.
    """
    page = request.read()
    found = request.draft(page, Known(read_sources(request.sources).quads))
    _tell(draft_report(found, str(output)), report, err=True)
    write_whole(output, found.statements.turtle())


def assessed(gold: Path) -> tuple[str, int]:
    """Slug of the place and edition that a hand-made profile is of.

    Raises:
        InputError: it cannot be read, or does not hold exactly one profile with a place and an edition.
    """
    return place_and_edition(gold, parse_file(gold))


def score(request: Request, gold: Path, report: Path | None) -> None:
    """Score a draft against a hand-made profile, cold and with known labels; to `report` or to standard output.

    Cold is without what the hand-made file states and without what only its sources attest.

    Raises:
        InputError: the page, the profile or a source is at fault.
    """
    page, made = request.read(), parse_file(gold)
    graph: Sequence[Quad] = [*read_sources(request.sources).quads, *made]
    known = Known(graph)
    profile = identifier("profile", f"{request.place}-{request.edition}")
    expected = read_gold(gold, made, graph, profile)
    place = known.place(request.place)
    runs = {"cold": Known(without_source(graph, made)), "with known labels": known}
    scores = {
        run: evaluate(request.draft(page, of_run).readings, expected, known, place) for run, of_run in runs.items()
    }
    _tell(score_report(scores), report, err=False)


def take_indicators(path: Path, sources: Sequence[Path], output: Path, report: Path | None) -> None:
    """Write the indicators of an official list, and a report to `report` or to standard error.

    Raises:
        InputError: the list or a source is at fault, or a file cannot be written; no draft is written then.
    """
    found = read_indicators(path, Known(read_sources(sources).quads))
    _tell(indicators_report(found, str(output)), report, err=True)
    write_whole(output, found.statements.turtle())


def _tell(text: str, report: Path | None, *, err: bool) -> None:
    if report:
        write_whole(report, text)
    else:
        click.echo(text, nl=False, err=err)
