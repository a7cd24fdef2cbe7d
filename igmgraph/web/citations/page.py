"""The page of a citable answer."""

from collections.abc import Sequence

from babel.dates import format_date
from flask import render_template

from igmgraph.citations.check import Check, Checks
from igmgraph.citations.record import Citation
from igmgraph.web.citations.rechecking import version_of_then
from igmgraph.web.http.links import url_of
from igmgraph.web.http.negotiation import language
from igmgraph.web.http.translations import marked

__all__ = ["render_citation"]

_VERDICTS = {
    "same": marked("Same result: the query gives today what it gave then."),
    "reordered": marked("Same rows in another order: the query leaves the order of some rows open."),
    "different": marked("Another result: these rows came, and these went."),
    "failed": marked("The query could not be run again now."),
}
_OF_THEN = {
    "same": marked("On the data of then, it gives what was cited."),
    "reordered": marked("On the data of then, it gives the same rows in another order."),
    "different": marked("On the data of then, it gives something else than was cited; tell who runs this service."),
    "failed": marked("On the data of then, it could not be run again now."),
}
_NOT_KEPT = marked("The data of then are not kept here, so that only those of today can be asked.")
_OPEN_ENDS = {
    "cut": marked("The query limits rows without putting them in order, so that which rows it gives is left open."),
    "volatile": marked("The query uses a function that may give another value each time."),
}
#: Rows of a difference that the page shows.
_SHOWN = 200


def render_citation(citation: Citation, url: str, title: str, checks: Checks, open_ends: Sequence[str]) -> str:
    """Render it; `checks` is what running the query again came to."""
    graphs = {"default-graph-uri": citation.default_graphs, "named-graph-uri": citation.named_graphs}
    check, root = checks.now, f"/version/{citation.version}" if version_of_then(citation) else None
    return render_template(
        "citation.html",
        citation=citation,
        url=url,
        title=title,
        day=format_date(citation.moment.date(), "long", language()),
        check=check,
        verdict=_VERDICTS[check.verdict],
        of_then=_of_then(citation, checks.then, check),
        added=[row.decode() for row in check.difference.added[:_SHOWN]],
        removed=[row.decode() for row in check.difference.removed[:_SHOWN]],
        open_ends=[_OPEN_ENDS[reason] for reason in open_ends],
        graphs=[(name, graph) for name, iris in graphs.items() for graph in iris],
        version_page=url_of(f"{root}/dataset") if root else None,
        version_query=url_of(f"{root}/sparql", query=citation.query, format="html") if root else None,
    )


def _of_then(citation: Citation, then: Check | None, now: Check) -> str | None:
    """Verdict on the data of then; None when they are those of today."""
    if now.data_sha256 == citation.data_sha256:
        return None
    return _OF_THEN[then.verdict] if then else _NOT_KEPT
