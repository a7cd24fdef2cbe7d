"""What shapes look at beyond a resource and what it leads to: classes below others, datasets, and paths backwards."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from igmgraph.namespaces import PREFIXES, RDF, RDFS
from igmgraph.rdf.nquads import terms_of
from igmgraph.rdf.sorting import sorting

__all__ = ["Surroundings", "look_around"]

_TYPE, _SUBCLASS = f"<{RDF}type>".encode(), f"<{RDFS}subClassOf>".encode()
#: Whether data are a whole dataset is asked everywhere.
_WHOLE = f"<{PREFIXES['void']}Dataset>".encode()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What was seen.

    Attributes:
        below: each class that has others below it, with all of them and itself.
        datasets: lines that say of something that it is a dataset.
        turned: sorted file of the lines of inverse paths, each with its object in front.
    """

    below: Mapping[str, Set[str]]
    datasets: Sequence[bytes]
    turned: Path


def look_around(
    statements: Iterable[bytes], background: Iterable[Quad], inverse: Iterable[NamedNode], turned: Path
) -> Surroundings:
    """Look at every line once; `inverse` are the properties that are followed backwards."""
    backwards = {str(each).encode() for each in inverse}
    interesting = {*backwards, _SUBCLASS, _TYPE}
    direct: defaultdict[str, set[str]] = defaultdict(set)
    for quad in background:
        if str(quad.predicate).encode() == _SUBCLASS:
            direct[_text(str(quad.object).encode())].add(_text(str(quad.subject).encode()))
    datasets: list[bytes] = []
    with sorting(turned) as stream:
        for line in statements:
            if line.split(b" ", 2)[1] not in interesting:
                continue
            subject, predicate, value, _ = terms_of(line)
            if predicate in backwards:
                stream.write(b"%b %b" % (value, line))
            elif predicate == _SUBCLASS:
                direct[_text(value)].add(_text(subject))
            elif value == _WHOLE:
                datasets.append(line)
    return Surroundings(_closed(direct), datasets, turned)


def _closed(direct: Mapping[str, set[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for class_ in direct:
        reached, waiting = {class_}, [class_]
        while waiting:
            new = direct.get(waiting.pop(), set()) - reached
            reached |= new
            waiting += new
        if not class_.startswith("_:"):
            found[class_] = {each for each in reached if not each.startswith("_:")}
    return found


def _text(term: bytes) -> str:
    return term.decode().strip("<>")
