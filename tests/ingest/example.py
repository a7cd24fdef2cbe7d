"""The example place, its pages, and what is known of it."""

from functools import cache
from pathlib import Path

from click.testing import CliRunner, Result

from igmgraph.cli import main
from igmgraph.ingest.known import Known
from igmgraph.ingest.layout import Page, read_page
from igmgraph.ingest.text import read_lines
from igmgraph.rdf.reading import read_sources
from igmgraph.shipped import DATA

HERE = Path(__file__).parent
PAGES = HERE / "pages"
PLACES = HERE / "places.ttl"
PLACE = "xx-puerto-ejemplo"


@cache
def known() -> Known:
    return Known(read_sources([DATA, PLACES]).quads)


def page(name: str) -> Page:
    return read_page(name, read_lines(PAGES / name))


def ingest(*arguments: str | Path) -> Result:
    sources = ("--source", str(DATA), "--source", str(PLACES))
    return CliRunner().invoke(main, ["ingest", *map(str, arguments), *sources])
