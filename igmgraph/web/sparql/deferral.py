"""A query that Flask has read and the web server's event loop evaluates.

Flask reads, negotiates and writes the headers in a thread; evaluation may take long, the client may leave meanwhile,
and the answer may be large: all of that is the event loop's (`igmgraph.web.server.evaluation`), and needs no thread.
"""

from flask import g, request

from igmgraph.engine.base import Engine
from igmgraph.errors import IgmError
from igmgraph.web.monitoring.metrics import DEFERRED
from igmgraph.web.sparql.observation import Observation
from igmgraph.web.sparql.prepared import Prepared

__all__ = ["Deferral", "deferral"]

_NAME = "igmgraph.deferral"


class Deferral:
    """Goes with a request: Flask leaves the query here, or is told what came of it and says so.

    Attributes:
        engine: what the event loop can ask; queries for another one, of an older version, are Flask's.
        prepared: the query, once Flask has read it.
        observation: of that query; it ends with the answer.
        error: what the evaluation ended in; Flask makes the answer of it.
    """

    def __init__(self, engine: Engine | None, error: IgmError | None = None) -> None:
        self.engine = engine
        self.prepared: Prepared | None = None
        self.observation: Observation | None = None
        self.error = error

    def leave(self, prepared: Prepared, observation: Observation) -> None:
        """Leave a query to the event loop."""
        self.prepared, self.observation = prepared, observation
        setattr(g, DEFERRED, True)

    def environ(self) -> dict[str, object]:
        """What a request's environment carries."""
        return {_NAME: self}


def deferral() -> Deferral | None:
    """Deferral of the current request; None where a server other than ours has Flask evaluate by itself."""
    found: Deferral | None = request.environ.get(_NAME)
    return found
