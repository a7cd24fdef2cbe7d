"""What we want to reach: ratios of rates, each against a peer in the same run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["GOALS", "Goal", "Verdict", "judge"]

_OTHERS = ("listing", "aggregate", "sort", "path", "text", "graph", "export")


@dataclass(frozen=True, slots=True)
class Goal:
    """`ours` should have at least `ratio` times the rate of `peer` at questions of some kinds."""

    ours: str
    peer: str
    kinds: Sequence[str]
    ratio: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a goal at one question."""

    question: str
    goal: Goal
    ratio: float

    @property
    def met(self) -> bool:
        """Whether the ratio is at least the goal's."""
        return self.ratio >= self.goal.ratio


GOALS = (
    Goal("igmgraph", "oxigraph-memory", ["listing"], 0.60),
    Goal("igmgraph", "rdflib-endpoint", ["listing"], 40),
    Goal("igmgraph", "oxigraph-memory", ["sort", "aggregate"], 0.95),
    Goal("igmgraph", "oxigraph-memory", ["lookup"], 0.30),
    Goal("igmgraph", "rdflib-endpoint", ["lookup"], 8),
    Goal("igmgraph", "oxigraph-disk", _OTHERS, 3),
    Goal("igmgraph+cache", "oxigraph-memory", _OTHERS, 1),
    Goal("igmgraph+cache", "oxigraph-memory", ["lookup"], 0.5),
    Goal("igmgraph+cache", "virtuoso", ["aggregate"], 1),
    Goal("igmgraph+cache", "nginx", ["document"], 0.5),
    Goal("export+nginx", "nginx", ["document"], 0.9),
)


def judge(kinds: Mapping[str, str], rates: Mapping[str, Mapping[str, float]]) -> Iterator[Verdict]:
    """Hold measured rates against the goals.

    Args:
        kinds: question to its kind.
        rates: question to peer to requests a second; a peer that was not measured is left out.
    """
    for question, kind in kinds.items():
        for goal in GOALS:
            ours, theirs = (rates[question].get(name) for name in (goal.ours, goal.peer))
            if kind in goal.kinds and ours is not None and theirs:
                yield Verdict(question, goal, ours / theirs)
