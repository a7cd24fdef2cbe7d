"""`/charts`: a page for each chart with the table that it draws, and the chart as JSON, SVG and PNG."""

import json

from flask import Blueprint, Response, current_app, render_template, request

from igmgraph import __version__
from igmgraph.errors import NotFound
from igmgraph.web.charts.data import CHARTS, query_of, rows_of, specification
from igmgraph.web.charts.pictures import Pictures
from igmgraph.web.http.content_security import allow_scripts
from igmgraph.web.http.negotiation import language
from igmgraph.web.listing.numbered import page_of
from igmgraph.web.snapshots.state import state
from igmgraph.web.sparql.example_queries import body_of

__all__ = ["charts"]

charts = Blueprint("charts", __name__)

_MEDIA_TYPES = {"json": "application/json", "svg": "image/svg+xml", "png": "image/png"}
_NAME = "igmgraph.pictures"
#: How many rows of the table a page has.
_ROWS = 100


@charts.record_once
def _init(setup: object) -> None:
    setup.app.extensions[_NAME] = Pictures()  # type: ignore[attr-defined]


@charts.get("/charts")
def index() -> Response:
    """List the charts."""
    return _finish(Response(render_template("charts/index.html", charts=CHARTS), mimetype="text/html"), "index")


@charts.get("/charts/<name>")
def chart(name: str) -> Response:
    """Show a chart, or give it in the format of the extension.

    Raises:
        NotFound: there is no such chart.
        Unavailable: it could not be drawn.
    """
    stem, _, extension = name.partition(".")
    if stem not in CHARTS or (extension and extension not in _MEDIA_TYPES):
        raise NotFound("charts/{name}: there is no such chart", name=name)
    rows = rows_of(state(), stem)
    drawn = specification(stem, rows)
    if extension == "json":
        content: bytes | str = json.dumps(drawn, ensure_ascii=False, indent=2)
    elif extension:
        pictures: Pictures = current_app.extensions[_NAME]
        content = pictures.draw(drawn, extension)
    else:
        query = body_of(query_of(state(), stem))
        pages = page_of(rows, _ROWS)
        name = f"{stem}-{pages.number}"
        content = render_template("charts/chart.html", name=stem, chart=CHARTS[stem], pages=pages, query=query)
    response = Response(content, mimetype=_MEDIA_TYPES.get(extension, "text/html"))
    return _finish(response if extension else allow_scripts(response), name)


def _finish(response: Response, name: str) -> Response:
    response.content_language.add(language())
    response.vary.add("Accept-Language")
    response.headers["Cache-Control"] = "public, max-age=300"
    response.set_etag(f"{state().engine.snapshot_id}-{__version__}-{name}-{language()}")
    return response.make_conditional(request)  # type: ignore[return-value]
