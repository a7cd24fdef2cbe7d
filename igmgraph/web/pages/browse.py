"""Lists of all things of a kind, a page at a time: `/browse/profiles`."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from flask import Blueprint, Response, render_template
from pyoxigraph import Literal, NamedNode

from igmgraph.errors import NotFound, NotOffered, Unavailable
from igmgraph.namespaces import IGM
from igmgraph.search.members import sort_key
from igmgraph.web.facts.resources import iris
from igmgraph.web.facts.statements import STATEMENT
from igmgraph.web.http.responses import page_response
from igmgraph.web.http.translations import marked
from igmgraph.web.listing.inquiry import Inquiry
from igmgraph.web.listing.keyed import span_of
from igmgraph.web.pages.thing_page import presenter_for
from igmgraph.web.search.index import reader
from igmgraph.web.snapshots.state import State, state

__all__ = ["LISTED", "browse", "count_listed"]

browse = Blueprint("browse", __name__)

#: Last part of the address, to the class and to what its members are called together.
LISTED = MappingProxyType(
    {
        slug: (NamedNode(f"{IGM}{name}"), heading)
        for slug, name, heading in (
            ("profiles", "Profile", marked("Profiles")),
            ("findings", "Finding", marked("Findings")),
            ("indicators", "Indicator", marked("Indicators")),
            ("institutions", "Institution", marked("Institutions")),
            ("instruments", "Instrument", marked("Instruments")),
            ("places", "Place", marked("Places")),
            ("domains", "Domain", marked("Domains")),
            ("sub-domains", "SubDomain", marked("Sub-domains")),
            ("sources", "SourceDocument", marked("Source documents")),
        )
    }
)
#: How many things a page lists.
_LISTED = 60


@browse.get("/browse")
def lists() -> Response:
    """Tell which lists there are, and how long each is."""
    numbers = [(LISTED[slug][1], slug, total) for slug, total in count_listed(state()).items()]
    return page_response(render_template("lists.html", numbers=numbers))


@browse.get("/browse/<slug>")
def listing(slug: str) -> Response:
    """List the things of a kind.

    Raises:
        NotFound: there is no such list.
    """
    if slug not in LISTED:
        raise NotFound("browse/{slug}: there is no such list; there are {lists}", slug=slug, lists=", ".join(LISTED))
    class_, heading = LISTED[slug]
    inquiry = Inquiry(state())
    span = span_of(_members(inquiry, class_), _LISTED, f"{state().settings.base_iri}id/")
    here = [NamedNode(iri) for iri in span.items]
    presenter = presenter_for(state(), [*here, class_])
    things = [(presenter.value(thing), presenter.names.text(thing.value, STATEMENT.value)) for thing in here]
    return page_response(
        render_template(
            "browse.html",
            heading=heading,
            class_=presenter.value(class_),
            slug=slug,
            lists=[(name, other) for other, (_, name) in LISTED.items()],
            things=things,
            span=span,
            asked=inquiry.asked,
        )
    )


def _members(inquiry: Inquiry, class_: NamedNode) -> Sequence[str]:
    """IRIs of the members of a class, in order: from the index of the snapshot, or, without one, from the engine."""
    inquiry.tell("members", **{"class": class_})
    try:
        return reader().members(class_.value)
    except (NotOffered, Unavailable):
        rows = state().recall("members", **{"class": class_})
        return sorted((thing.value for thing in iris(rows, "thing")), key=sort_key)


def count_listed(state_: State) -> Mapping[str, int]:
    """How many things each list holds; lists of nothing are left out."""
    rows = state_.recall("counts", **{"class": [class_ for class_, _ in LISTED.values()]})
    counts = {row["class"]: int(count.value) for row in rows if isinstance(count := row["count"], Literal)}
    return {slug: counts[class_] for slug, (class_, _) in LISTED.items() if class_ in counts}
