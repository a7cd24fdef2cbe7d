"""The page of a citable answer."""

from collections.abc import Sequence

from babel.dates import format_date
from flask import render_template

from igmgraph.citations.record import Citation
from igmgraph.versions.kept import kept_version
from igmgraph.web.links import url_of
from igmgraph.web.negotiation import language
from igmgraph.web.rechecking import Check
from igmgraph.web.state import state
from igmgraph.web.translations import marked

__all__ = ["render_citation"]

_VERDICTS = {
    "same": marked("Same result: the query gives today what it gave then."),
    "reordered": marked("Same rows in another order: the query leaves the order of some rows open."),
    "different": marked("Another result: these rows came, and these went."),
    "failed": marked("The query could not be run again now."),
}
_OPEN_ENDS = {
    "cut": marked("The query limits rows without putting them in order, so that which rows it gives is left open."),
    "volatile": marked("The query uses a function that may give another value each time."),
}
#: Rows of a difference that the page shows.
_SHOWN = 200


def render_citation(citation: Citation, url: str, title: str, check: Check, open_ends: Sequence[str]) -> str:
    """Render it; `check` is what running the query again came to."""
    graphs = {"default-graph-uri": citation.default_graphs, "named-graph-uri": citation.named_graphs}
    kept = kept_version(state().settings.store, citation.version)
    root = f"/version/{citation.version}" if kept and kept.sha256 == citation.data_sha256 else None
    return render_template(
        "citation.html",
        citation=citation,
        url=url,
        title=title,
        day=format_date(citation.moment.date(), "long", language()),
        check=check,
        verdict=_VERDICTS[check.verdict],
        added=[row.decode() for row in check.difference.added[:_SHOWN]],
        removed=[row.decode() for row in check.difference.removed[:_SHOWN]],
        open_ends=[_OPEN_ENDS[reason] for reason in open_ends],
        graphs=[(name, graph) for name, iris in graphs.items() for graph in iris],
        version_page=url_of(f"{root}/dataset") if root else None,
        version_query=url_of(f"{root}/sparql", query=citation.query, format="html") if root else None,
    )
