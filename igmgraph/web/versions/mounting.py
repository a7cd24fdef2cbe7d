"""`/version/{number}/...`: the same routes, about an older version of the data.

The part of the path before them becomes the root of the application for the request, so that every link that it writes
stays within the version; `state()` then gives the engine of that version.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Flask, Response, current_app, g, request

from igmgraph.errors import NotFound
from igmgraph.settings import Settings
from igmgraph.versions.kept import Kept, kept_version
from igmgraph.web.snapshots.state import State, state
from igmgraph.web.sparql.fair_use import charging
from igmgraph.web.versions.open_versions import OpenVersions

__all__ = ["init_app", "is_mounted", "reading"]

#: What there is of each version; pages about the service itself there are only once.
_ROUTES = r"(?:id|doc|graph|sparql|download|linkset|static)(?:/.*)?|(?:dataset|ontology|context)(?:[./].*)?"
_MOUNTED = re.compile(rf"(?P<root>/version/(?P<number>[^/]+))(?P<path>/(?:{_ROUTES}))", re.DOTALL)
_NUMBER = "igmgraph.version"

_Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def init_app(app: Flask, settings: Settings) -> None:
    """Mount the application within itself."""
    app.extensions["igmgraph.versions"] = OpenVersions(settings)
    app.wsgi_app = _Mount(app.wsgi_app)  # type: ignore[method-assign]
    app.before_request(_enter)
    app.after_request(_stay)
    app.teardown_request(_leave)


def is_mounted() -> bool:
    """Whether the current request is about a version, kept or not."""
    return _NUMBER in request.environ


@contextmanager
def reading(kept: Kept) -> Iterator[None]:
    """Let a request that is about no version be about one for a while.

    Raises:
        Unavailable: too many versions are being read.
        BudgetExhausted: it has to be opened, and the client has no time left.
    """
    live = state()
    request.environ.update(_about(live, kept).environ())
    try:
        yield
    finally:
        request.environ.update(live.environ())
        _leave(None)


class _Mount:
    """Moves the beginning of a path from the address of the request to the address of the application."""

    def __init__(self, application: _Application) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request."""
        found = _MOUNTED.fullmatch(environ.get("PATH_INFO", ""))
        if found:
            root = environ.get("SCRIPT_NAME", "") + found["root"]
            environ.update({"SCRIPT_NAME": root, "PATH_INFO": found["path"], _NUMBER: found["number"]})
        return self._application(environ, start_response)


def _enter() -> None:
    """Let the request be about its version.

    Raises:
        NotFound: no version with this number is kept.
        Unavailable: too many versions are being read.
        BudgetExhausted: it has to be opened, and the client has no time left.
    """
    number = request.environ.get(_NUMBER)
    if number is None or request.endpoint == "static":
        return
    live = state()
    kept = kept_version(live.settings.store, number)
    if kept is None:
        raise NotFound(
            "version/{number}: no such version of the data is kept; /version lists those that are", number=number
        )
    request.environ.update(_about(live, kept).environ())


def _about(live: State, kept: Kept) -> State:
    settings = replace(live.settings, base_iri=str(kept.manifest["base_iri"]))
    if request.blueprint == "downloads" or live.engine.snapshot_id == kept.manifest["id"]:
        # Files are there without an engine.
        return replace(live, kept=kept, settings=settings)
    versions: OpenVersions = current_app.extensions["igmgraph.versions"]
    # It takes a second and more, as queries may, and others had to make room.
    engine, g.leave_version = versions.use(kept, charging(live.settings.query_timeout))
    return replace(live, engine=engine, kept=kept, settings=settings)


def _stay(response: Response) -> Response:
    """Keep the engine of an answer that is sent in parts until it is sent."""
    if response.is_streamed and not response.direct_passthrough and "leave_version" in g:
        response.call_on_close(g.pop("leave_version"))
    return response


def _leave(_error: BaseException | None) -> None:
    if leave := g.pop("leave_version", None):
        leave()
