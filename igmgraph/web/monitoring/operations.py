"""For who runs the service: is the process alive, does it serve, and which headers go with every answer."""

from flask import Blueprint, Response, jsonify

from igmgraph import __version__
from igmgraph.web.http.content_security import content_security_of
from igmgraph.web.snapshots.state import state

__all__ = ["operations", "set_security_headers"]

operations = Blueprint("operations", __name__)


@operations.get("/healthz")
def health() -> Response:
    """Tell that the process answers, whatever state its data are in."""
    return _uncached(jsonify(status="ok", version=__version__))


@operations.get("/readyz")
def readiness() -> Response:
    """Tell which snapshot is served.

    Raises:
        Unavailable: none is, or the engine that holds it is away.
    """
    state().engine.check()
    return _uncached(jsonify(status="ready", snapshot=state().engine.snapshot_id))


def set_security_headers(response: Response) -> Response:
    """Forbid browsers whatever our pages do not need; an answer that sets its own policy keeps it."""
    # A 304 tells nothing of its kind; that of the answer which a cache has kept stays (RFC 9111, section 3.2).
    if response.status_code != 304:
        response.headers.setdefault("Content-Security-Policy", content_security_of(response))
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    return response


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
