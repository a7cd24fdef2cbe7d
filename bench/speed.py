"""Queries: all peers over the same data, all running at once and asked in turn."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.answers import agreement, read_answer
from bench.peers import Peer
from bench.peers.base import Missing, Starter
from bench.processes import settle
from bench.requests import Question
from bench.rounds import Measured, Pace, Target, measure

__all__ = ["Started", "Tell", "start", "time_queries"]

#: Told what is being done, in a few words.
Tell = Callable[[str], None]


@dataclass(slots=True)
class Started:
    """Peers that run, and why others do not."""

    peers: dict[str, Peer] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)


def start(stack: ExitStack, starters: Mapping[str, Starter], data: Path, tell: Tell) -> Started:
    """Start peers over a file of N-Quads; they end with the stack."""
    started = Started()
    for name, starter in starters.items():
        tell(f"start {name}")
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="igmgraph-bench-", ignore_cleanup_errors=True)))
        try:
            started.peers[name] = stack.enter_context(starter(data, folder))
        except Missing as reason:
            started.absent[name] = str(reason)
    for peer in started.peers.values():
        settle(peer.pid)
    return started


def time_queries(started: Started, questions: Sequence[Question], pace: Pace, tell: Tell) -> Iterator[Measured]:
    """Measure each question at each peer."""
    for question in questions:
        tell(f"ask {question.name}")
        targets = [
            Target(name, question.url(peer, varied=pace.varied), question.media_type)
            for name, peer in started.peers.items()
        ]
        yield measure(Measured(question.name, question.kind), targets, pace, _comparison(question))


def _comparison(question: Question) -> Callable[[bytes, bytes], str]:
    return lambda answer, reference: agreement(read_answer(question, answer), read_answer(question, reference))
