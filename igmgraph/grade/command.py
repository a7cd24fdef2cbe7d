"""`igmgraph grade`: arguments to a call."""

from pathlib import Path

import click
from pyoxigraph import NamedNode, RdfFormat, parse

from igmgraph.build.snapshot import Snapshot, open_snapshot
from igmgraph.export.site import Site
from igmgraph.namespaces import BASE, PREFIXES
from igmgraph.rdf.turtle_writer import write_turtle
from igmgraph.settings import Settings

__all__ = ["grade", "grades"]

#: The document that tells the grades; what it says of itself is no part of the dataset.
_DOCUMENT = NamedNode(f"{BASE}about/fair")


@click.command(epilog="Example: igmgraph grade > data/ttl/fair.ttl")
@click.option(
    "--store",
    type=Path,
    default=Settings().store,
    envvar="IGM_STORE",
    show_default=True,
    help="Folder that holds the snapshots.",
)
def grade(store: Path) -> None:
    """Ask the service over the current snapshot for its proofs of each practice, and print the grades as Turtle."""
    click.echo(grades(open_snapshot(store)), nl=False)


def grades(snapshot: Snapshot) -> str:
    """The grades that the service gives itself over a snapshot, as canonical Turtle (EARL 1.0)."""
    answer = Site(snapshot).get("/about/fair.nt", {})
    facts = parse(input=answer.data, format=RdfFormat.N_TRIPLES)
    return write_turtle((fact for fact in facts if fact.subject != _DOCUMENT), PREFIXES)
