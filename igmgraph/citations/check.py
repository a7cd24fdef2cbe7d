"""What running the query of a citation again came to."""

from dataclasses import dataclass

from igmgraph.citations.outcome import Difference

__all__ = ["Check", "Checks"]


@dataclass(frozen=True, slots=True)
class Check:
    """One run of the query.

    Attributes:
        verdict: `same`, `reordered`, `different`, or `failed`.
        version, data_sha256: the data that it was asked of.
        difference: rows that came and that went.
        checked: when it ended, in UTC, ISO 8601.
        problem: why it failed, in the language of the request.
    """

    verdict: str
    version: str
    data_sha256: str
    difference: Difference
    checked: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Checks:
    """A citation on the data in service, and on those that it was made of; None when they are not kept."""

    now: Check
    then: Check | None
