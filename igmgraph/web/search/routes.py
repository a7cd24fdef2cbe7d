"""`/search`: full text with facets, as a page and as JSON; and what a visitor may be about to type."""

import json
from typing import Any

from flask import Blueprint, Response, render_template, request

from igmgraph.languages import choose
from igmgraph.search.reader import Answer, Hit, Request
from igmgraph.web.http.content_security import allow_scripts
from igmgraph.web.http.links import href
from igmgraph.web.http.negotiation import best_media_type, language
from igmgraph.web.listing.paging import read_key, read_size, write_key
from igmgraph.web.search.address import asked_pairs, asked_slugs, asked_text, search_url
from igmgraph.web.search.facets import Facet, read_chosen, show_facets, slug_of
from igmgraph.web.search.found import Found, show
from igmgraph.web.search.index import label_of, reader
from igmgraph.web.snapshots.state import state

__all__ = ["search"]

search = Blueprint("search", __name__)

_HTML, _JSON = "text/html", "application/json"


@search.get("/search")
def find() -> Response:
    """Answer with a page of results, for people or for programs."""
    chosen = read_chosen()
    asked = Request(asked_text(), chosen, read_key(), read_size())
    media_type = _JSON if request.args.get("format") == "json" else best_media_type([_HTML, _JSON])
    answer = reader().search(asked)
    results = [show(hit, answer.terms) for hit in answer.hits]
    facets = show_facets(answer, chosen)
    if media_type == _JSON:
        response = _respond(json.dumps(_data(asked, answer, results, facets), ensure_ascii=False), _JSON)
    else:
        page = render_template(
            "search/search.html",
            text=asked.text.strip(),
            answer=answer,
            results=results,
            facets=facets,
            chosen=[(name, slug) for name, slugs in asked_slugs().items() for slug in slugs],
            first=_page_url(after=None),
            next=_page_url(after=write_key(answer.end)) if answer.end else None,
            as_data=_page_url(format="json"),
        )
        response = allow_scripts(_respond(page, _HTML))
    response.vary.update(("Accept", "Accept-Language"))
    return response


@search.get("/search/suggest")
def suggest() -> Response:
    """Things whose label begins with what was typed, in any language; the visitor's language is shown."""
    hits = reader().suggest(asked_text())
    response = _respond(json.dumps({"suggestions": [_suggestion(hit) for hit in hits]}, ensure_ascii=False), _JSON)
    response.vary.add("Accept-Language")
    return response


def _suggestion(hit: Hit) -> dict[str, str | None]:
    text, tag = choose(hit.labels, language()) or (hit.iri, "")
    kind = label_of(hit.kind).text
    return {
        "label": text,
        "language": tag,
        "kind": kind[:1].upper() + kind[1:],
        "iri": hit.iri,
        "page": href(hit.iri, state().settings.base_iri),
    }


def _data(asked: Request, answer: Answer, results: list[Found], facets: list[Facet]) -> dict[str, Any]:
    """What the page tells, for programs."""
    return {
        "query": asked.text,
        "language": language(),
        "total": answer.total,
        "all_words": answer.whole,
        "read_as": answer.read_as,
        "results": [found.data() for found in results],
        "facets": {facet.name: _counts(facet) for facet in facets},
        "values": {facet.name: {"total": facet.total, "more": _as_data(facet.more) or None} for facet in facets},
        "next": _page_url(after=write_key(answer.end), format="json") if answer.end else None,
    }


def _counts(facet: Facet) -> list[dict[str, str | int]]:
    return [
        {
            "value": slug_of(facet.name, choice.value),
            "iri": choice.value,
            "label": choice.label.text,
            "count": choice.count,
        }
        for choice in facet.choices
    ]


def _as_data(url: str) -> str:
    """The same address for programs."""
    return url if not url or "format=json" in url else f"{url}&format=json"


def _page_url(**changed: str | None) -> str:
    """URL of the same search with some parameters changed, or taken away by None."""
    kept = [pair for pair in asked_pairs() if pair[0] not in changed]
    return search_url([*kept, *((name, value) for name, value in changed.items() if value is not None)])


def _respond(text: str, media_type: str) -> Response:
    response = Response(text, content_type=f"{media_type}; charset=utf-8")
    response.content_language.add(language())
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
