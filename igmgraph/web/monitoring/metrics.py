"""What the service has done, counted for Prometheus at `/metrics`; each application has a registry of its own."""

from functools import lru_cache

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from igmgraph import __version__
from igmgraph.engine.base import Load
from igmgraph.errors import DeadlineExceeded, MemoryExceeded, Unavailable
from igmgraph.web.snapshots.state import state

__all__ = ["DEFERRED", "ROUTE", "Metrics", "init_app", "metrics"]

#: Where a request's environment tells its route, and what is set in `g` when the event loop is going to answer.
ROUTE, DEFERRED = "igmgraph.route", "deferred"

_BUCKETS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60)
#: Outcomes in which the query process was ended; `abandoned` is a client that has left.
_KILLS = (DeadlineExceeded.slug, MemoryExceeded.slug, "abandoned")


class Metrics:
    """Counters of one application."""

    def __init__(self) -> None:
        """Begin at zero."""
        self.registry = CollectorRegistry()
        #: Answers so far that did not come from Flask.
        self.known = 0
        ProcessCollector(registry=self.registry)
        registry = self.registry
        self.requests = Counter(
            "igmgraph_http_requests", "Answers sent.", ["route", "method", "status"], registry=registry
        )
        self.seconds = Histogram(
            "igmgraph_query_seconds",
            "From admission to answer, in seconds, waiting for a worker included.",
            ["form", "outcome"],
            buckets=_BUCKETS,
            registry=registry,
        )
        self.hits = Counter("igmgraph_result_cache_hits", "Queries whose answer was kept.", registry=registry)
        # Finding the child of some labels takes longer than to count.
        self._seconds_of = lru_cache(1_000)(self.seconds.labels)
        self._requests_of = lru_cache(1_000)(self.requests.labels)
        self.kills = Counter("igmgraph_query_kills", "Queries that were stopped.", ["cause"], registry=registry)
        for cause in _KILLS:
            self.kills.labels(cause)
        self._running = Gauge("igmgraph_queries_running", "Queries that have a worker.", registry=registry)
        self._waiting = Gauge("igmgraph_queries_waiting", "Queries that wait for a worker.", registry=registry)
        self._workers = Gauge("igmgraph_query_workers", "Processes that evaluate queries.", registry=registry)
        self.snapshot = Info("igmgraph_snapshot", "What is served, and by which version.", registry=registry)

    def count_known(self, route: str, method: str, status: int) -> None:
        """An answer that did not come from Flask, or not in the end."""
        self.known += 1
        self._requests_of(route, method, status).inc()

    def end(self, form: str, outcome: str, seconds: float, *, cached: bool = False) -> None:
        """A query came back; `outcome` is `answered`, `abandoned` or the type of the problem."""
        if cached:
            self.hits.inc()
        self._seconds_of(form, outcome).observe(seconds)
        if outcome in _KILLS:
            self.kills.labels(outcome).inc()

    def tell(self, load: Load, snapshot: str) -> None:
        """Note how things are now."""
        self._running.set(load.running)
        self._waiting.set(load.waiting)
        self._workers.set(load.workers)
        self.snapshot.info({"snapshot": snapshot, "version": __version__})


def metrics() -> Metrics:
    """Counters of the application that answers the current request."""
    found: Metrics = current_app.extensions["igmgraph.metrics"]
    return found


def init_app(app: Flask) -> None:
    """Count every answer of the application, and tell the counts at `/metrics`."""
    app.extensions["igmgraph.metrics"] = Metrics()
    app.after_request(_count)
    app.add_url_rule("/metrics", "metrics", _expose)


def _count(response: Response) -> Response:
    # The rule, not the path: anyone can invent paths, and each would stay in memory.
    route = request.url_rule.rule if request.url_rule else "none"
    request.environ[ROUTE] = route
    if g.get(DEFERRED):
        # It has no answer yet.
        return response
    method = request.method if request.method in {"GET", "HEAD", "POST", "OPTIONS"} else "other"
    metrics().requests.labels(route, method, response.status_code).inc()
    return response


def _expose() -> Response:
    counts, engine = metrics(), state().engine
    try:
        counts.tell(engine.load, engine.snapshot_id)
    except Unavailable:
        counts.tell(Load(0, 0, 0), "")
    response = Response(generate_latest(counts.registry), content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response
