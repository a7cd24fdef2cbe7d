"""`/about/languages`: which language a text comes in, how much of the data speaks each, and what lacks translation."""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template
from pyoxigraph import NamedNode

from igmgraph.languages import LANGUAGES
from igmgraph.web.facts.resources import iris
from igmgraph.web.facts.statements import Value
from igmgraph.web.http.responses import page_response
from igmgraph.web.kinds.kind import number, text
from igmgraph.web.listing.inquiry import Inquiry
from igmgraph.web.listing.numbered import page_of
from igmgraph.web.pages.browse import LISTED
from igmgraph.web.pages.thing_page import presenter_for
from igmgraph.web.snapshots.state import state

__all__ = ["coverage"]

coverage = Blueprint("coverage", __name__)

#: How many missing texts a page lists.
_LISTED = 100


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text property of a class: how many things have it, and how many of them in each language."""

    class_: Value
    property: Value
    things: int
    languages: dict[str, int]


@coverage.get("/about/languages")
def languages() -> Response:
    """Tell what is translated and what is not."""
    inquiry = Inquiry(state())
    rows = inquiry.recall("texts-in-languages", **{"class": [class_ for class_, _ in LISTED.values()]})
    lacks = inquiry.recall("texts-in-one-language")
    pages = page_of(lacks, _LISTED)
    nodes = {*iris(rows, "class"), *iris(rows, "property"), *iris(pages.items, "thing"), *iris(pages.items, "property")}
    presenter = presenter_for(state(), nodes)
    spoken = [
        Spoken(
            presenter.value(row["class"]),
            presenter.value(row["property"]),
            number(row, "things"),
            {code: number(row, code) for code in LANGUAGES},
        )
        for row in rows
        if isinstance(row["class"], NamedNode)
    ]
    missing = [
        (text(row, "language"), presenter.value(row["thing"]), presenter.value(row["property"])) for row in pages.items
    ]
    return page_response(
        render_template("languages.html", spoken=spoken, missing=missing, pages=pages, asked=inquiry.asked)
    )
