"""Which representation a client wants (RFC 9110, section 12): media type by Accept, language by Accept-Language.

Werkzeug does the matching; this module knows its three gaps: an empty Accept means anything, a parameter of a media
range such as `charset` or `profile` matches nothing, and `q=.5` makes it drop the range.
"""

import re
from collections.abc import Sequence

from flask import request
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from igmgraph.errors import NotAcceptable
from igmgraph.languages import DEFAULT, LANGUAGES

__all__ = ["best_media_type", "choose_media_type", "language", "prefers_page"]

# Any parameter but the weight; its value may be quoted.
_PARAMETERS = re.compile(r';\s*(?!q\s*=)[^\s;,=]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^;,"]*)', re.IGNORECASE)
#: Where the environment of a request keeps the language that was found out for it.
_LANGUAGE = "igmgraph.language"
#: Characters of an Accept header that are read.
_LONGEST = 8_000
_BARE_WEIGHT = re.compile(r"(;\s*q\s*=\s*)\.")


def choose_media_type(accept: str, offers: Sequence[str], least: float = 0) -> str | None:
    """Best of `offers`, the server's preference first, for an Accept header; None when it accepts none of them.

    Ranges of a weight below `least` are passed over.

    >>> choose_media_type("text/html;q=.5, text/turtle;charset=utf-8", ["text/html", "text/turtle"])
    'text/turtle'
    """
    # Elements of a list may be empty (RFC 9110, section 5.6.1.2).
    if not accept.strip(" \t,"):
        return offers[0]
    ranges = _BARE_WEIGHT.sub(r"\g<1>0.", _PARAMETERS.sub("", accept[:_LONGEST]))
    weighed = parse_accept_header(ranges, MIMEAccept)
    return MIMEAccept([(each, weight) for each, weight in weighed if weight == 0 or weight >= least]).best_match(offers)


def best_media_type(offers: Sequence[str]) -> str:
    """Best of `offers` for the current request.

    Raises:
        NotAcceptable: its Accept header leaves none of them.
    """
    chosen = choose_media_type(request.headers.get("Accept", ""), offers)
    if chosen is None:
        raise NotAcceptable("on offer here: {offers}", offers=", ".join(offers))
    return chosen


def prefers_page() -> bool:
    """Whether the client of the current request would rather read a page than data."""
    accept = request.headers.get("Accept", "")
    return choose_media_type(accept, ["application/problem+json", "application/json", "text/html"]) == "text/html"


def language() -> str:
    """Language of the answer to the current request: `?lang=`, else by Accept-Language, else English.

    A region counts as its language, in the place that it has: `es-CL, en;q=0.5` is Spanish.
    """
    # A page asks for it some thousand times.
    environ = request.environ
    if _LANGUAGE not in environ:
        environ[_LANGUAGE] = _negotiate_language()
    found: str = environ[_LANGUAGE]
    return found


def _negotiate_language() -> str:
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return asked
    # Werkzeug has `*` come last, whatever its weight.
    weighed = sorted(request.accept_languages, key=lambda each: -each[1])
    weighed = [(tag.partition("-")[0].lower(), weight) for tag, weight in weighed]
    named = {tag for tag, _ in weighed}
    # `*` means what is not named.
    others = [each for each in (DEFAULT, *LANGUAGES) if each not in named]
    wanted = (each for tag, weight in weighed if weight for each in (others if tag == "*" else [tag]))
    return next((each for each in wanted if each in LANGUAGES), DEFAULT)
