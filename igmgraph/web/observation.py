"""One client's query as operators see it: counted, charged to the client's budget, and told in one line of the log."""

import hashlib
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import request

from igmgraph.engine.base import ClientQuery
from igmgraph.errors import IgmError
from igmgraph.web.fair_use import budget, client_network
from igmgraph.web.metrics import metrics
from igmgraph.web.state import state

__all__ = ["LOG", "Observation", "configure_log", "observed"]

#: One JSON object a line.
LOG = logging.getLogger("igmgraph.query")
#: Formats with exactly one line for each row or triple, and the lines before the first.
_LINES = {"text/tab-separated-values": 1, "application/n-triples": 0, "application/n-quads": 0, "text/plain": 0}


@dataclass(slots=True)
class Observation:
    """What is known of a query and its answer; `form` and `media_type` are empty until they are known.

    Attributes:
        form: SELECT, ASK, CONSTRUCT or DESCRIBE.
        media_type: of the answer.
        size: of the answer, in bytes.
        rows: rows or triples of the answer, where its format tells their number.
    """

    form: str = ""
    media_type: str = ""
    size: int = 0
    rows: int | None = None

    def answered(self, content: bytes) -> None:
        """Note what an answer holds."""
        self.size = len(content)
        if self.media_type in _LINES:
            self.rows = content.count(b"\n") - _LINES[self.media_type]


@contextmanager
def observed(query: ClientQuery) -> Iterator[Observation]:
    """Watch a query from its admission to its answer.

    Raises:
        BudgetExhausted: the client has no time left; the query is not begun.
    """
    client = client_network(request.remote_addr)
    budget().check(client)
    observation, status, outcome = Observation(), 200, "answered"
    counts, start = metrics(), time.monotonic()
    counts.begin()
    try:
        yield observation
    except IgmError as error:
        status, outcome = error.status, error.slug
        raise
    except BaseException:
        status, outcome = IgmError.status, IgmError.slug
        raise
    finally:
        seconds = time.monotonic() - start
        counts.end(observation.form, outcome, seconds)
        # No query is processed for longer than its deadline; the rest it has waited for a worker.
        budget().charge(client, min(seconds, state().settings.query_timeout))
        _tell(query, observation, {"status": status, "outcome": outcome, "seconds": round(seconds, 4)})


def _tell(query: ClientQuery, observation: Observation, end: dict[str, object]) -> None:
    line = {
        "query": hashlib.sha256(query.text.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        "form": observation.form,
        "format": observation.media_type,
        "bytes": observation.size,
        "rows": observation.rows,
        **end,
        # Not a person's address: the network that it belongs to.
        "client": client_network(request.remote_addr, 24, 48),
    }
    LOG.info(json.dumps(line))


def configure_log() -> None:
    """Write the log to standard error, each line as it is; for a server process, not for an embedded application."""
    if LOG.handlers:
        return
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
