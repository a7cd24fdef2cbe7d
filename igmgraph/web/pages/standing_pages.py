"""Pages about the data as a whole: made once for each snapshot and language, if possible before anybody asks."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from itertools import product

from flask import Flask, Response, current_app, request
from pyoxigraph import NamedNode
from werkzeug.wrappers import Response as AnyResponse

from igmgraph.errors import Unavailable
from igmgraph.languages import LANGUAGES
from igmgraph.web.charts.data import CHARTS
from igmgraph.web.facts.resources import iris
from igmgraph.web.http.links import url_path
from igmgraph.web.listing.numbered import PART, keys_of
from igmgraph.web.pages.browse import LISTED
from igmgraph.web.representations.variants import HTML, Variant
from igmgraph.web.snapshots.state import State, state

__all__ = ["open_pages", "standing_page"]

_NAME = "igmgraph.standing_pages"
#: How many pages are kept; the one that was made first goes.
_KEPT = 48
#: Seconds that opening pages waits for clients, all in all, and between two looks at what they ask; answers meanwhile
#: for which it does not wait.
_PATIENCE, _TURN, _FEW = 10.0, 0.02, 2
#: What else of an address may make another page of it.
_PARAMETERS = {"lang", PART, *keys_of(PART)}
#: Pages about the whole, which are kept or ask for what others will want to know again.
_FIRST = (
    *("/", "/?level=national", "/search?q=migration", "/compare", "/download"),
    *(f"/charts/{name}" for name in CHARTS),
    *("/browse", *(f"/browse/{slug}" for slug in LISTED)),
    *("/about/languages", "/dataset", "/ontology"),
)


def standing_page(variant: Variant, make: Callable[[], AnyResponse]) -> AnyResponse:
    """The page that `make` makes of the snapshot in service, which is kept; anything but a page is made each time."""
    if variant.extension != HTML or state().kept or set(request.args) - _PARAMETERS or request.method != "GET":
        return make()
    pages: OrderedDict[Hashable, tuple[bytes, list[tuple[str, str]]]] = current_app.extensions.setdefault(
        _NAME, OrderedDict()
    )
    key = state().engine.snapshot_id, request.script_root, request.full_path, variant.key
    found = pages.get(key)
    if found is None:
        made = make()
        if made.status_code != 200:
            return made
        found = pages[key] = made.get_data(), list(made.headers)
        while len(pages) > _KEPT:
            pages.popitem(last=False)
    content, headers = found
    return Response(content, headers=headers).make_conditional(request)


def open_pages(app: Flask, state_: State, ended: Callable[[], bool]) -> None:
    """Open the pages that take long the first time, so that no visitor waits for them; stops when it is to end.

    Clients come first, for a while.
    """
    patience, metrics = _PATIENCE, app.extensions["igmgraph.metrics"]
    seen = metrics.known
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    with suppress(Unavailable):
        things = [url_path(f"/doc/{thing.value.partition('/id/')[2]}") for thing in _framework(state_)]
        for address, code in product((*_FIRST, *things), LANGUAGES):
            while patience > 0 and (state_.engine.load.running or metrics.known > seen + _FEW) and not ended():
                seen = metrics.known
                time.sleep(_TURN)
                patience -= _TURN
            if ended():
                return
            seen = metrics.known
            _open(app, state_, address, code)


def _framework(state_: State) -> list[NamedNode]:
    """The domains, and an indicator of each level: all others ask the same of the profiles of the level."""
    domains = iris(state_.recall("things"), "thing")
    indicators = [row for domain in domains for row in state_.recall("indicators", domain=domain)]
    return [*domains, *iris({row["level"]: row for row in indicators}.values(), "indicator")]


def _open(app: Flask, state_: State, address: str, code: str) -> None:
    headers = {"Accept": "text/html", "Accept-Language": code}
    # What is wrong with a page is told to who opens it.
    with app.test_request_context(address, headers=headers, environ_overrides=state_.environ()), suppress(Exception):
        app.dispatch_request()
