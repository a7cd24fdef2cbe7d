"""Every worker busy on the worst query: health checks and pages answer, the queue ends, and what waits is told."""

import json
import statistics
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h }"


def status(url: str) -> tuple[int, dict[str, str], bytes]:
    try:
        with urllib.request.urlopen(url, timeout=120) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, dict(refusal.headers), refusal.read()


@pytest.fixture
def busy(service: str) -> Iterator[str]:
    """The service while eight clients ask its two workers the worst query again and again."""
    end = threading.Event()

    def ask() -> None:
        url = f"{service}/sparql?{urllib.parse.urlencode({'query': CROSS})}"
        while not end.is_set():
            status(url)

    with ThreadPoolExecutor(8) as clients:
        for _ in range(8):
            clients.submit(ask)
        while b"igmgraph_queries_running 2.0" not in status(f"{service}/metrics")[2]:
            pass
        yield service
        end.set()


def test_health_and_pages_answer_while_every_worker_is_busy(busy: str) -> None:
    times = []
    for _ in range(21):
        start = time.perf_counter()
        assert status(f"{busy}/healthz")[0] == 200
        times.append(time.perf_counter() - start)
    # Of many, so that one pause of a shared machine does not count.
    assert statistics.median(times) < 0.1
    for path in ("/", "/readyz", "/doc/place/cl.ttl", "/sparql", "/metrics", "/openapi.json"):
        assert status(f"{busy}{path}")[0] == 200, path


def test_the_queue_ends_and_says_when_to_come_back(service: str) -> None:
    url = f"{service}/sparql?{urllib.parse.urlencode({'query': CROSS})}"
    with ThreadPoolExecutor(24) as clients:
        answers = list(clients.map(status, [url] * 24))
    assert {code for code, _, _ in answers} == {503, 504}
    refused = [(headers, json.loads(body)) for code, headers, body in answers if code == 503]
    assert all(int(headers["Retry-After"]) >= 1 for headers, _ in refused)
    assert {body["type"] for _, body in refused} == {"https://w3id.org/igm/problems/unavailable"}
    assert status(f"{service}/sparql?query=ASK%7B%7D")[0] == 200
