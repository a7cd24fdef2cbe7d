"""The home page, and a page for each type of problem."""

from flask import Blueprint, Response, render_template
from pyoxigraph import Literal, NamedNode

from igmgraph.errors import NotFound
from igmgraph.namespaces import BASE, CC_BY, IGM
from igmgraph.web.links import href
from igmgraph.web.names import sort_key
from igmgraph.web.negotiation import language
from igmgraph.web.problem_types import PROBLEM_TYPES
from igmgraph.web.resources import iris
from igmgraph.web.state import State, state
from igmgraph.web.thing_page import presenter_for
from igmgraph.web.translations import marked

__all__ = ["pages"]

pages = Blueprint("pages", __name__)

#: Classes whose members the home page counts, to what it calls them.
_COUNTED = {
    NamedNode(f"{IGM}{name}"): heading
    for name, heading in (
        ("Profile", marked("Profiles")),
        ("Domain", marked("Domains")),
        ("SubDomain", marked("Sub-domains")),
        ("Finding", marked("Findings")),
        ("Institution", marked("Institutions")),
        ("Instrument", marked("Instruments")),
        ("Place", marked("Places")),
    )
}


@pages.get("/")
def home() -> Response:
    """Say what this is, what there is to read, and how to get at it."""
    profiles, domains = (_things(state(), name) for name in ("Profile", "Domain"))
    presenter = presenter_for(state(), [*profiles, *domains])
    page = render_template(
        "home.html",
        numbers=_numbers(state()),
        profiles=sorted(map(presenter.value, profiles), key=lambda value: sort_key(value.text.text)),
        domains=[presenter.value(domain) for domain in domains],
        license=CC_BY,
    )
    return _page(page)


@pages.get("/problems/<slug>")
def problem(slug: str) -> Response:
    """Explain a type of problem, which is what `type` in a problem document points to.

    Raises:
        NotFound: there is no such type.
    """
    if slug not in PROBLEM_TYPES:
        raise NotFound(f"problems/{slug}: no answer of this service has this type of problem")
    return _page(render_template("problem_type.html", about=PROBLEM_TYPES[slug], iri=f"{BASE}problems/{slug}"))


def _things(state_: State, class_: str) -> list[NamedNode]:
    """Members of a class in the order of their source."""
    rows = state_.select("things", **{"class": NamedNode(f"{IGM}{class_}")})
    return list(dict.fromkeys(iris(rows, "thing")))


def _numbers(state_: State) -> list[tuple[str, str, str]]:
    """Heading, link and count of every class that has members."""
    counts = {row["class"]: row["count"] for row in state_.select("counts", **{"class": list(_COUNTED)})}
    return [
        (heading, href(class_.value, state_.settings.base_iri) or "", count.value)
        for class_, heading in _COUNTED.items()
        if isinstance(count := counts.get(class_), Literal)
    ]


def _page(text: str) -> Response:
    response = Response(text, mimetype="text/html")
    response.content_language.add(language())
    response.vary.add("Accept-Language")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
