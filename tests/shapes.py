"""The shipped shapes, and what pySHACL says of an example that breaks one: asked once, by whichever test is first."""

from functools import cache
from pathlib import Path

from pyoxigraph import Quad

from igmgraph.build.validate import Report, validate
from igmgraph.rdf.reading import Sources, parse_file, read_ontology, read_sources
from igmgraph.shipped import SHAPE_FILES

__all__ = ["EXAMPLES", "INVALID", "RULES", "background", "check", "judged"]

EXAMPLES = SHAPE_FILES[0].parent / "examples"
INVALID = sorted(EXAMPLES.glob("invalid/*.t*"))
RULES = [quad for path in SHAPE_FILES for quad in parse_file(path)]


@cache
def background() -> tuple[Quad, ...]:
    """The ontology."""
    return tuple(read_ontology().quads)


def check(sources: Sources) -> Report:
    """What the shapes say of some data."""
    return validate(sources.quads, RULES, background(), sources.locate)


@cache
def judged(path: Path) -> tuple[Sources, Report]:
    """One file, read once, as blank nodes are called otherwise the next time; and what they say of it."""
    sources = read_sources([path])
    return sources, check(sources)
