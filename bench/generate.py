"""The data of a benchmark: the shipped data and any number of generated profiles, as N-Quads, streamed to a file."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from bench.profiles import profile, shared
from bench.vocabulary import Terms
from igmgraph.rdf.canonical import canonical_nquads
from igmgraph.rdf.reading import read_sources
from igmgraph.shipped import DATA

__all__ = ["generate", "write"]


def generate(count: int) -> Iterator[str]:
    """Lines of N-Quads: the shipped data, then `count` profiles; each is made when it is asked for."""
    quads = read_sources([DATA]).quads
    terms = Terms.collect(quads)
    shipped = canonical_nquads(quads).decode()
    profiles = (profile(terms, number) for number in range(count))
    return chain(shipped.splitlines(keepends=True), shared(terms), chain.from_iterable(profiles))


def write(count: int, path: Path) -> int:
    """Write `count` profiles to a file unless it is there already; how many statements it holds."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        with unfinished.open("w", encoding="utf-8") as stream:
            stream.writelines(generate(count))
        unfinished.rename(path)
    with path.open("rb") as stream:
        return sum(1 for _ in stream)
