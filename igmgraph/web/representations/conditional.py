"""Validators of documents (RFC 9110, section 8.8), and answers to who has a copy already: these ask no store.

An entity tag is made of the snapshot, the version of the software, the address, and the representation: who sends one
back has had that very answer. Each process gives the same tag. Last-Modified is the day of the dataset, as labels and
references in a document come from any part of it.
"""

import hashlib
from datetime import UTC, date, datetime, time

from flask import Flask, Response, g, request

from igmgraph import __version__
from igmgraph.web.facts.edition import edition
from igmgraph.web.http.compression import choose_coding, is_compressed
from igmgraph.web.http.links import site_url
from igmgraph.web.monitoring.metrics import DEFERRED
from igmgraph.web.representations.variants import Variant, split_extension
from igmgraph.web.snapshots.state import state

__all__ = ["CACHE_LATEST", "frame", "init_app", "unchanged"]

#: What is current may be another thing tomorrow.
CACHE_LATEST = "public, max-age=300"


def unchanged(variant: Variant) -> Response | None:
    """304 when the client's copy is the one that it would be sent; None when it has none, or another.

    A date is believed only when it is the one that we gave: any other does not tell whether there is such a document.
    """
    tag = _tag(variant)
    if not edition().released:
        # There may be other data of the same day.
        request.environ.pop("HTTP_IF_MODIFIED_SINCE", None)
    if request.if_none_match:
        coded = _coded(tag)
        known = coded if _sent_back(coded) else None
    else:
        since = request.if_modified_since
        known = tag if since and since == _midnight(edition().modified) else None
    if known is None:
        return None
    response = Response(status=304)
    frame(response, variant, split_extension(request.path)[0])
    response.set_etag(known)
    return response


def frame(response: Response, variant: Variant, path: str, **parameters: str) -> None:
    """Set the headers that an answer and its 304 share; `path` is the document's, without extension."""
    if variant.language:
        parameters["lang"] = variant.language
        response.content_language.add(variant.language)
    if page := request.args.get("page"):
        parameters["page"] = page
    response.headers["Content-Location"] = site_url(f"{path}.{variant.extension}", **parameters)
    response.headers["Cache-Control"] = CACHE_LATEST
    response.vary.update([*variant.vary, "Accept-Encoding"])
    if modified := _midnight(edition().modified):
        response.last_modified = modified
    response.set_etag(_tag(variant))


def _tag(variant: Variant) -> str:
    parts = (state().engine.snapshot_id, __version__, request.path, request.args.get("page", ""), variant.key)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _coded(tag: str) -> str:
    """The tag, or what becomes of it as the answer is compressed in the way that the client takes."""
    coding = choose_coding(request.headers.get("Accept-Encoding", ""))
    return f"{tag}:{coding}" if coding else tag


def _sent_back(tag: str) -> bool:
    """Whether the client has an answer with this tag; `*` does not say which."""
    return not request.if_none_match.star_tag and request.if_none_match.contains_weak(tag)


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None


def init_app(app: Flask) -> None:
    """Give each answer that anybody may keep a tag, of what it says, if it has none."""
    app.after_request(_tag_by_content)


def _tag_by_content(response: Response) -> Response:
    lasting = response.cache_control.public and not response.cache_control.no_cache
    whole = response.status_code == 200 and not response.is_streamed and not g.get(DEFERRED)
    if not (lasting and whole and request.method in {"GET", "HEAD"}) or response.get_etag()[0]:
        return response
    response.add_etag()
    tag = response.get_etag()[0] or ""
    # Compressed, it is going to have another one.
    coded = _coded(tag) if is_compressed(response) else tag
    if request.if_none_match:
        if not _sent_back(coded):
            return response
        response.set_etag(coded)
    return response.make_conditional(request)  # type: ignore[return-value]
