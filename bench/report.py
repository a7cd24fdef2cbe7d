"""Tables of one run: rates, ratios and what became of the goals, as Markdown; everything as JSON."""

import json
import os
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.goals import Verdict, judge
from bench.hostile import DEADLINE, Attack
from bench.load import GENERATOR, Sample
from bench.pages import GOAL_BYTES, GOAL_MILLISECONDS, Timed
from bench.rounds import Measured, Pace, longest
from bench.stream import GOAL_FIRST_BYTE, GOAL_GROWTH, Streamed

__all__ = ["Run", "attacks_table", "machine", "pages_table", "streams_table", "tables", "write_json"]


@dataclass(slots=True)
class Run:
    """All that one run measured.

    Attributes:
        title: what was measured.
        pace: how.
        facts: what a reader needs to know about data and software, in the order to tell it.
        measured: by question.
        absent: peer to why it was not measured.
    """

    title: str
    pace: Pace
    facts: dict[str, str]
    measured: list[Measured] = field(default_factory=list)
    absent: dict[str, str] = field(default_factory=dict)

    @property
    def peers(self) -> Sequence[str]:
        """Those that were measured at all, in the order in which they were asked."""
        return list(dict.fromkeys(peer for each in self.measured for peer in (*each.samples, *each.failures)))

    def verdicts(self) -> Sequence[Verdict]:
        """What became of each goal at each question."""
        kinds = {each.question: each.kind for each in self.measured}
        return list(judge(kinds, {each.question: each.rates for each in self.measured}))


def machine() -> Mapping[str, str]:
    """When and on what a run takes place."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": f"{os.cpu_count()} cores, {memory:.0f} GiB, Linux {platform.release()}, load before: {load}",
        "Python": platform.python_version(),
        "load generator": GENERATOR,
    }


def tables(run: Run) -> str:
    """The run in Markdown."""
    return "\n".join(_lines(run)) + "\n"


def streams_table(streamed: Sequence[Streamed]) -> str:
    """Answers of a million rows in Markdown."""
    goals = f"first byte under {GOAL_FIRST_BYTE:g} ms, web process grows by less than {GOAL_GROWTH / 1e6:g} MB"
    head = ["rows", "MB", "first byte, ms", "all, s", "growth of the web process, MB", goals]
    rows = (
        [
            f"{each.rows:,}",
            f"{each.size / 1e6:.0f}",
            f"{each.first_byte:.1f}",
            f"{each.seconds:.1f}",
            f"{each.growth / 1e6:.1f}",
            _met(each.met),
        ]
        for each in streamed
    )
    return "\n".join(_table(head, rows)) + "\n"


def attacks_table(attacks: Sequence[Attack]) -> str:
    """What hostile queries did, in Markdown."""
    head = [
        f"three at once, deadline {DEADLINE} s",
        "statuses",
        "s past the deadline",
        "failed probes",
        "p99 of probes, ms (idle)",
        "memory before, peak, 1 s after, MB",
        "",
    ]
    rows = (
        [
            each.kind,
            " ".join(map(str, each.statuses)),
            f"{each.past_deadline:+.2f}",
            f"{each.failed_probes} of {each.probes}",
            f"{each.p99:.1f} ({each.idle_p99:.1f})",
            ", ".join(f"{size / 1e6:.0f}" for size in (each.before, each.peak, each.after)),
            _met(each.met),
        ]
        for each in attacks
    )
    return "\n".join(_table(head, rows)) + "\n"


def pages_table(profiles: int, opened: Sequence[Timed]) -> str:
    """Pages in Markdown."""
    goals = f"under {GOAL_MILLISECONDS:g} ms and {GOAL_BYTES / 1000:g} KB"
    head = [f"{profiles:,} profiles", "first, ms", "again, ms", "HTML, KB", "with all it loads, KB", goals]
    rows = (
        [
            each.kind,
            f"{each.first:.0f}",
            f"{each.again:.0f}",
            f"{each.page / 1000:.1f}",
            f"{each.everything / 1000:.0f}",
            _met(each.met),
        ]
        for each in opened
    )
    return "\n".join(_table(head, rows)) + "\n"


def write_json(runs: Iterable[Run], path: Path) -> None:
    """The runs with everything that was measured."""
    written = [{**asdict(run), "verdicts": [_verdict(each) for each in run.verdicts()]} for run in runs]
    path.write_text(json.dumps(written, indent=2) + "\n", "utf-8")


def _lines(run: Run) -> Iterator[str]:
    pace = run.pace
    yield f"### {run.title}\n"
    yield "; ".join(f"{name}: {fact}" for name, fact in run.facts.items()) + ".\n"
    yield (
        f"Requests a second | p50 | p99 in ms at {pace.connections} connections; medians of {pace.rounds} interleaved "
        f"rounds of {pace.seconds:g} s and more. Who needs over {longest(pace):.2g} s for one answer is asked "
        "by two connections, once in each round.\n"
    )
    yield from _table(["", *run.peers], (_row(run.peers, each) for each in run.measured))
    yield ""
    yield from (f"Not measured: {peer}: {reason}.\n" for peer, reason in run.absent.items())
    yield from _disagreements(run)
    if verdicts := run.verdicts():
        yield "Ratios of the same run, and the goals:\n"
        yield from _table(["", "of", "against", "ratio", "goal", ""], map(_judged, verdicts))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _row(peers: Sequence[str], measured: Measured) -> Sequence[str]:
    return [f"{measured.question} ({measured.kind})", *(_cell(measured, peer) for peer in peers)]


def _cell(measured: Measured, peer: str) -> str:
    sample = measured.samples.get(peer)
    if sample is None:
        return "failed" if peer in measured.failures else ""
    return _numbers(sample) + (f" ({sample.errors} errors)" if sample.errors else "")


def _numbers(sample: Sample) -> str:
    return " \\| ".join(
        f"{number:.3g}" if number < 1000 else f"{number:.0f}" for number in (sample.rate, sample.p50, sample.p99)
    )


def _disagreements(run: Run) -> Iterator[str]:
    found = [
        f"{each.question}: {peer} {told}"
        for each in run.measured
        for peer, told in (*each.agreement.items(), *each.failures.items())
        if told != "same"
    ]
    first = run.peers[0] if run.peers else ""
    yield f"Answers that differ from those of {first}: {'; '.join(found) or 'none'}.\n"


def _judged(verdict: Verdict) -> Sequence[str]:
    goal = verdict.goal
    ratio = f"{verdict.ratio:.2f}"
    return [verdict.question, goal.ours, goal.peer, ratio, f"{goal.ratio:g}", _met(verdict.met)]


def _met(met: bool) -> str:
    return "met" if met else "**not met**"


def _verdict(verdict: Verdict) -> Mapping[str, Any]:
    return {**asdict(verdict), "met": verdict.met}
