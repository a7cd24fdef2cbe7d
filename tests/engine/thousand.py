"""A thousand statements, queries of all lengths over them, and the processes that answer these."""

import os
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.build.snapshot import write_snapshot
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.values import ClientQuery, Wanted

__all__ = ["CROSS", "LARGE", "LONG", "alive", "ask", "children", "has_ended", "thousand", "wait"]

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h }"
LARGE = "SELECT * { ?a ?p ?b . ?c ?q ?d } LIMIT 40000"
#: A third of a second: long enough to step back, and far from the deadline even where others want the processors.
LONG = "SELECT (COUNT(*) AS ?n) { { SELECT ?b { ?a ?p ?b } LIMIT 300 } ?c ?q ?d FILTER(?b + ?d >= 0) }"


def thousand(store: Path) -> Path:
    """A snapshot of a thousand statements."""
    p, g = NamedNode("http://e.org/p"), NamedNode("http://e.org/g")
    quads = [Quad(NamedNode(f"http://e.org/{n}"), p, Literal(n), g) for n in range(1_000)]
    return write_snapshot(store, quads).path


def ask(engine: EmbeddedEngine, text: str, timeout: float | None = None) -> bytes:
    return b"".join(engine.answer(ClientQuery(text), Wanted("text/csv", timeout=timeout)))


def children(process: int) -> list[int]:
    threads = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for thread in threads for child in thread.read_text("ascii").split()]


def alive(engine: EmbeddedEngine) -> list[int]:
    """Its query processes."""
    return [child for child in children(engine._forks._process.pid) if not has_ended(child)]


def has_ended(process: int) -> bool:
    """Whether a process has ended, be it that its parent has not taken note of that."""
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def wait(condition: Callable[[], bool]) -> None:
    """Until it is so; what never is fails the test by its time limit."""
    while not condition():
        os.sched_yield()
