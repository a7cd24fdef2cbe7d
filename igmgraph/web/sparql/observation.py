"""One client's query as operators see it: counted, charged to the client's budget, and told in one line of the log."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from flask import Flask, current_app
from werkzeug.exceptions import HTTPException

from igmgraph.engine.base import Answer
from igmgraph.engine.values import Asker, Cut
from igmgraph.errors import Abandoned, BudgetExhausted, DeadlineExceeded, EngineBroken, IgmError, MemoryExceeded
from igmgraph.web.monitoring.metrics import Metrics
from igmgraph.web.sparql.fair_use import Budget, client_network
from igmgraph.web.sparql.journal import Entry, log_at_once
from igmgraph.web.sparql.prepared import Prepared

__all__ = ["Observation", "Observer", "init_app", "observer"]

#: What costs a query process, or the time until it is known that nobody waits; and seconds that it costs at least.
_COSTLY, _LEAST = (DeadlineExceeded, MemoryExceeded, EngineBroken, Abandoned, GeneratorExit), 0.1


class Observer:
    """Watches the queries of one application."""

    def __init__(self, metrics: Metrics, budget: Budget) -> None:
        self.metrics, self.budget = metrics, budget
        #: Takes what is to be logged.
        self.note = log_at_once

    def begin(self, text: str, address: str | None, timeout: float, *, cached: bool = False) -> "Observation":
        """Watch a query from now on; it never costs its client more than `timeout` seconds, and nothing if `cached`."""
        observation = Observation(self, text, address, timeout)
        observation.cached = cached
        return observation

    def check(self, address: str | None) -> None:
        """Let a client have a query evaluated.

        Raises:
            BudgetExhausted: it has no time left.
        """
        self.budget.check(_client(address))

    def budget_headers(self, address: str | None) -> dict[str, str]:
        """What a client is told of its budget."""
        return self.budget.headers(_client(address))


class Observation:
    """What is known of a query and its answer; `form` and `media_type` are empty until they are known.

    Attributes:
        asker: who asks, and when evaluation began.
        form: SELECT, ASK, CONSTRUCT or DESCRIBE.
        media_type: of the answer.
        size: of what was sent of the answer, in bytes.
        rows: rows or triples of the answer; None of a boolean.
        cut: the ceiling that ended the answer early.
        cached: whether the answer was known before.
    """

    def __init__(self, observer: Observer, text: str, address: str | None, timeout: float) -> None:
        self.form = self.media_type = ""
        self.size, self.cached = 0, False
        self.rows: int | None = None
        self.cut: Cut | None = None
        self.asker = Asker(_client(address))
        self._observer, self._text, self._address, self._timeout = observer, text, address, timeout
        self._start, self._ended = time.monotonic(), False

    def admit(self) -> None:
        """Let the query be evaluated; what is known already costs nothing.

        Raises:
            BudgetExhausted: the client has no time left; the observation has ended.
        """
        try:
            self._observer.check(self._address)
        except BudgetExhausted as error:
            self.end(error)
            raise

    @contextmanager
    def beginning(self) -> Iterator[None]:
        """Until there is an answer; an error ends the observation."""
        try:
            yield
        except BaseException as error:
            self.end(error)
            raise

    def parts(self, answer: Answer) -> Iterator[bytes]:
        """The parts of an answer as they come; the observation ends with them."""
        try:
            for part in answer:
                self.size += len(part)
                yield part
        except BaseException as error:
            self.end(error)
            raise
        finally:
            answer.close()
            self.answered(answer.rows, answer.cut)

    def prepared(self, prepared: Prepared) -> None:
        """Note what was read."""
        self.form, self.media_type = prepared.form.value, prepared.wanted.media_type

    def answered(self, rows: int | None, cut: Cut | None) -> None:
        """End with an answer."""
        if not self._ended:
            self.rows, self.cut = rows, cut
        self.end()

    def end(self, error: BaseException | None = None, status: int = 200) -> None:
        """End, once; with what went wrong, if anything did."""
        if self._ended:
            return
        self._ended = True
        outcome = "answered"
        if error is not None:
            status, outcome = _verdict(error, status)
        seconds = time.monotonic() - self._start
        self._observer.metrics.end(self.form, outcome, seconds, cached=self.cached)
        if not (self.cached or isinstance(error, BudgetExhausted)):
            least = _LEAST if isinstance(error, _COSTLY) else 0
            self._observer.budget.charge(self.asker.client, max(least, self._processed()))
        told = {
            "form": self.form,
            "format": self.media_type,
            "bytes": self.size,
            "rows": self.rows,
            "cut": self.cut.value if self.cut else None,
            "cached": self.cached,
            "status": status,
            "outcome": outcome,
            "seconds": round(seconds, 4),
        }
        self._observer.note(Entry(self._text, self._address, told))

    def _processed(self) -> float:
        """Seconds of a worker: not those that the query has waited for one, and no more than its deadline."""
        begun = self.asker.begun
        return min(time.monotonic() - begun, self._timeout) if begun is not None else 0


def _verdict(error: BaseException, status: int) -> tuple[int, str]:
    """Status and outcome of a query that had no answer, or not all of it; `status` where it had begun."""
    if isinstance(error, GeneratorExit | Abandoned):
        return status, "abandoned"
    if isinstance(error, IgmError):
        return error.status, error.slug
    if isinstance(error, HTTPException):
        return error.code or status, error.name.lower().replace(" ", "-")
    return IgmError.status, IgmError.slug


@lru_cache(maxsize=10_000)
def _client(address: str | None) -> str:
    return client_network(address)


def observer() -> Observer:
    """Observer of the application that answers the current request."""
    found: Observer = current_app.extensions["igmgraph.observer"]
    return found


def init_app(app: Flask) -> None:
    """Give the application its observer; it has metrics and budgets already."""
    app.extensions["igmgraph.observer"] = Observer(
        app.extensions["igmgraph.metrics"], app.extensions["igmgraph.budget"]
    )
