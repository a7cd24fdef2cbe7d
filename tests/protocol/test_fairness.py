"""One client that asks more than the service can do does not keep the others out."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import quote, urlsplit

import pytest

from igmgraph.build.snapshot import Snapshot
from tests.protocol.serving import serving

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d) }"


@pytest.fixture
def address(snapshot: Snapshot) -> Iterator[str]:
    options = ("--workers", "2", "--trusted-proxies", "1", "--query-timeout", "2")
    with serving(snapshot.path.parents[1], *options) as root:
        yield urlsplit(root).netloc


def status(address: str, client: str, query: str) -> int:
    connection = HTTPConnection(address, timeout=60)
    connection.request("GET", f"/sparql?query={quote(query)}", headers={"X-Forwarded-For": client})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def test_others_find_a_place_in_a_full_queue(address: str) -> None:
    with ThreadPoolExecutor(120) as threads:
        greedy = [threads.submit(status, address, "192.0.2.1", f"{ENDLESS} #{number}") for number in range(100)]
        others = [threads.submit(status, address, f"198.51.100.{number}", "ASK {}") for number in range(10)]
        assert {each.result() for each in others} == {200}
        assert 503 in {each.result() for each in greedy}
