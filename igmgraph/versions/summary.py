"""What changed between two versions, counted whole and listed up to a length."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from igmgraph.rdf.nquads import graph_of
from igmgraph.versions.differences import Change

__all__ = ["LISTED", "Summary", "summarize"]

#: Things of each kind of change that are listed at most.
LISTED = 200
#: Statements about one thing above which a change is counted, but not listed.
_LARGEST = 500


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary of changes.

    Attributes:
        added, removed: statements that came, and that went.
        graphs: named graph to how many of them came there, and how many went; "" is the default graph.
        counts: things that were `added`, `withdrawn`, or `changed`.
        listed: the same, up to `LISTED` each, in the order of their IRIs.
    """

    added: int
    removed: int
    graphs: dict[str, tuple[int, int]]
    counts: Counter[str]
    listed: dict[str, list[Change]]


def summarize(changes: Iterable[Change], spaces: Iterable[str]) -> Summary:
    """Count changes; only things whose IRI begins with one of `spaces` are counted and listed as things."""
    begins = tuple(f"<{space}".encode() for space in spaces)
    added: Counter[bytes] = Counter()
    removed: Counter[bytes] = Counter()
    counts: Counter[str] = Counter()
    listed: dict[str, list[Change]] = {"added": [], "withdrawn": [], "changed": []}
    for change in changes:
        come, gone = change.added, change.removed
        added.update(map(graph_of, come))
        removed.update(map(graph_of, gone))
        if change.subject.startswith(begins):
            kind = _kind(change)
            counts[kind] += 1
            if len(listed[kind]) < LISTED and len(come) + len(gone) <= _LARGEST:
                listed[kind].append(change)
    graphs = {graph[1:-1].decode(): (added[graph], removed[graph]) for graph in sorted(added | removed)}
    return Summary(added.total(), removed.total(), graphs, counts, listed)


def _kind(change: Change) -> str:
    if not change.before.lines:
        return "added"
    return "changed" if change.after.lines else "withdrawn"
