"""Addresses of ours that somebody ended with a slash: they lead to the address without it."""

from flask import Flask, Response, current_app, redirect, request
from werkzeug.exceptions import NotFound

from igmgraph.web.http.links import url_path

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Lead on, instead of saying that there is no such address."""
    app.before_request(_lead_on)


def _lead_on() -> Response | None:
    # The IRI of a thing may end with a slash: its route takes it, and the graph tells whether there is such a thing.
    path = request.path.rstrip("/")
    if not isinstance(request.routing_exception, NotFound) or path in {"", request.path}:
        return None
    if not current_app.url_map.bind_to_environ(request.environ).allowed_methods(path):
        return None
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    # The root may be that of a version which nobody has looked for yet: any characters.
    return redirect(f"{url_path(request.script_root + path)}{query}", 308)  # type: ignore[return-value]
