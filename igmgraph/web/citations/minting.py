"""Making a citation: the query is run under the limits that every query has, and what came out is kept.

A client may have so many new citations an hour; asking for one that is there already costs nothing but the query.
"""

import math
import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock

from cachetools import LRUCache
from flask import Flask, current_app, request
from pyoxigraph import Literal, NamedNode

from igmgraph.citations.confined import canonicalize
from igmgraph.citations.determinacy import is_ordered
from igmgraph.citations.ledger import Ledger
from igmgraph.citations.outcome import Outcome, answer_type, read_outcome
from igmgraph.citations.record import Citation, identify
from igmgraph.engine.values import ClientQuery, QueryForm, Wanted
from igmgraph.errors import CitationBudgetExhausted, ResultTooLarge
from igmgraph.namespaces import PREFIXES, RDFS
from igmgraph.settings import Settings
from igmgraph.versions.served import find_served
from igmgraph.web.facts.edition import DATASET
from igmgraph.web.facts.resources import fetch_values
from igmgraph.web.snapshots.state import state
from igmgraph.web.sparql.fair_use import client_network
from igmgraph.web.sparql.observation import observer

__all__ = ["Allowance", "data_in_service", "evaluate", "init_app", "ledger", "mint"]

#: An answer that is kept packed may be so many times as large when it is not.
_PACKING = 16
_MOST_CLIENTS = 50_000
_TITLE, _CREATOR, _LICENSE = (NamedNode(f"{PREFIXES['dct']}{name}") for name in ("title", "creator", "license"))
_LABEL = NamedNode(f"{RDFS}label")


class Allowance:
    """How many new citations each client may still make; safe to share between threads."""

    def __init__(self, per_hour: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Give `per_hour` of them back in an hour, and hold no more than that; no limit when it is 0."""
        self._most, self._clock, self._lock = per_hour, clock, Lock()
        self._left: LRUCache[str, tuple[float, float]] = LRUCache(_MOST_CLIENTS)

    def take(self, client: str) -> None:
        """Count one.

        Raises:
            CitationBudgetExhausted: the client has none left; the error tells how long to wait.
        """
        if not self._most:
            return
        with self._lock:
            left, then = self._left.get(client, (self._most, self._clock()))
            now = self._clock()
            left = min(self._most, left + (now - then) * self._most / 3600)
            if left < 1:
                wait = math.ceil((1 - left) * 3600 / self._most)
                raise CitationBudgetExhausted("you have made many citations; try again in {wait} s", wait)
            self._left[client] = left - 1, now


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application its ledger and its allowance."""
    app.extensions["igmgraph.ledger"] = Ledger(settings)
    app.extensions["igmgraph.allowance"] = Allowance(settings.client_citations_per_hour)


def ledger() -> Ledger:
    """Where the application keeps its citations."""
    found: Ledger = current_app.extensions["igmgraph.ledger"]
    return found


def mint(query: ClientQuery, timeout: float) -> tuple[Citation, bool]:
    """Run a query and keep what comes out; False with a citation that was there before.

    Raises:
        CitationBudgetExhausted: the client has made too many.
        ResultTooLarge: query and answer do not fit into a record.
        StorageFull: no further citations are kept.
        IgmError: whatever stops a query.
    """
    version, sha256 = data_in_service()
    form, outcome = evaluate(query, timeout)
    id_ = identify(query, sha256)
    if known := ledger().find(id_):
        return known, False
    allowance: Allowance = current_app.extensions["igmgraph.allowance"]
    allowance.take(client_network(request.remote_addr))
    titles, creators, license_ = _about_dataset()
    citation = Citation(
        id=id_,
        query=query.text,
        default_graphs=query.default_graphs,
        named_graphs=query.named_graphs,
        form=form.value,
        version=version,
        data_sha256=sha256,
        result_sha256=outcome.sha256,
        rows=len(outcome.lines),
        cited=datetime.now(UTC).isoformat(timespec="seconds"),
        titles=titles,
        creators=creators,
        license=license_,
    )
    if ledger().add(citation, outcome):
        return citation, True
    # Another request was faster.
    return ledger().find(id_) or citation, False


def evaluate(query: ClientQuery, timeout: float) -> tuple[QueryForm, Outcome]:
    """Run a query as any client's, and bring what comes out into its canonical form."""
    most = state().settings.max_citation_bytes * _PACKING
    observation = observer().begin(query.text, request.remote_addr, timeout)
    with observation.beginning():
        form = state().engine.admit(query).form
        observation.form, observation.media_type = form.value, answer_type(form)
        observation.admit()
        answer = state().engine.answer(query, Wanted(answer_type(form), "", timeout, most), observation.asker)
    content = b"".join(observation.parts(answer))
    if answer.cut:
        raise ResultTooLarge("an answer that is cited has at most {most} bytes; ask for less of it", most=most)
    return form, read_outcome(form, content, ordered=is_ordered(query.text), canonicalize=canonicalize)


def data_in_service() -> tuple[str, str]:
    """Label and SHA-256 of the version of the data that queries are answered from."""
    served = find_served(state().settings.store, state().engine.snapshot_path)
    snapshot = state().engine.snapshot_id
    return (served.label, str(served.manifest["sha256"])) if served else (snapshot, snapshot)


def _about_dataset() -> tuple[dict[str, str], list[str], str]:
    """Titles by language, names of creators, and licence of the dataset."""
    quads = fetch_values(state(), [DATASET], (_TITLE, _LABEL, _CREATOR, _LICENSE))
    # A title, where there is one, replaces the label of its language.
    naming = [quad for wanted in (_LABEL, _TITLE) for quad in quads if quad.predicate == wanted]
    texts = [quad.object for quad in naming]
    titles = {text.language or "": text.value for text in texts if isinstance(text, Literal)}
    creators = [quad.object for quad in quads if quad.predicate == _CREATOR]
    named = fetch_values(state(), [each for each in creators if isinstance(each, NamedNode)], (_LABEL,))
    names = {quad.subject: quad.object.value for quad in named if _in_english(quad.object)}  # type: ignore[union-attr]
    licenses = sorted(
        quad.object.value for quad in quads if isinstance(quad.object, NamedNode) and quad.predicate == _LICENSE
    )
    return titles, sorted(names.values()), licenses[0] if licenses else ""


def _in_english(term: object) -> bool:
    return isinstance(term, Literal) and term.language == "en"
