"""What changed between two versions, counted whole and listed up to a length."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

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
        counts: things that were `added`, `withdrawn`, or `changed`.
        listed: the same, up to `LISTED` each, in the order of their IRIs.
    """

    added: int
    removed: int
    counts: Counter[str]
    listed: dict[str, list[Change]]


def summarize(changes: Iterable[Change], spaces: Iterable[str]) -> Summary:
    """Count changes; only things whose IRI begins with one of `spaces` are counted and listed as things."""
    begins = tuple(f"<{space}".encode() for space in spaces)
    added = removed = 0
    counts: Counter[str] = Counter()
    listed: dict[str, list[Change]] = {"added": [], "withdrawn": [], "changed": []}
    for change in changes:
        come, gone = len(change.added), len(change.removed)
        added, removed = added + come, removed + gone
        if change.subject.startswith(begins):
            kind = _kind(change)
            counts[kind] += 1
            if len(listed[kind]) < LISTED and come + gone <= _LARGEST:
                listed[kind].append(change)
    return Summary(added, removed, counts, listed)


def _kind(change: Change) -> str:
    if not change.before.lines:
        return "added"
    return "changed" if change.after.lines else "withdrawn"
