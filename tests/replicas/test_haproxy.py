"""Three replicas behind HAProxy, with the configuration that is shipped: what happens to them, no request notices."""

import http.client
import operator
import os
import re
import threading
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from igmgraph.packs.shelf import publish_pack
from tests.programs import running
from tests.replicas.conftest import release
from tests.replicas.servers import Replica, ask, free_port, is_ready, sharing, until

ROOT = Path(__file__).parents[2]
QUERY = "SELECT ?label { ?place <http://www.w3.org/2000/01/rdf-schema#label> ?label FILTER STRENDS(?label, '.0.0')"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Load:
    """Clients that ask over and over, each over one connection; none of them asks anything twice."""

    def __init__(self, port: int, clients: int) -> None:
        self._port, self._end, self._answered = port, threading.Event(), threading.Condition()
        self._pool = ThreadPoolExecutor(clients)
        self.answers, self.last = [0] * clients, [""] * clients
        self.asked = [self._pool.submit(self._ask, client) for client in range(clients)]
        for each in self.asked:
            each.add_done_callback(self._notice)

    def _notice(self, _: object = None) -> None:
        with self._answered:
            self._answered.notify()

    def _ask(self, client: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        while not self._end.is_set():
            # A variable of its own makes each a question that no cache knows.
            text = f"{QUERY} BIND (0 AS ?x{client}_{self.answers[client]}) }}"
            query = urllib.parse.urlencode({"query": text, "format": "json"})
            kind = (client + self.answers[client]) % 3
            if kind == 0:
                connection.request("GET", f"/sparql?{query}")
            elif kind == 1:
                connection.request("POST", "/sparql", query, FORM)
            else:
                connection.request("GET", "/doc/place/cl.nt")
            response = connection.getresponse()
            body = response.read().decode()
            assert response.status == 200, (response.status, body)
            (number,) = set(re.findall(r'"\w\w (\d\.0\.0)"', body))
            self.last[client] = number
            self.answers[client] += 1
            self._notice()
        connection.close()

    def goes_on(self, answers: int = 20) -> None:
        """Wait until each client has that many answers more."""
        wanted = [was + answers for was in self.answers]
        with self._answered:
            self._answered.wait_for(lambda: self.failed() or all(map(operator.ge, self.answers, wanted)))

    def failed(self) -> bool:
        """Raise what happened to a client, if something has; False otherwise."""
        for each in self.asked:
            if each.done():
                each.result()
        return False

    def end(self) -> None:
        self._end.set()
        self._pool.shutdown()
        self.failed()


@pytest.fixture
def replicas(tmp_path: Path) -> Iterator[list[Replica]]:
    with ExitStack() as stack:
        publish(tmp_path, "1.0.0")
        url = stack.enter_context(sharing(tmp_path / "shelf"))
        yield [Replica(tmp_path / name, url, stack) for name in "abc"]


@pytest.fixture
def front(replicas: list[Replica]) -> Iterator[int]:
    """Port of HAProxy."""
    port = free_port()
    addresses = {f"IGM_REPLICA_{name}": f"127.0.0.1:{each.port}" for name, each in zip("ABC", replicas, strict=True)}
    environment = {**os.environ, **addresses, "IGM_LISTEN": f"127.0.0.1:{port}"}
    command = ["/usr/sbin/haproxy", "-db", "-f", str(ROOT / "docs/haproxy/igmgraph.cfg")]
    with running(command, env=environment):
        yield port


def publish(folder: Path, number: str) -> str:
    snapshot = release(folder / "store", number, "cl", "pe")
    return publish_pack(folder / "store", snapshot.path, folder / "shelf", releases=True).snapshot


@contextmanager
def load(port: int) -> Iterator[Load]:
    clients = Load(port, 4)
    try:
        yield clients
    finally:
        clients.end()


def answered(replica: Replica) -> float:
    """Queries by GET that it has answered, which nobody but the clients asks here."""
    return replica.metric('igmgraph_http_requests_total{method="GET",route="/sparql"')


def test_no_request_is_lost(replicas: list[Replica], front: int, tmp_path: Path) -> None:
    a, b, c = replicas
    until(lambda: all(each.ready() for each in replicas), *replicas)
    tags = [etags(each) for each in replicas]
    assert tags[0] == tags[1] == tags[2]
    until(lambda: is_ready(front))
    asked = [answered(each) for each in replicas]
    with load(front) as clients:
        # HAProxy finds them one after the other; until then, one alone would be all there is.
        until(lambda: clients.failed() or all(map(operator.gt, map(answered, replicas), asked)), *replicas)
        clients.goes_on()

        b.process.kill()
        b.process.wait()
        clients.goes_on()

        second = publish(tmp_path, "2.0.0")
        until(lambda: clients.failed() or (a.ready() == c.ready() == second), a, c)
        clients.goes_on()
        assert set(clients.last) == {"2.0.0"}

        b.start()
        until(lambda: clients.failed() or b.ready() == second, b)
        before = answered(b)
        until(lambda: clients.failed() or answered(b) > before + 30, b)

        c.process.terminate()
        assert c.process.wait() == 0
        clients.goes_on()
        assert set(clients.last) == {"2.0.0"}
    assert etags(a) == etags(b) != tags[0]
    assert sum(clients.answers) > 4 * 80


def etags(replica: Replica) -> dict[str, str]:
    """Entity tags of some answers; each has one."""
    query = urllib.parse.urlencode({"query": QUERY + "}"})
    paths = ("/doc/place/cl.ttl", "/doc/place/cl.html?lang=es", f"/sparql?{query}", "/dataset.ttl")
    return {path: ask(replica.port, path)[1]["etag"] for path in paths}
