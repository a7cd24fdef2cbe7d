"""`/compare`: two to six profiles side by side, as a page and as CSV."""

import csv
import io
from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, render_template, request
from pyoxigraph import NamedNode

from igmgraph.downloads.tables import guard
from igmgraph.errors import InputError
from igmgraph.web.compare.choices import all_choices, matching
from igmgraph.web.compare.comparison import ABSENCES, STANDINGS, Comparison, compare_profiles
from igmgraph.web.facts.resources import parse_iris
from igmgraph.web.http.links import site_url
from igmgraph.web.http.negotiation import best_media_type, language
from igmgraph.web.http.translations import gettext, marked
from igmgraph.web.listing.numbered import page_of
from igmgraph.web.snapshots.state import state
from igmgraph.web.sparql.example_queries import body_of

__all__ = ["compare"]

compare = Blueprint("compare", __name__)

_HTML, _CSV = "text/html", "text/csv"
_FEWEST, _MOST = 2, 6
#: How many profiles the form offers on a page.
_OFFERED = 100
_COLUMNS = (
    marked("Profile"),
    marked("Domain"),
    marked("Sub-domain"),
    marked("Kind"),
    marked("Finding"),
    marked("Statement"),
    marked("Why there is nothing"),
    "IRI",
)


@compare.get("/compare")
def side_by_side() -> Response:
    """Set profiles side by side, or let the visitor choose them."""
    chosen = _chosen()
    as_csv = request.args.get("format") == "csv" or best_media_type([_HTML, _CSV]) == _CSV
    enough = _FEWEST <= len(chosen) <= _MOST
    if as_csv and not enough:
        raise InputError("profile: from {fewest} to {most} different profiles are compared", fewest=_FEWEST, most=_MOST)
    comparison = compare_profiles(state(), chosen) if enough else None
    if as_csv and comparison:
        response = Response(_table(comparison), content_type=f"{_CSV}; charset=utf-8; header=present")
        response.headers["Content-Disposition"] = "inline; filename=comparison.csv"
    else:
        response = Response(_page(chosen, comparison), mimetype=_HTML)
    response.content_language.add(language())
    response.vary.update(("Accept", "Accept-Language"))
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _chosen() -> list[NamedNode]:
    """Profiles of the current request that there are, each once, in its order; by the last part of their IRIs."""
    base = state().settings.base_iri
    known = all_choices(state())
    asked = parse_iris(f"{base}id/profile/{slug}" for slug in request.args.getlist("profile"))
    return [profile for profile in dict.fromkeys(asked) if profile in known]


def _page(chosen: Sequence[NamedNode], comparison: Comparison | None) -> str:
    choices = all_choices(state())
    slugs = [choices[profile].slug for profile in chosen]
    found = [each for each in matching(choices, request.args.get("find", "")) if each.slug not in slugs]
    pages = page_of(found, _OFFERED, key=lambda each: each.slug)
    bound = state().queries["comparison"].bind(profile=chosen)
    return render_template(
        "compare/compare.html",
        comparison=comparison,
        chosen=[choices[profile] for profile in chosen],
        groups=[[each for each in pages.items if each.read is has] for has in (True, False)],
        pages=pages,
        fewest=_FEWEST,
        most=_MOST,
        standings=STANDINGS,
        absences=ABSENCES,
        as_csv=site_url("/compare", profile=slugs, format="csv", lang=language()),
        query=site_url("/sparql", query=body_of(bound)),
    )


def _table(comparison: Comparison) -> str:
    """One row for each finding, and one for each reason why there is none."""
    stream = io.StringIO()
    table = csv.writer(stream)
    table.writerow([gettext(column) for column in _COLUMNS])
    table.writerows([guard(cell) for cell in row] for row in _rows(comparison))
    return stream.getvalue()


def _rows(comparison: Comparison) -> Iterator[Sequence[str]]:
    def name(term: NamedNode | None) -> str:
        return comparison.name(term).text.text if term else ""

    for section in comparison.sections:
        for sub_domain, cells in section.rows.items():
            for profile, cell in cells.items():
                place = (name(profile), name(section.domain), name(sub_domain))
                for kind, findings in cell.findings.items():
                    for each in findings:
                        yield *place, name(kind), name(each), comparison.statement(each).text, "", each.value
                for reason in cell.reasons:
                    yield *place, "", "", "", name(reason), ""
