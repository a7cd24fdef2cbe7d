"""What the service has done, counted for Prometheus at `/metrics`; each application has a registry of its own."""

from threading import Lock

from flask import Flask, Response, current_app, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from igmgraph import __version__
from igmgraph.errors import DeadlineExceeded, MemoryExceeded, ResultTooLarge, Unavailable
from igmgraph.settings import Settings
from igmgraph.web.state import state

__all__ = ["Metrics", "init_app", "metrics"]

_BUCKETS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60)
#: Outcomes in which the engine stopped a query.
_KILLS = (DeadlineExceeded.slug, MemoryExceeded.slug, ResultTooLarge.slug)


class Metrics:
    """Counters of one application."""

    def __init__(self, settings: Settings) -> None:
        """Begin at zero."""
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._workers = settings.workers
        self._lock, self._in_flight = Lock(), 0
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
        self.kills = Counter("igmgraph_query_kills", "Queries that were stopped.", ["cause"], registry=registry)
        for cause in _KILLS:
            self.kills.labels(cause)
        self._running = Gauge("igmgraph_queries_running", "Queries that have a worker.", registry=registry)
        self._waiting = Gauge("igmgraph_queries_waiting", "Queries that wait for a worker.", registry=registry)
        workers = Gauge("igmgraph_query_workers", "Processes that evaluate queries.", registry=registry)
        workers.set(settings.workers)
        self.snapshot = Info("igmgraph_snapshot", "What is served, and by which version.", registry=registry)

    def begin(self) -> None:
        """A query goes to the engine."""
        self._move(1)

    def end(self, form: str, outcome: str, seconds: float) -> None:
        """A query came back; `outcome` is `answered` or the type of the problem."""
        self._move(-1)
        self.seconds.labels(form, outcome).observe(seconds)
        if outcome in _KILLS:
            self.kills.labels(outcome).inc()

    def _move(self, step: int) -> None:
        with self._lock:
            self._in_flight += step
            self._running.set(min(self._in_flight, self._workers))
            self._waiting.set(max(0, self._in_flight - self._workers))


def metrics() -> Metrics:
    """Counters of the application that answers the current request."""
    found: Metrics = current_app.extensions["igmgraph.metrics"]
    return found


def init_app(app: Flask, settings: Settings) -> None:
    """Count every answer of the application, and tell the counts at `/metrics`."""
    app.extensions["igmgraph.metrics"] = Metrics(settings)
    app.after_request(_count)
    app.add_url_rule("/metrics", "metrics", _expose)


def _count(response: Response) -> Response:
    # The rule, not the path: anyone can invent paths, and each would stay in memory.
    route = request.url_rule.rule if request.url_rule else "none"
    method = request.method if request.method in {"GET", "HEAD", "POST", "OPTIONS"} else "other"
    metrics().requests.labels(route, method, response.status_code).inc()
    return response


def _expose() -> Response:
    try:
        snapshot = state().engine.snapshot_id
    except Unavailable:
        snapshot = ""
    counts = metrics()
    counts.snapshot.info({"snapshot": snapshot, "version": __version__})
    response = Response(generate_latest(counts.registry), content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response
