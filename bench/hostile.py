"""Queries that would end a service, three at once on four workers, while another client asks tiny ones."""

import http.client
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from bench.load import percentile
from bench.peers import Peer
from bench.processes import memory_of, settle
from bench.requests import Question
from bench.watch import Probes, Watch

__all__ = ["DEADLINE", "KINDS", "OPTIONS", "Attack", "attack"]

#: Seconds after which the service stops a query here.
DEADLINE = 5
_AT_ONCE = 3
#: How the service is started for this.
OPTIONS = ("--workers", "4", "--query-timeout", str(DEADLINE))
#: Seconds past the deadline, multiple of the idle p99, and share of memory that we want to stay below.
_LATE, _SLOWER, _GROWN = 0.3, 3.0, 1.1
_IDLE_SECONDS = 5
#: Status of a query that was stopped, by memory or deadline; each of these is SPARQL, and none should be refused.
_RIGHT = {504}

_THREE = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
KINDS: Mapping[str, str] = {
    "sorted cross product": f"SELECT * WHERE {{ {_THREE} }} ORDER BY ?i ?f ?c",
    "counted cross product": f"SELECT (COUNT(*) AS ?n) WHERE {{ {_THREE} }}",
    "distinct cross product": f"SELECT DISTINCT ?a ?d ?g WHERE {{ {_THREE} }} ORDER BY ?a LIMIT 1",
    "paths between everything": "SELECT (COUNT(*) AS ?n) WHERE { ?a (!<urn:x>)* ?b }",
    "one long text": f'SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f)); SEPARATOR=" ") AS ?t) WHERE {{ {_THREE} }}',
}
_PROBE = Question("probe", "lookup", "SELECT * WHERE { <https://w3id.org/igm/id/place/cl> ?p ?o } LIMIT 1")


@dataclass(frozen=True, slots=True)
class Attack:
    """What one kind of query did to the service: seconds, milliseconds, bytes."""

    kind: str
    statuses: list[int]
    past_deadline: float
    probes: int
    failed_probes: int
    idle_p99: float
    p99: float
    before: int
    peak: int
    after: int

    @property
    def met(self) -> bool:
        """Whether all that we want of a service under attack held."""
        return (
            set(self.statuses) <= _RIGHT
            and self.past_deadline <= _LATE
            and not self.failed_probes
            and self.p99 <= _SLOWER * self.idle_p99
            and self.after <= _GROWN * self.before
        )


def attack(peer: Peer) -> Iterator[Attack]:
    """Send each kind in turn."""
    url = _PROBE.url(peer)
    settle(peer.pid)
    with Probes(url, _PROBE.media_type):
        time.sleep(1)
    for kind, text in KINDS.items():
        # Memory is watched here as well: that, too, slows probes down.
        with Probes(url, _PROBE.media_type) as idle, Watch(lambda: memory_of(peer.pid), 0.1):
            time.sleep(_IDLE_SECONDS)
        before = memory_of(peer.pid)
        target = Question(kind, "hostile", text).url(peer)
        with (
            ThreadPoolExecutor(_AT_ONCE) as threads,
            Probes(url, _PROBE.media_type) as probes,
            Watch(lambda: memory_of(peer.pid), 0.1) as memory,
        ):
            endings = list(threads.map(_send, [target] * _AT_ONCE))
        time.sleep(1)
        yield Attack(
            kind,
            sorted(status for status, _ in endings),
            max(seconds for _, seconds in endings) - DEADLINE,
            len(probes.samples),
            len(probes.failures),
            percentile(idle.samples, 0.99),
            percentile(probes.samples, 0.99),
            before,
            int(max(memory.samples)),
            memory_of(peer.pid),
        )


def _send(url: str) -> tuple[int, float]:
    """Status, 0 when there was none, and seconds until the whole answer was there."""
    parts = urlsplit(url)
    begun = time.perf_counter()
    connection = http.client.HTTPConnection(parts.netloc, timeout=120)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}")
        response = connection.getresponse()
        response.read()
        status = response.status
    except (OSError, http.client.HTTPException):
        status = 0
    finally:
        connection.close()
    return status, time.perf_counter() - begun
