"""Load: many connections that each ask the same thing again as soon as they have the answer.

wrk does it where it is installed. The small substitute in Python gives out at a few thousand requests a second: its
name stands in every report, and rates near its limit say nothing about a server.
"""

import http.client
import json
import random
import shutil
import statistics
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

__all__ = ["GENERATOR", "VARIED", "Sample", "few_requests", "median", "one_request", "percentile", "sample"]

_SCRIPT, _VARYING = (Path(__file__).with_name(name) for name in ("wrk.lua", "vary.lua"))
#: In a URL, where another number of as many digits is to stand in each request.
VARIED = "0" * 10
_WRK = shutil.which("wrk")
#: What makes the load, as reports name it.
GENERATOR = "wrk" if _WRK else "bench/load.py (Python; its own limit is a few thousand requests a second)"
#: Seconds that one answer may take.
_PATIENCE = 120


@dataclass(frozen=True, slots=True)
class Sample:
    """One stretch of load: requests a second, latencies in milliseconds, and requests that got no good answer."""

    rate: float
    p50: float
    p99: float
    errors: int


def median(samples: list[Sample]) -> Sample:
    """Medians of rates and latencies; errors are added up."""
    rates, p50, p99 = ([getattr(each, name) for each in samples] for name in ("rate", "p50", "p99"))
    errors = sum(each.errors for each in samples)
    return Sample(statistics.median(rates), statistics.median(p50), statistics.median(p99), errors)


def one_request(url: str, media_type: str) -> tuple[float, bytes]:
    """Ask once, on a connection of its own: seconds until the whole answer was here, and the answer.

    Raises:
        OSError: the status is not 200, or the server cannot be reached.
    """
    begun = time.perf_counter()
    connection = _connect(url)
    try:
        answer = _ask(connection, url, media_type)
    finally:
        connection.close()
    return time.perf_counter() - begun, answer


def sample(url: str, media_type: str, seconds: float, connections: int) -> Sample:
    """Load a server with `connections` requests at a time."""
    if _WRK:
        return _with_wrk(_WRK, url, media_type, seconds, connections)
    return _with_threads(url, media_type, seconds, connections)


def few_requests(url: str, media_type: str) -> Sample:
    """One request on each of two connections, waited for: of use where an answer takes a second and more."""
    return _with_threads(url, media_type, 0, 2)


def _with_wrk(wrk: str, url: str, media_type: str, seconds: float, connections: int) -> Sample:
    options = [
        *(f"--duration={max(1, round(seconds))}s", f"--connections={connections}", "--threads=1"),
        f"--timeout={_PATIENCE}s",
        f"--header=Accept: {media_type}",
        f"--script={_VARYING if VARIED in url else _SCRIPT}",
    ]
    told = subprocess.run([wrk, *options, url], check=True, capture_output=True, text=True).stdout
    found = json.loads(told.strip().splitlines()[-1])
    return Sample(found["requests"] / found["seconds"], found["p50"], found["p99"], found["errors"])


def _with_threads(url: str, media_type: str, seconds: float, connections: int) -> Sample:
    latencies: list[float] = []
    failures: list[Exception] = []
    begun = time.perf_counter()

    def client() -> None:
        connection = _connect(url)
        asked = begun
        while asked == begun or asked < begun + seconds:
            asked = time.perf_counter()
            try:
                _ask(connection, url, media_type)
            except (OSError, http.client.HTTPException) as failure:
                failures.append(failure)
                connection.close()
            else:
                latencies.append(time.perf_counter() - asked)
        connection.close()

    threads = [threading.Thread(target=client) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    p50, p99 = (percentile(latencies or [0.0], share) * 1000 for share in (0.5, 0.99))
    return Sample(len(latencies) / took, p50, p99, len(failures))


def _connect(url: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(url).netloc, timeout=_PATIENCE)


def _ask(connection: http.client.HTTPConnection, url: str, media_type: str) -> bytes:
    parts = urlsplit(url.replace(VARIED, f"{random.randrange(10**10):010}"))
    connection.request(
        "GET", f"{parts.path}?{parts.query}" if parts.query else parts.path, headers={"Accept": media_type}
    )
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise OSError(f"{parts.netloc}: status {response.status}: {body[:200]!r}")
    return body


def percentile(samples: list[float], share: float) -> float:
    """Value below which a share of the samples lies.

    >>> percentile([3, 1, 2, 4], 0.5)
    3
    """
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
