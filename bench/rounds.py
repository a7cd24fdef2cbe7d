"""Interleaved rounds: A B C, A B C, ...; what else the machine does meets all peers alike. Medians are kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.load import Sample, few_requests, median, one_request, sample

__all__ = ["Measured", "Pace", "Target", "longest", "measure"]

#: Seconds to which a stretch of load may be drawn out, so that each connection has two answers.
_LONGEST = 6.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How long and how hard: rounds, seconds of each stretch, requests at a time, and if each asks something new."""

    rounds: int
    seconds: float
    connections: int
    varied: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """What one peer is asked."""

    peer: str
    url: str
    media_type: str


@dataclass(slots=True)
class Measured:
    """One question as all peers answered it.

    Attributes:
        question: its name.
        kind: what its goals depend on.
        samples: peer to its medians.
        agreement: peer to how its answer compares with that of the first.
        failures: peer to why it has no sample.
    """

    question: str
    kind: str
    samples: dict[str, Sample] = field(default_factory=dict)
    agreement: dict[str, str] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    @property
    def rates(self) -> Mapping[str, float]:
        """Peer to requests a second; none for a peer that answered anything wrong."""
        return {peer: each.rate for peer, each in self.samples.items() if not each.errors}


def measure(
    measured: Measured, targets: Sequence[Target], pace: Pace, compare: Callable[[bytes, bytes], str]
) -> Measured:
    """Ask every target the same, once to warm up and to compare answers, then under load."""
    took: dict[str, float] = {}
    reference: bytes | None = None
    for target in targets:
        try:
            one_request(target.url, target.media_type)
            took[target.peer], answer = one_request(target.url, target.media_type)
            reference = answer if reference is None else reference
            measured.agreement[target.peer] = compare(answer, reference)
        except (OSError, ValueError) as failure:
            measured.failures[target.peer] = str(failure)
            took.pop(target.peer, None)
    samples: dict[str, list[Sample]] = {peer: [] for peer in took}
    for _ in range(pace.rounds):
        for target in targets:
            if target.peer in took:
                samples[target.peer].append(_sample(target, took[target.peer], pace))
    measured.samples.update({peer: median(each) for peer, each in samples.items() if each})
    return measured


def _sample(target: Target, took: float, pace: Pace) -> Sample:
    """One stretch; a server that would need too long for it answers a few requests instead, and all of those."""
    if took > longest(pace):
        return few_requests(target.url, target.media_type)
    seconds = max(pace.seconds, 2 * took * pace.connections)
    return sample(target.url, target.media_type, seconds, pace.connections)


def longest(pace: Pace) -> float:
    """Seconds that one answer may take for its server to be put under load."""
    return _LONGEST / (2 * pace.connections)
