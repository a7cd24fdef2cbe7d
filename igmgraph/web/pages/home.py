"""The home page, and a page for each type of problem."""

from collections.abc import Iterable

from flask import Blueprint, Response, render_template, request
from pyoxigraph import NamedNode

from igmgraph.errors import NotFound
from igmgraph.namespaces import BASE, CC_BY, IGM
from igmgraph.web.drawings.wheel import divide
from igmgraph.web.facts.mentions import Mentions
from igmgraph.web.facts.resources import Description, iris
from igmgraph.web.http.problem_types import PROBLEM_TYPES
from igmgraph.web.http.responses import page_response
from igmgraph.web.kinds.kind import DOMAIN, Answers, Material, igm, number
from igmgraph.web.listing.inquiry import Inquiry
from igmgraph.web.listing.numbered import key_of, page_of
from igmgraph.web.pages.browse import LISTED, count_listed
from igmgraph.web.pages.by_name import by_name
from igmgraph.web.pages.places_map import mark_places
from igmgraph.web.pages.thing_page import presenter_for
from igmgraph.web.snapshots.state import State, state

__all__ = ["pages"]

pages = Blueprint("pages", __name__)

#: What `?level=` may ask for, to the level and to what a domain looks at on it; the first is what nobody asks for.
_LEVELS = {"local": (igm("Local"), f"{IGM}localScope"), "national": (igm("National"), f"{IGM}nationalScope")}
#: How many places the list of places has on a page, and how many a mark on the map names.
_PLACES, _NAMED = 100, 3
_FRAMEWORK = NamedNode(f"{BASE}id/framework/migof")


@pages.get("/")
def home() -> Response:
    """Say what this is, what there is to read, and how to get at it."""
    asked = request.args.get("level", "")
    level = asked if asked in _LEVELS else next(iter(_LEVELS))
    inquiry = Inquiry(state())
    answers = {
        "domains": inquiry.recall("things", **{"class": DOMAIN}),
        "indicators": inquiry.recall("level-indicators", level=_LEVELS[level][0]),
    }
    assessed = inquiry.recall("assessed-places")
    places = page_of(by_name(state(), "assessed places", lambda: iris(assessed, "place")), _PLACES, key=key_of)
    marks = state().standing.keep(state().engine, "marks of places", lambda: mark_places(assessed))
    named = [place for mark in marks for place in mark.places[:_NAMED]]
    material = _material(state(), answers, [*places.items, *named])
    wheel = _wheel(material, _LEVELS[level][1])
    return page_response(
        render_template(
            "home.html",
            level=level,
            levels={name: material.show(node) for name, (node, _) in _LEVELS.items()},
            wheel=wheel,
            wheel_slices=[(part["sector"], part["order"], part["domain"]) for part in wheel],
            framework=material.show(_FRAMEWORK),
            numbers=[(LISTED[slug][1], slug, total) for slug, total in count_listed(state()).items()],
            places=places,
            listed=material.show_all(places.items),
            marks=[(mark, material.show_all(mark.places[:_NAMED])) for mark in marks],
            asked=inquiry.asked,
            license=CC_BY,
        )
    )


@pages.get("/problems/<slug>")
def problem(slug: str) -> Response:
    """Explain a type of problem, which is what `type` in a problem document points to.

    Raises:
        NotFound: there is no such type.
    """
    if slug not in PROBLEM_TYPES:
        raise NotFound("problems/{slug}: no answer of this service has this type of problem", slug=slug)
    return page_response(render_template("problem_type.html", about=PROBLEM_TYPES[slug], iri=f"{BASE}problems/{slug}"))


def _material(state_: State, answers: Answers, also: Iterable[NamedNode]) -> Material:
    terms = {term for rows in answers.values() for row in rows for term in row.values()}
    nodes = {term for term in terms if isinstance(term, NamedNode)}
    levels = {node for node, _ in _LEVELS.values()}
    presenter = presenter_for(state_, nodes | levels | {_FRAMEWORK, *also})
    return Material(Description(_FRAMEWORK, [], [], Mentions([]), []), answers, presenter)


def _wheel(material: Material, scope: str) -> list[dict[str, object]]:
    """Each domain with its sector, its number, what it looks at and how many indicators it has on the level."""
    domains = material.column("domains", "thing")
    counts = {row["domain"]: number(row, "indicators") for row in material.answers["indicators"]}
    sectors = divide([material.show(domain).text.text for domain in domains])
    return [
        {
            "sector": sector,
            "order": material.order(domain),
            "domain": material.show(domain),
            "scope": material.sentence(domain, scope),
            "indicators": counts.get(domain, 0),
        }
        for domain, sector in zip(domains, sectors, strict=True)
    ]
