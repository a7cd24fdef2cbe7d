"""A million rows: when the first byte comes, and how much the web process grows meanwhile."""

import http.client
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from bench.peers import Peer
from bench.requests import Question
from bench.watch import Watch, web_memory

__all__ = ["GOAL_FIRST_BYTE", "GOAL_GROWTH", "ROWS", "Streamed", "stream"]

ROWS = 1_000_000
#: Milliseconds, and bytes.
GOAL_FIRST_BYTE, GOAL_GROWTH = 20.0, 50_000_000
_CHUNK = 1 << 16
#: Each statement of 200 profiles comes four times, so that there are enough.
_ROWS_OF_ALL = Question(
    "million", "export", f"SELECT ?s ?p ?o WHERE {{ VALUES ?n {{ 1 2 3 4 }} ?s ?p ?o }} LIMIT {ROWS}"
)


@dataclass(frozen=True, slots=True)
class Streamed:
    """One answer as it came: milliseconds to the first byte, seconds to the last, rows, bytes, and growth in bytes."""

    first_byte: float
    seconds: float
    rows: int
    size: int
    growth: int

    @property
    def met(self) -> bool:
        """Whether every row came, the first early enough, and the web process kept little of it."""
        return self.rows == ROWS and self.first_byte < GOAL_FIRST_BYTE and self.growth < GOAL_GROWTH


def stream(peer: Peer) -> Streamed:
    """Ask for a million rows as TSV, in which each is a line, and read them as fast as they come."""
    url = urlsplit(_ROWS_OF_ALL.url(peer))
    connection = http.client.HTTPConnection(url.netloc, timeout=300)
    connection.connect()
    before = web_memory(peer.pid)
    with Watch(lambda: web_memory(peer.pid)) as watch:
        begun = time.perf_counter()
        connection.request("GET", f"{url.path}?{url.query}", headers={"Accept": "text/tab-separated-values"})
        response = connection.getresponse()
        read = response.read(1)
        first_byte = (time.perf_counter() - begun) * 1000
        size, lines = len(read), 0
        while chunk := response.read(_CHUNK):
            size += len(chunk)
            lines += chunk.count(b"\n")
        seconds = time.perf_counter() - begun
    connection.close()
    if response.status != 200:
        raise OSError(f"{peer.endpoint}: status {response.status}")
    return Streamed(first_byte, seconds, lines - 1, size, int(max(watch.samples)) - before)
