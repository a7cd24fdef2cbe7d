"""Pages about the whole are opened before a visitor asks for them: who opens one first waits for no query."""

from dataclasses import replace
from typing import cast

import pytest
from flask import Flask

from igmgraph.engine.base import Engine, Load
from igmgraph.engine.values import Solution
from igmgraph.languages import LANGUAGES
from igmgraph.settings import Settings
from igmgraph.web import create_app
from igmgraph.web.pages.standing_pages import open_pages

PAGES = (
    *("/", "/?level=national", "/browse", "/browse/findings", "/charts/findings-by-year", "/compare", "/download"),
    *("/about/languages", "/dataset", "/ontology"),
)


@pytest.fixture(scope="module")
def opened(engine: Engine) -> Flask:
    app = create_app(Settings(), engine)
    open_pages(app, app.extensions["igmgraph"].now, lambda: False)
    return app


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("address", PAGES)
def test_who_opens_a_page_first_waits_for_no_query(
    opened: Flask, engine: Engine, monkeypatch: pytest.MonkeyPatch, address: str, code: str
) -> None:
    asked: list[str] = []

    def note(text: str) -> list[Solution]:
        asked.append(text)
        return []

    monkeypatch.setattr(engine, "solutions", note)
    headers = {"Accept": "text/html", "Accept-Language": code}
    assert opened.test_client().get(address, headers=headers).status_code == 200
    assert not asked


def test_templates_are_compiled_before(opened: Flask) -> None:
    assert opened.jinja_env.cache is not None
    assert len(opened.jinja_env.cache) >= len(opened.jinja_env.list_templates())


def test_it_stops_when_the_service_ends(engine: Engine) -> None:
    app = create_app(Settings(), engine)
    open_pages(app, app.extensions["igmgraph"].now, lambda: True)
    assert not app.extensions["igmgraph"].now.names


class Busy:
    """An engine at work at a query of a client, until somebody has looked at that five times."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self.looks = engine, 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)

    @property
    def load(self) -> Load:
        self.looks += 1
        return Load(int(self.looks < 5), 0, 1)


def test_queries_of_clients_come_first(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    app, busy = create_app(Settings(), engine), Busy(engine)
    opened: list[int] = []
    monkeypatch.setattr(app, "dispatch_request", lambda: opened.append(busy.looks))
    open_pages(app, replace(app.extensions["igmgraph"].now, engine=cast("Engine", busy)), lambda: False)
    assert min(opened) == 5
    assert len(opened) > len(PAGES)


class Asked:
    """Counts answers, of which there are more at each of the first looks."""

    looks = 0

    @property
    def known(self) -> int:
        self.looks += 1
        return 10 * min(self.looks, 12)


def test_documents_that_clients_ask_for_come_first(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    app, asked = create_app(Settings(), engine), Asked()
    opened: list[int] = []
    monkeypatch.setitem(app.extensions, "igmgraph.metrics", asked)
    monkeypatch.setattr(app, "dispatch_request", lambda: opened.append(asked.looks))
    open_pages(app, app.extensions["igmgraph"].now, lambda: False)
    assert min(opened) >= 12
    assert len(opened) > len(PAGES)
